package demo

import (
	"errors"
	"net/http"
	"time"

	"clew/aio"
)

// What a client may take of the server's patience.
const (
	headLimit  = 16 << 10         // bytes of a request's head
	idleTime   = 30 * time.Second // until the first byte of a request
	headTime   = 10 * time.Second // from there to the end of its head
	writeTime  = 10 * time.Second // for writePiece bytes of an answer
	lingerTime = time.Second      // from the last answer to the client's end
)

// A server is one run of a site.
type server struct {
	site   *Site
	failed map[string]bool // paths that were to fail once, and did
}

// Serve serves the site on ln until it is canceled or ln is closed, and returns
// that error; connections that are open then are cut. What fails once does so
// once in each Serve. It suspends.
func (s *Site) Serve(ctx *aio.Context, ln *aio.Listener) error {
	srv := &server{site: s, failed: make(map[string]bool)}
	return ln.Serve(ctx, srv.serve)
}

// serve answers the requests of one connection. Whatever breaks there is the
// client's affair: only a cancel is an error.
func (s *server) serve(ctx *aio.Context, c *aio.Conn) error {
	in := &reader{conn: c}
	again, err := true, error(nil)
	for again && err == nil {
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
func (s *server) exchange(ctx *aio.Context, c *aio.Conn, in *reader) (again bool, err error) {
	req, err := in.request(ctx)
	var a *response
	switch refused, ok := errors.AsType[refusal](err); {
	case ok:
		a = refuse(refused)
		req.close = true
	case err != nil:
		return false, err
	default:
		a = s.answer(req)
	}
	if err := pause(ctx, a.delay); err != nil {
		return false, err
	}
	return !req.close, a.send(ctx, c, req)
}

// request reads the next request; of one that is refused at least the method
// may be known.
func (r *reader) request(ctx *aio.Context) (*request, error) {
	head, err := r.head(ctx)
	if err != nil {
		return &request{}, err
	}
	req, err := parseRequest(head)
	if req.host == "" {
		req.host = r.conn.LocalAddr().String()
	}
	req.close = req.close || req.hasBody
	return req, err
}

// refuse answers a request that was not understood.
func refuse(r refusal) *response {
	a := plain(int(r))
	if r == http.StatusMethodNotAllowed {
		a.add("Allow", "GET, HEAD")
	}
	return a
}

// pause waits before an answer that is slow on purpose.
func pause(ctx *aio.Context, d time.Duration) error {
	if d == 0 {
		return nil
	}
	return aio.Sleep(ctx, d)
}
