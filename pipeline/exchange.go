package pipeline

import (
	"errors"
	"io"
	"time"

	"clew/aio"
	"clew/crawl"
	"clew/crawl/weburl"
	"clew/fetch"
	"clew/fetch/coding"
	"clew/fetch/h1"
	"clew/pipeline/record"
)

// answer is what came of one request, and the record that it leads to. Answers
// are used again: there are as many as requests and pages under way.
type answer struct {
	item   *crawl.Item
	req    *fetch.Request
	status int
	header h1.Header
	resp   *fetch.Response // nil where no head came
	body   *content        // what is being made of the body; nil = it was only counted
	bytes  int64           // of the body where it was only counted
	wire   int64
	err    error
	start  time.Time
	total  time.Duration // of the attempt, its hops included
	before time.Duration // what these took
	record record.Record // once nothing more will be asked for the item

	phase fetch.Phase // of the exchange
	stage string      // what is done about it afterwards

	receive func(*aio.Context) error // run.receive for this answer
	doing   func() string            // run.doing for this answer
}

// newAnswer returns an empty answer for an item.
func (r *run) newAnswer(it *crawl.Item) *answer {
	var a *answer
	if n := len(r.spare); n > 0 {
		a, r.spare = r.spare[n-1], r.spare[:n-1]
	} else {
		a = new(answer)
		a.receive = func(ctx *aio.Context) error { return r.receive(ctx, a) }
		a.doing = func() string { return r.doing(a) }
	}
	a.item, a.req, a.start = it, r.request(it), r.co.now()
	a.req.Phase = &a.phase
	return a
}

// recycle takes back an answer that nobody needs any more.
func (r *run) recycle(a *answer) {
	a.release()
	*a = answer{receive: a.receive, doing: a.doing}
	r.spare = append(r.spare, a)
}

// release lets the body go.
func (a *answer) release() {
	if a.body != nil {
		a.body.release()
		a.body = nil
	}
}

// exchange makes the request that it stands for and reads the response to its
// end, within what is left of the attempt's time.
func (r *run) exchange(ctx *aio.Context, it *crawl.Item) *answer {
	a := r.newAnswer(it)
	ctx.Doing(a.doing)
	r.co.begin()
	a.before = it.Spent
	a.err = within(ctx, r.settings.Time.Total, it.Spent, a.receive)
	if a.err != nil && a.body != nil {
		a.bytes, _ = aio.OnLane(ctx, r.lane, a.body.tear)
		a.release()
	}
	it.Spent += r.co.now().Sub(a.start)
	a.total = it.Spent
	r.co.end(a.wire)
	return a
}

// within gives body what is left of a limit; 0 is no limit.
func within(ctx *aio.Context, limit, spent time.Duration, body func(*aio.Context) error) error {
	if limit <= 0 {
		return body(ctx)
	}
	return aio.Timeout(ctx, limit-spent, body)
}

func (r *run) receive(ctx *aio.Context, a *answer) error {
	resp, err := r.doer.Do(ctx, a.req)
	if err != nil {
		return err
	}
	a.resp, a.status, a.header = resp, resp.StatusCode, resp.Header
	defer func() {
		resp.Body.Close()
		a.wire = resp.Body.WireBytes()
	}()
	if r.passes(a) || a.missed() {
		return skim(ctx, &resp.Body)
	}
	if a.body = r.contentOf(a); a.body != nil {
		return a.body.receive(ctx, &resp.Body, r.lane)
	}
	for {
		p, err := resp.Body.Next(ctx)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if a.bytes += int64(len(p)); r.tooLarge(a.bytes) {
			return coding.ErrTooLarge
		}
	}
}

func (r *run) tooLarge(n int64) bool {
	return r.settings.Limits.MaxBody > 0 && n > r.settings.Limits.MaxBody
}

// passes reports whether the response is only a step on the way, so that its
// body is of no interest: a redirect that is followed.
func (r *run) passes(a *answer) bool {
	return (r.settings.Request.Redirects || a.item.Purpose != crawl.ForPage) && fetch.IsRedirect(a.status, a.header)
}

// skim reads a body that nobody wants while it is small, to keep the
// connection; a longer one costs the connection.
func skim(ctx *aio.Context, body *fetch.Body) error {
	for n := 0; n < skimLimit; {
		p, err := body.Next(ctx)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		n += len(p)
	}
	return nil
}

const skimLimit = 64 << 10

// request returns the request of an item: that of its input, or a GET.
func (r *run) request(it *crawl.Item) *fetch.Request {
	if in, ok := it.Payload.(*input); ok {
		return &in.request
	}
	return &fetch.Request{URL: it.URL, Header: r.headerFor(it.URL), AllowPrivate: r.mayBePrivate(it.URL) || r.isInputsOwn(it)}
}

// headerFor returns what a crawl says to a URL: what identifies the user only to
// the origins of the seeds, whoever links or redirects to another.
func (r *run) headerFor(u weburl.URL) h1.Header {
	if h, home := r.atHome[u.Origin()]; home {
		return h
	}
	return r.abroad
}

// mayBePrivate reports whether the user named the URL's host, as a seed.
func (r *run) mayBePrivate(u weburl.URL) bool {
	return r.settings.Connection.AllowPrivate || r.seedHosts[u.Hostname()]
}

// isTimeout reports whether err is a limit that passed.
func isTimeout(err error) bool {
	var t *aio.TimeoutError
	return errors.As(err, &t)
}
