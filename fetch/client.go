package fetch

import (
	"crypto/tls"
	"errors"
	"math"
	"time"

	"clew/aio"
	"clew/fetch/h1"
	"clew/fetch/h2"
	"clew/fetch/proxy"
)

// Limits are how long the phases of an exchange may take; 0 and negative mean
// no limit.
type Limits struct {
	DNS     time.Duration // resolving the name
	Connect time.Duration // connecting, over all addresses of the name
	TLS     time.Duration // the handshake
	Head    time.Duration // from the request until the head of the response is there; and for a place on a shared connection

	// A response is given up that comes at fewer than SpeedLimit bytes a second
	// for SpeedTime, the wait for its head included; bytes as in Body.WireBytes.
	// Time in which nobody waits for it does not count. SpeedTime is measured in
	// fifths, so it may be one of them more.
	SpeedLimit int64
	SpeedTime  time.Duration
}

// Options are a client's settings; the zero value is ready for use.
type Options struct {
	Limits  Limits
	MaxHead int         // bytes of a response's head; 0 = 256 KiB
	TLS     *tls.Config // nil = the default; ServerName and NextProtos are set by the client
	Names   Names       // how names become addresses

	HTTP2 HTTP2          // when HTTP/2 is spoken
	Proxy proxy.Settings // through whom connections are made; the guard does not concern the proxies themselves

	// MaxConns is how many connections may be open or being made; one that many
	// requests share counts once. Who needs another one waits for its turn, as long as
	// Limits.Connect, and idle ones make room. 0 leaves of the descriptors
	// that the process may have (RLIMIT_NOFILE) some for files and look-ups.
	MaxConns     int
	MaxPerOrigin int // of these, to one origin; 0 = any number

	MaxIdle int           // idle connections kept; 0 = 256, negative = none
	IdleTTL time.Duration // how long; 0 = 60 s
}

// HTTP2 says when a client speaks HTTP/2.
type HTTP2 uint8

// The values of HTTP2.
const (
	HTTP2ByALPN         HTTP2 = iota // with https, where the server chooses it
	HTTP2Never                       // and HTTP/1.1 always
	HTTP2PriorKnowledge              // with http as well, unasked (RFC 9113 §3.3); with https by ALPN
)

// A Client makes HTTP exchanges on the connections that it keeps.
type Client struct {
	loop    *aio.Loop
	opts    Options
	pool    pool
	places  places
	origins origins
	texts   h2.Texts
	heads   byAge  // exchanges on shared connections that wait for their head
	pacer   *pacer // nil where slow responses are none of our business
	names   resolver
	buffers buffers
	tls     *tls.Config
	sent    int
}

// NewClient returns a client on the loop.
func NewClient(loop *aio.Loop, opts Options) *Client {
	if opts.MaxIdle == 0 {
		opts.MaxIdle = 256
	}
	if opts.IdleTTL == 0 {
		opts.IdleTTL = 60 * time.Second
	}
	conns, lookups := budget(descriptors())
	if opts.MaxConns <= 0 {
		opts.MaxConns = conns
	}
	c := &Client{loop: loop, opts: opts}
	c.places = newPlaces(c)
	c.pool = pool{byAge: byAge{loop: loop, max: opts.MaxIdle, ttl: opts.IdleTTL}, idle: make(map[string]*conn)}
	c.origins = newOrigins(c)
	c.heads = byAge{loop: loop, max: math.MaxInt, ttl: opts.Limits.Head}
	c.pacer = newPacer(loop, opts.Limits)
	c.names = newResolver(loop, opts.Names, lookups)
	c.tls = tlsConfig(opts.TLS)
	return c
}

// Requests returns how many requests were sent, those on connections that turned
// out to be dead included.
func (c *Client) Requests() int { return c.sent }

// Close closes the idle connections.
func (c *Client) Close() { c.pool.expireAll() }

// Do sends req and suspends until the head of the response is there. Exactly
// one exchange is made; but where a connection that was used before turns out
// to have been closed by the server meanwhile, and req is idempotent, it is
// made once more on a new one (RFC 9112 §9.3.1), and with HTTP/2 a request that
// the server has not processed is sent again, three times in all. The caller
// reads the body to its end or closes it.
func (c *Client) Do(ctx *aio.Context, req *Request) (*Response, error) {
	start := c.loop.Now()
	req.enter(PhaseQueue)
	if err := c.refuse(req); err != nil {
		return nil, err
	}
	if conn := c.pool.get(c.poolKey(req), req.AllowPrivate); conn != nil {
		resp, dead, err := c.exchange(ctx, conn, req, Timing{Start: start})
		if !dead || !req.Idempotent() {
			return resp, err
		}
	}
	if c.mayShare(req) {
		return c.doShared(ctx, req, Timing{Start: start})
	}
	for {
		timing := Timing{Start: start}
		conn, err := c.connect(ctx, req, &timing)
		if err != nil {
			return nil, err
		}
		resp, dead, err := c.exchange(ctx, conn, req, timing)
		if !dead || !req.Idempotent() {
			return resp, err
		}
	}
}

// mayShare reports whether the exchange may be one of HTTP/2.
func (c *Client) mayShare(req *Request) bool {
	switch req.URL.Scheme() {
	case "https":
		return c.opts.HTTP2 != HTTP2Never
	case "http":
		return c.opts.HTTP2 == HTTP2PriorKnowledge
	}
	return false
}

// maxTries is how often a request is sent that is not processed.
const maxTries = 3

// doShared is Do where the server may speak HTTP/2.
func (c *Client) doShared(ctx *aio.Context, req *Request, timing Timing) (*Response, error) {
	start := timing.Start
	for try := 1; ; try++ {
		m, conn, err := c.origins.get(ctx, req, &timing)
		if err != nil {
			return nil, err
		}
		if conn != nil {
			resp, dead, err := c.exchange(ctx, conn, req, timing)
			if !dead || !req.Idempotent() || try == maxTries {
				return resp, err
			}
			timing = Timing{Start: start}
			continue
		}
		resp, again, err := m.exchange(ctx, req, timing)
		if !again || try == maxTries {
			return resp, err
		}
	}
}

// exchange sends req on conn and waits for the head. dead says that conn had
// been closed by the server before it read anything.
func (c *Client) exchange(ctx *aio.Context, conn *conn, req *Request, timing Timing) (resp *Response, dead bool, err error) {
	m, err := c.write(req, conn.asked)
	if err != nil {
		c.pool.put(conn)
		return nil, false, err
	}
	resp = &Response{Reused: conn.uses > 0, Remote: conn.remote, Timing: timing}
	body := &resp.Body
	body.conn, body.url = conn, req.URL.String()
	c.sent++
	req.enter(PhaseHead)
	rest, op, err := conn.begin(ctx, m)
	if err != nil {
		body.release(false)
		return nil, resp.Reused && wasDead(conn.wire, err), wrapError(op, body.url, err)
	}
	req.enter(PhaseBody)
	body.start(rest)
	head := conn.reader.Response()
	resp.StatusCode, resp.Header = head.StatusCode, head.Header
	resp.Version = "1.1"
	if head.Minor == 0 {
		resp.Version = "1.0"
	}
	resp.Timing.FirstByte = conn.first.Sub(timing.Start)
	if head.Framing == h1.None || head.ContentLength == 0 {
		body.take() // nothing: the connection is free, also where nobody asks for the body
	}
	return resp, false, nil
}

// within is aio.Timeout where a limit of zero is none.
func within(ctx *aio.Context, d time.Duration, body func(*aio.Context) error) error {
	if d <= 0 {
		return body(ctx)
	}
	return aio.Timeout(ctx, d, body)
}

// wrapError makes err an Error of op on url. A cancel stays a cancel.
func wrapError(op, url string, err error) error {
	var e *Error
	if err == nil || errors.Is(err, aio.ErrCanceled) || errors.As(err, &e) {
		return err
	}
	return &Error{Op: op, URL: url, Kind: kindOf(op, err), Err: err}
}
