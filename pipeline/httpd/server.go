package httpd

import (
	"errors"
	"net/http"
	"time"

	"clew/aio"
)

// What a client may take of the server's patience.
const (
	HeadLimit  = 16 << 10         // bytes of a request's head
	IdleTime   = 30 * time.Second // until the first byte of a request
	HeadTime   = 10 * time.Second // from there to the end of its head
	WriteTime  = 10 * time.Second // for writePiece bytes of an answer
	LingerTime = time.Second      // from the last answer to the client's end
)

// A Server answers requests. It may be used by the tasks of one loop.
type Server struct {
	// Answer says what a request gets. It may suspend, and fail with the cancel
	// that it meets then, or with what is nobody's fault but ours: the client
	// gets a 500.
	Answer func(ctx *aio.Context, req *Request) (*Response, error)

	// MaxConns is how many connections may be open at once; one more is told
	// 503, and ends. 0 = any number.
	MaxConns int

	conns int
}

// Serve serves ln until it is canceled or ln is closed, and returns that error;
// connections that are open then are cut. It suspends.
func (s *Server) Serve(ctx *aio.Context, ln *aio.Listener) error {
	return ln.Serve(ctx, s.serve)
}

// serve answers the requests of one connection. Whatever breaks there is the
// client's affair: only a cancel is an error.
func (s *Server) serve(ctx *aio.Context, c *aio.Conn) error {
	s.conns++
	defer func() { s.conns-- }()
	again, err := true, error(nil)
	if s.MaxConns > 0 && s.conns > s.MaxConns {
		again, err = false, Plain(http.StatusServiceUnavailable).send(ctx, c, &Request{Close: true})
	}
	for in := (&reader{conn: c}); again && err == nil; {
		again, err = s.exchange(ctx, c, in)
	}
	if err == nil {
		err = linger(ctx, c)
	}
	if errors.Is(err, aio.ErrCanceled) {
		return err
	}
	return nil
}

// exchange reads one request and answers it; again tells whether another one
// may follow. After an error there is nothing left to say.
func (s *Server) exchange(ctx *aio.Context, c *aio.Conn, in *reader) (again bool, err error) {
	req, err := in.request(ctx)
	var a *Response
	if err == nil {
		a, err = s.Answer(ctx, req)
		if err != nil && !errors.Is(err, aio.ErrCanceled) {
			err = Refusal(http.StatusInternalServerError)
		}
	}
	if refused, ok := errors.AsType[Refusal](err); ok {
		a, err = refuse(refused), nil
		req.Close = true
	}
	if err != nil {
		return false, err
	}
	return !req.Close, a.send(ctx, c, req)
}

// request reads the next request; of one that is refused at least the method
// may be known.
func (r *reader) request(ctx *aio.Context) (*Request, error) {
	head, err := r.head(ctx)
	if err != nil {
		return &Request{}, err
	}
	req, err := ParseRequest(head)
	if req.Host == "" {
		req.Host = r.conn.LocalAddr().String()
	}
	req.Close = req.Close || req.hasBody
	return req, err
}

// refuse answers a request that was not understood.
func refuse(r Refusal) *Response {
	a := Plain(int(r))
	if r == http.StatusMethodNotAllowed {
		a.Add("Allow", "GET, HEAD")
	}
	return a
}
