package h2

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"clew/fetch/h1"
)

// plan is one exchange with net/http's server, as its URL says it.
type plan struct {
	method   string
	status   int
	size     int  // of the response's body
	upload   int  // of the request's
	announce bool // the length
	pieces   int  // in which the server flushes
	interim  int
	trailers int
	abort    bool // the server breaks off in the middle
	leave    int  // the client closes the stream after so many bytes; negative: never
}

func randomPlan(rnd *rand.Rand) plan {
	p := plan{
		method: []string{"GET", "GET", "GET", "HEAD", "POST"}[rnd.IntN(5)],
		status: []int{200, 200, 404, 204, 304, 500}[rnd.IntN(6)],
		size:   rnd.IntN(1 << rnd.IntN(18)), pieces: 1 + rnd.IntN(4), announce: rnd.IntN(2) == 0,
		interim: max(0, rnd.IntN(6)-3), trailers: max(0, rnd.IntN(5)-2), abort: rnd.IntN(10) == 0, leave: -1,
	}
	if p.method == "POST" {
		p.upload = 1 + rnd.IntN(1<<rnd.IntN(18))
	}
	if rnd.IntN(6) == 0 {
		p.leave = rnd.IntN(p.size + 1)
	}
	return p
}

func (p plan) hasBody() bool { return p.method != "HEAD" && p.status != 204 && p.status != 304 }

func (p plan) target() string {
	return fmt.Sprintf("/?status=%d&size=%d&pieces=%d&announce=%t&interim=%d&trailers=%d&abort=%t", p.status, p.size, p.pieces, p.announce, p.interim, p.trailers, p.abort)
}

// text is the body of every message, as far as it goes.
var text = func() (p []byte) {
	for i := 0; len(p) < 1<<18; i++ {
		p = strconv.AppendInt(p, int64(i), 36)
	}
	return p
}()

// serve does what the URL says. A body that is uploaded must be text.
func servePlan(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	num := func(name string) int { n, _ := strconv.Atoi(query.Get(name)); return n }
	upload, err := io.ReadAll(r.Body)
	if err != nil || !bytes.Equal(upload, text[:len(upload)]) {
		panic(http.ErrAbortHandler)
	}
	for range num("interim") {
		w.WriteHeader(http.StatusEarlyHints)
	}
	size, pieces := num("size"), num("pieces")
	w.Header().Set("X-Uploaded", fmt.Sprint(len(upload)))
	if query.Get("announce") == "true" {
		w.Header().Set("Content-Length", fmt.Sprint(size))
	}
	w.WriteHeader(num("status"))
	for i := range pieces {
		if i == pieces/2 && query.Get("abort") == "true" {
			panic(http.ErrAbortHandler)
		}
		w.Write(text[size*i/pieces : size*(i+1)/pieces])
		w.(http.Flusher).Flush()
	}
	for i := range num("trailers") {
		w.Header().Set(fmt.Sprintf("%sX-Sum-%d", http.TrailerPrefix, i), "1")
	}
}

// visitor is the client's side of one exchange.
type visitor struct {
	plan
	stream Stream
	unsent []byte
	body   []byte
	unread int
	left   bool
	over   bool
}

// TestAgreesWithNetHTTP makes random exchanges, many at once, with windows and
// pieces of random sizes.
func TestAgreesWithNetHTTP(t *testing.T) {
	for range 10 {
		seed := newSeed()
		if err := meet(rand.New(rand.NewPCG(seed, 0)), 60); err != nil {
			t.Fatalf("H2_SEED=%d: %v", seed, err)
		}
	}
}

// listener accepts what it is given, and then nothing.
type listener struct{ conns []net.Conn }

func (l *listener) Accept() (net.Conn, error) {
	if len(l.conns) == 0 {
		return nil, net.ErrClosed
	}
	c := l.conns[0]
	l.conns = l.conns[1:]
	return c, nil
}

func (l *listener) Close() error   { return nil }
func (l *listener) Addr() net.Addr { return &net.TCPAddr{} }

// meet makes n exchanges with a server on one connection.
func meet(rnd *rand.Rand, n int) error {
	ours, theirs := net.Pipe()
	server := &http.Server{
		Handler: http.HandlerFunc(servePlan), Protocols: new(http.Protocols),
		HTTP2: &http.HTTP2Config{MaxConcurrentStreams: 1 + rnd.IntN(30), MaxReceiveBufferPerStream: 1000 + rnd.IntN(100_000)},
	}
	server.Protocols.SetUnencryptedHTTP2(true)
	go server.Serve(&listener{conns: []net.Conn{theirs}})
	defer server.Close()

	conn := NewConn(Limits{StreamWindow: 1000 + rnd.IntN(100_000), MaxStreams: 1 + rnd.IntN(40)}, nil)
	input := make(chan []byte)
	pieces := rand.New(rand.NewPCG(rnd.Uint64(), 0))
	go func() {
		defer close(input)
		for {
			p := make([]byte, 1+pieces.IntN(20_000))
			n, err := ours.Read(p)
			if err != nil {
				return
			}
			input <- p[:n]
		}
	}()
	defer func() {
		ours.Close()
		for range input {
		}
	}()
	m := &meeting{rnd: rnd, conn: conn, toBegin: n}
	for quiet := 0; m.toBegin > 0 || len(m.open) > 0; {
		if err := m.act(); err != nil {
			return err
		}
		for out := conn.Output(); len(out) > 0; out = conn.Output() {
			k, err := ours.Write(out)
			if conn.Sent(k); err != nil {
				return err
			}
			m.act()
		}
		select {
		case p := <-input:
			quiet = 0
			if err := m.feed(p); err != nil {
				return err
			}
		case <-time.After(time.Millisecond): // the client may have something to do
			if quiet++; quiet > 10_000 {
				return fmt.Errorf("nothing comes any more; %d exchanges are open, %d are to begin", len(m.open), m.toBegin)
			}
		}
	}
	return nil
}

type meeting struct {
	rnd     *rand.Rand
	conn    *Conn
	toBegin int
	open    []*visitor
}

// act opens streams, sends of bodies what may be sent, reads some of what has
// come, and leaves.
func (m *meeting) act() error {
	for m.toBegin > 0 && m.conn.CanOpen() > 0 && m.rnd.IntN(3) > 0 {
		m.toBegin--
		v := &visitor{plan: randomPlan(m.rnd)}
		v.stream.Owner, v.unsent = v, text[:v.upload]
		req := &h1.Request{Method: v.method, Target: v.target(), Host: "a.test", ContentLength: int64(v.upload)}
		if err := m.conn.Open(&v.stream, "https", req); err != nil {
			return err
		}
		m.open = append(m.open, v)
	}
	for _, v := range m.open {
		if len(v.unsent) > 0 {
			v.unsent = v.unsent[v.stream.Send(v.unsent, true):]
		}
		n := v.unread
		if m.rnd.IntN(2) == 0 {
			n = m.rnd.IntN(n + 1)
		}
		v.stream.Consumed(n)
		v.unread -= n
		if v.leave >= 0 && len(v.body) >= v.leave && v.hasBody() {
			v.stream.Close()
			v.left = true
		}
	}
	m.open = slices.DeleteFunc(m.open, func(v *visitor) bool { return v.left || v.over && v.unread == 0 })
	return nil
}

func (m *meeting) feed(p []byte) error {
	for {
		ev, n, err := m.conn.Feed(p)
		if err != nil {
			return err
		}
		if p = p[n:]; ev.Kind == Nothing {
			return nil
		}
		v := ev.Stream.Owner.(*visitor)
		switch ev.Kind {
		case Data:
			v.body = append(v.body, ev.Payload...)
			v.unread += len(ev.Payload)
		case Closed:
			v.over = true
			if err := v.verdict(); err != nil {
				return fmt.Errorf("stream %d, %+v: %w", v.stream.id, v.plan, err)
			}
		}
	}
}

// verdict holds what came against the plan.
func (v *visitor) verdict() error {
	s := &v.stream
	head := s.Response()
	want := text[:v.size]
	if !v.hasBody() {
		want = nil
	}
	if v.abort {
		if s.Err() == nil && v.method != "HEAD" {
			return fmt.Errorf("complete with %d bytes: want an error", len(v.body))
		}
		return nil
	}
	switch {
	case s.Err() != nil:
		return s.Err()
	case head.StatusCode != v.status:
		return fmt.Errorf("status %d", head.StatusCode)
	case !bytes.Equal(v.body, want):
		return fmt.Errorf("a body of %d bytes", len(v.body))
	case head.Header.Get("X-Uploaded") != fmt.Sprint(v.upload):
		return fmt.Errorf("header %v", head.Header)
	case v.hasBody() && len(s.Trailer()) != v.trailers:
		return fmt.Errorf("trailers %v", s.Trailer())
	}
	return nil
}
