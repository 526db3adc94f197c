package pipeline

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"time"

	"clew/aio"
	"clew/crawl"
	"clew/fetch"
	"clew/fetch/coding"
	"clew/fetch/h1"
	"clew/pipeline/record"
)

// settle decides what follows from an answer. It gives the item back to the
// frontier, to be asked again or for good. Where it is for good it returns true,
// and the answer's record is there.
func (r *run) settle(a *answer) (final bool) {
	a.item.Attempts++
	out := crawl.Outcome{Loopback: a.resp != nil && a.resp.Remote.IsLoopback() && r.settings.Connection.Proxy.For(a.req.URL).IsZero()}
	if a.err == nil && (a.status == 429 || a.status == 503) {
		out.Close = r.closeHost(a)
		r.remark("status %d: %s is left alone for %v", a.status, a.req.URL.Host(), out.Close.Round(time.Millisecond))
	}
	if a.err == nil && r.passes(a) {
		return r.settleRedirect(a, out)
	}
	if wait, ok := r.tryAgain(a); ok {
		r.remark("again in %v: %s", wait.Round(time.Millisecond), a.trouble())
		out.Retry, out.Wait = true, wait
		a.item.Spent, a.item.Phases = 0, [4]time.Duration{}
		r.co.back(a.item, out)
		return false
	}
	r.co.back(a.item, out)
	r.conclude(a)
	return true
}

// trouble says why an answer is no good.
func (a *answer) trouble() string {
	if a.err != nil {
		return a.err.Error()
	}
	return fmt.Sprintf("%s: status %d", a.req.URL, a.status)
}

// tryAgain asks the retry policy.
func (r *run) tryAgain(a *answer) (wait time.Duration, ok bool) {
	switch {
	case r.co.stopping != running:
		return 0, false
	case a.err != nil:
		return r.retry.AfterError(a.req, a.item.Attempts, a.err)
	}
	return r.retry.AfterStatus(a.req, a.item.Attempts, a.status, a.header, r.co.now())
}

// settleRedirect follows a redirect, or says why not.
func (r *run) settleRedirect(a *answer, out crawl.Outcome) (final bool) {
	it := a.item
	next, err := r.follow(it, a)
	if err != nil {
		r.co.back(it, out)
		a.err = err
		r.conclude(a)
		return true
	}
	if r.co.stopping != running {
		r.co.back(it, out)
		it.Hops = append(it.Hops, crawl.Hop{URL: it.URL, StatusCode: a.status})
		it.URL = next.URL
		r.skip(&a.record, it, r.co.stopping.skip())
		return true
	}
	if in, ok := it.Payload.(*input); ok {
		in.request = *next
	}
	it.Phases = phases(a)
	attempts := it.Attempts
	it.Attempts-- // the attempt goes on with the next hop
	out.Redirect, out.Status = next.URL, a.status
	if why := r.co.back(it, out); why != crawl.NotSkipped {
		it.Attempts = attempts
		r.skip(&a.record, it, why)
		return true
	}
	return false
}

// follow returns the request that a redirect asks for.
func (r *run) follow(it *crawl.Item, a *answer) (*fetch.Request, error) {
	fail := func(format string, args ...any) error {
		return &fetch.Error{Op: "follow redirect", URL: it.URL.String(), Kind: fetch.KindRedirect, Err: fmt.Errorf(format, args...)}
	}
	if most := r.maxHops(it); len(it.Hops) >= most {
		return nil, fail("more than %d redirects", most)
	}
	next, err := fetch.Redirect(a.req, a.status, a.header)
	if err != nil {
		return nil, err
	}
	next.URL = r.canonical.Apply(next.URL) // as every URL that a crawl finds
	if it.Visited(next.URL) {
		return nil, fail("a loop: %s was asked before", next.URL)
	}
	if it.Payload != nil {
		next.AllowPrivate = r.settings.Connection.AllowPrivate || sameHost(next.URL, it.Asked)
	}
	return next, nil
}

// closeHost returns for how long a host that says 429 or 503 is left alone.
func (r *run) closeHost(a *answer) time.Duration {
	limit, attempts := r.settings.Retry.MaxDelay, a.item.Attempts
	if after, ok := fetch.RetryAfter(a.header, r.co.now()); ok {
		return min(after, limit)
	}
	wait, _ := fetch.Retry{Max: attempts, Delay: r.settings.Retry.Delay, MaxDelay: limit}.AfterStatus(a.req, attempts, a.status, nil, r.co.now())
	return wait
}

// conclude makes the record of an item whose last answer this is. Of a body that
// is still to be read the parse stage adds what it finds.
func (r *run) conclude(a *answer) {
	it, rec := a.item, &a.record
	r.fillRecord(rec, it)
	rec.State = record.OK
	rec.Timestamp = a.start
	rec.Method, rec.Sent, rec.Redirected = cmp.Or(a.req.Method, "GET"), int64(len(a.req.Body)), a.before
	rec.WireBytes = a.wire
	rec.Times.Total = a.total
	if len(it.Hops) > 0 {
		rec.FinalURL = it.URL.WithoutFragment().String()
	}
	if a.resp != nil {
		r.describe(rec, a)
	}
	if a.err != nil {
		r.describeError(rec, a)
	}
}

// describe fills in what the head of the response says.
func (r *run) describe(rec *record.Record, a *answer) {
	resp := a.resp
	rec.StatusCode, rec.Version = resp.StatusCode, resp.Version
	rec.FinalURL = a.req.URL.WithoutFragment().String()
	rec.ContentType = a.header.Get("Content-Type")
	rec.ContentLength = contentLength(a.header)
	rec.ETag, rec.Modified = a.header.Get("Etag"), a.header.Get("Last-Modified")
	rec.BodyBytes, rec.Received = a.bytes, a.bytes
	rec.Reused = resp.Reused
	rec.RemoteIP = r.ipText(resp.Remote)
	p := phases(a)
	rec.Times.Name, rec.Times.Connect, rec.Times.TLS, rec.Times.FirstByte = p[0], p[1], p[2], p[3]
	if r.want.headers {
		rec.Header = a.header
	}
	if r.want.location && fetch.IsRedirect(a.status, a.header) {
		if next, err := fetch.Redirect(a.req, a.status, a.header); err == nil {
			rec.Location = next.URL.String()
		}
	}
}

// phases returns when the phases of the attempt ended, each summed over its hops,
// as curl does.
func phases(a *answer) [4]time.Duration {
	p, t := a.item.Phases, a.resp.Timing
	for i, d := range []time.Duration{t.Name, t.Connect, t.TLS, t.FirstByte} {
		p[i] += d
	}
	return p
}

// describeError fills in what failed.
func (r *run) describeError(rec *record.Record, a *answer) {
	if errors.Is(a.err, aio.ErrCanceled) && r.co.stopping.skip() == crawl.SkipCanceled {
		makeSkipped(rec, crawl.SkipCanceled)
		return
	}
	rec.State = record.Failed
	e := asFetchError(a, r.settings.Limits.MaxBody)
	rec.Error, rec.ErrorKind, rec.ErrorCode = e.Error(), string(e.Kind), e.CurlCode()
	switch {
	case a.resp == nil:
	case e.Kind == fetch.KindTooLarge:
		rec.Truncated = "length"
	case e.Kind == fetch.KindTimeout:
		rec.Truncated = "time"
	case e.Kind == fetch.KindBody:
		rec.Truncated = "disconnect"
	}
}

// asFetchError gives every failure of an exchange its kind.
func asFetchError(a *answer, maxBody int64) *fetch.Error {
	var e *fetch.Error
	if errors.As(a.err, &e) {
		return e
	}
	e = &fetch.Error{Op: "fetch", URL: a.req.URL.String(), Kind: fetch.KindTimeout, Err: a.err}
	switch {
	case isTimeout(a.err):
	case errors.Is(a.err, aio.ErrCanceled):
		e.Err = errors.New("the run's time is up")
	case errors.Is(a.err, coding.ErrTooLarge):
		e.Op, e.Kind = "read body", fetch.KindTooLarge
		e.Err = fmt.Errorf("%w: over %d bytes", a.err, maxBody)
	case isFileError(a.err):
		e.Op, e.Kind = "read body", fetch.KindIO
	default:
		e.Op, e.Kind = "decode", fetch.KindDecode
	}
	return e
}

// fillRecord fills in what is known of an item without an answer.
func (r *run) fillRecord(rec *record.Record, it *crawl.Item) {
	*rec = record.Record{
		URL:           it.Asked.WithoutFragment().String(),
		Depth:         -1,
		ContentLength: -1,
		BodyBytes:     -1,
		Attempts:      max(it.Attempts, min(len(it.Hops), 1)), // one may be under way
		Robots:        r.ruling(it),
	}
	rec.Times.Queue = it.Waited
	if in, ok := it.Payload.(*input); ok {
		rec.Input, rec.Line, rec.Meta = in.text, in.line, in.meta
	} else {
		rec.Depth, rec.Source, rec.Tag, rec.Attribute = it.Depth, it.Source.String(), it.Tag, it.Attribute
	}
	for _, hop := range it.Hops {
		rec.Redirects = append(rec.Redirects, record.Redirect{URL: hop.URL.WithoutFragment().String(), StatusCode: hop.StatusCode})
	}
}

// skip makes the record of an item that is not asked, or not asked further.
func (r *run) skip(rec *record.Record, it *crawl.Item, why crawl.SkipReason) {
	r.fillRecord(rec, it)
	makeSkipped(rec, why)
	if len(it.Hops) > 0 {
		rec.FinalURL = it.URL.WithoutFragment().String()
	}
}

func (r *run) skipped(it *crawl.Item, why crawl.SkipReason) *record.Record {
	rec := new(record.Record)
	r.skip(rec, it, why)
	return rec
}

func makeSkipped(rec *record.Record, why crawl.SkipReason) {
	rec.State, rec.SkipReason = record.Skipped, string(why)
}

// failedInput makes the record of an input that does not parse.
func failedInput(in *input) *record.Record {
	rec := &record.Record{
		Input: in.text, Line: in.line, Meta: in.meta, Depth: -1, ContentLength: -1, BodyBytes: -1,
		State: record.Failed, Error: in.err.Error(), ErrorKind: string(fetch.KindURL), ErrorCode: 3,
	}
	return rec
}

// contentLength is the length that a head announces; negative where it does not.
func contentLength(h h1.Header) int64 {
	n, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}
