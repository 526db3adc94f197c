package fetch

import (
	"errors"
	"os"
	"time"

	"golang.org/x/net/http2"

	"clew/aio"
	"clew/fetch/h2"
)

// stream is an exchange on a mux.
type stream struct {
	h2.Stream
	aging   // while it waits for its head
	mux     *mux
	unsent  []byte    // of the request's body
	ready   aio.Event // something came
	hasHead bool
	late    bool      // the head did not come in time
	first   time.Time // when the head came
	over    bool
	in      []byte // came and not taken over by the reader; from the client's buffers
	lent    bool   // the reader has in, until it suspends
	tap     Tap    // nil = none
	pace    *pace
	waiting bool
}

// take is what the connection has for the stream.
func (s *stream) take(ev h2.Event) {
	switch ev.Kind {
	case h2.Head:
		s.hasHead = true
		s.first = s.mux.client.loop.Now()
	case h2.Data:
		if s.takeBack(); s.in == nil {
			s.in = s.mux.client.buffers.take()
		}
		s.in = append(s.in, ev.Payload...)
	case h2.Closed:
		s.over = true
	}
	s.ready.Set()
}

// takeBack ends the loan of in.
func (s *stream) takeBack() {
	if s.lent {
		s.lent, s.in = false, s.in[:0]
	}
}

// exchange sends req and waits for the head. again says that the request is to
// be made on another connection: it was not processed here.
func (m *mux) exchange(ctx *aio.Context, req *Request, timing Timing) (resp *Response, again bool, err error) {
	url := req.URL.String()
	head, err := req.head()
	if err != nil {
		return nil, false, wrapError("make request", url, err)
	}
	resp = &Response{Version: "2", Reused: m.uses > 0, Remote: m.remote.Addr(), Timing: timing}
	s := &stream{mux: m, unsent: req.Body}
	s.Owner = s
	if err := m.state.Open(&s.Stream, req.URL.Scheme(), &head); err != nil {
		return m.refuse(url, err)
	}
	if s.tap = req.Tap; s.tap != nil {
		tapRequest(s.tap, &head, req.Body)
	}
	m.client.sent++
	req.enter(PhaseHead)
	m.use()
	if len(s.unsent) > 0 {
		m.sending = append(m.sending, s)
	}
	m.plan()
	if m.client.pacer != nil {
		s.pace = m.client.pacer.watch(s)
	}
	if err = s.awaitHead(ctx); err != nil {
		s.close()
		if requiresHTTP1(err) {
			m.client.origins.of(req.URL.Origin()).speaksHTTP1(m)
			return nil, true, wrapError("read head", url, err)
		}
		return nil, s.mayRepeat(req, resp.Reused, err), wrapError("read head", url, err)
	}
	req.enter(PhaseBody)
	resp.StatusCode, resp.Header = s.Response().StatusCode, s.Response().Header
	if m.client.origins.misdirected(m, req, resp.StatusCode) {
		s.close()
		return nil, true, wrapError("read head", url, errMisdirected)
	}
	if s.tap != nil {
		tapHead(s.tap, resp.StatusCode, resp.Header)
	}
	resp.Timing.FirstByte = s.first.Sub(timing.Start)
	resp.Body.stream, resp.Body.url = s, url
	return resp, false, nil
}

// refuse is the end of an exchange that could not begin: the request cannot be
// made, or the connection is over already.
func (m *mux) refuse(url string, err error) (*Response, bool, error) {
	if !errors.Is(err, h2.ErrNoStream) {
		if m.uses == 0 {
			m.close()
		}
		return nil, false, wrapError("make request", url, err)
	}
	if m.cause != nil {
		err = m.cause
	}
	return nil, true, wrapError("read head", url, err)
}

// awaitHead suspends until the head is there, within its limit. That is no
// aio.Timeout: it is set for every request, and one timer is enough for all.
func (s *stream) awaitHead(ctx *aio.Context) (err error) {
	heads := &s.mux.client.heads
	if heads.ttl > 0 {
		s.aging.owner = s
		heads.add(&s.aging)
		defer s.settleHead()
	}
	for err == nil && !s.hasHead {
		switch {
		case s.over:
			return s.Err()
		case s.late:
			return &aio.TimeoutError{After: heads.ttl, Err: os.ErrDeadlineExceeded}
		}
		err = s.await(ctx)
	}
	return err
}

// settleHead is the end of the wait for the head.
func (s *stream) settleHead() {
	if !s.late {
		s.mux.client.heads.remove(&s.aging)
	}
}

// expire is for a head that does not come in time.
func (s *stream) expire() {
	s.mux.client.heads.remove(&s.aging)
	s.late = true
	s.ready.Set()
}

func (s *stream) await(ctx *aio.Context) error {
	s.ready.Clear()
	s.waiting = true
	err := s.ready.Wait(ctx)
	s.waiting = false
	if err == nil {
		err = s.pace.err()
	}
	return err
}

// mayRepeat reports whether a request that failed may be sent again at once:
// the server has certainly not processed it, whatever it is (RFC 9113 §8.7), or
// the connection had died unnoticed, and the request is idempotent (RFC 9110
// §9.2.2).
func (s *stream) mayRepeat(req *Request, reused bool, err error) bool {
	dead := reused && req.Idempotent() && (errors.Is(err, errSilent) || wasDead(s.WireBytes(), err))
	return dead || errors.Is(err, h2.ErrNotProcessed)
}

// requiresHTTP1 reports whether a server that speaks HTTP/2 wants the request
// in HTTP/1.1 (RFC 9113 §7, HTTP_1_1_REQUIRED).
func requiresHTTP1(err error) bool {
	var reset *h2.ResetError
	return errors.As(err, &reset) && reset.Code == http2.ErrCodeHTTP11Required
}

// next is Body.Next.
func (s *stream) next(ctx *aio.Context) ([]byte, error) {
	for {
		s.takeBack()
		switch {
		case len(s.in) > 0:
			s.lent = true
			s.Consumed(len(s.in))
			s.mux.plan()
			return s.in, nil
		case s.over:
			return nil, s.Err()
		}
		if err := s.await(ctx); err != nil {
			return nil, err
		}
	}
}

// close gives up what has not come yet, and what came and was not read.
func (s *stream) close() {
	s.pace.end()
	if s.in != nil {
		s.mux.client.buffers.give(s.in)
		s.in, s.lent = nil, false
	}
	s.Stream.Close()
	if !s.over {
		s.over = true
		s.mux.settle()
	}
	s.mux.plan()
}
