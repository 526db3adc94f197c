package fetchtest

import (
	"errors"
	"io"
	"slices"

	"clew/aio"
)

// A Server runs scripts at an address.
type Server struct {
	Accepted int        // connections so far
	Requests []*Message // read so far, in the order in which they were complete
	Frames   []string   // of HTTP/2, read so far, each behind the number of its connection: "0 PING ack"
	AtOnce   int        // the most streams that were open at once on a connection

	listener *aio.Listener
	task     *aio.Task[struct{}]
}

// Listen starts a server at "ip:port". Its tasks belong to ctx's group and end
// with it, or by [Server.Close]. It does not suspend.
func Listen(ctx *aio.Context, address string, scripts ...Script) (*Server, error) {
	ln, err := aio.Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	s := &Server{listener: ln}
	s.task = aio.Go(ctx, func(ctx *aio.Context) (struct{}, error) {
		defer ln.Close()
		err := ln.Serve(ctx, func(ctx *aio.Context, conn *aio.Conn) error {
			p := &Peer{Conn: conn, server: s, number: s.Accepted}
			s.Accepted++
			if len(scripts) == 0 {
				return nil
			}
			return p.run(ctx, scripts[min(p.number, len(scripts)-1)])
		})
		if errors.Is(err, aio.ErrCanceled) || errors.Is(err, aio.ErrClosed) {
			err = nil
		}
		return struct{}{}, err
	})
	return s, nil
}

// Close closes the listener and every connection, and waits for that.
func (s *Server) Close(ctx *aio.Context) {
	s.listener.Close() // also where the task has not begun, and never will
	s.task.Cancel(errors.New("the server is closed"))
	s.task.Wait(ctx)
}

// Lines returns the request lines that were read so far, each with the number of
// its connection: "0 GET / HTTP/1.1".
func (s *Server) Lines() []string {
	var lines []string
	for _, m := range s.Requests {
		lines = append(lines, m.String())
	}
	return lines
}

// A Peer is the server's side of a connection.
type Peer struct {
	*aio.Conn
	server *Server
	number int
	in     []byte // arrived and not read by a step
	last   *Message
	http2  *http2Peer // once an HTTP2 step has run
}

// run runs a script, then waits for the client to close.
func (p *Peer) run(ctx *aio.Context, script Script) error {
	for _, step := range slices.Concat(script, Script{drain}) {
		if err := step(ctx, p); err != nil || p.Closed() {
			return ours(err)
		}
	}
	return nil
}

// ours returns err where it is not the client that left.
func ours(err error) error {
	var network interface{ Timeout() bool }
	if err == io.EOF || errors.As(err, &network) {
		return nil
	}
	return err
}

// drain reads until the client has closed.
func drain(ctx *aio.Context, p *Peer) error {
	for {
		if _, err := p.Next(ctx); err != nil {
			return err
		}
	}
}

// more waits until more has arrived.
func (p *Peer) more(ctx *aio.Context) error {
	b, err := p.Next(ctx)
	p.in = append(p.in, b...)
	return err
}

// Last returns the request that the connection's last [Request] step read.
func (p *Peer) Last() *Message { return p.last }
