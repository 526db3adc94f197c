package demo

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"clew/aio"
	"clew/aio/aiotest"
)

// museum loads the site of the demo.
func museum(t testing.TB) *Site {
	t.Helper()
	s, err := Load(os.DirFS("../../testdata/site"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// siteOf loads a site from names and contents.
func siteOf(t testing.TB, files map[string]string) *Site {
	t.Helper()
	fsys := make(fstest.MapFS)
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	s, err := Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A client is a connection to the server under test.
type client struct {
	t    *testing.T
	w    *aiotest.World
	conn *aio.Conn
	in   *bufio.Reader
}

// visit serves s in a world of its own and runs fn with a connection to it. No
// socket may be left open afterwards.
func visit(t *testing.T, s *Site, fn func(ctx *aio.Context, c *client)) {
	t.Helper()
	w := aiotest.New()
	err := w.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, s.Serve(ctx, ln) })
		conn, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer conn.Close()
		fn(ctx, &client{t: t, w: w, conn: conn, in: reading(ctx, conn)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := w.Open(); n != 0 {
		t.Errorf("%d sockets left open", n)
	}
}

// reading reads from conn in the task of ctx.
func reading(ctx *aio.Context, conn *aio.Conn) *bufio.Reader {
	return bufio.NewReader(readerFunc(func(p []byte) (int, error) { return conn.Read(ctx, p) }))
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// send writes a request whose lines are separated by '|'; its empty line is
// added.
func (c *client) send(ctx *aio.Context, lines string) {
	c.t.Helper()
	c.write(ctx, strings.ReplaceAll(lines, "|", "\r\n")+"\r\n\r\n")
}

func (c *client) write(ctx *aio.Context, text string) {
	c.t.Helper()
	if _, err := c.conn.Write(ctx, []byte(text)); err != nil {
		c.t.Errorf("write %.40q: %v", text, err)
	}
}

// receive reads the answer to a request of that method.
func (c *client) receive(method string) (*http.Response, string) {
	c.t.Helper()
	resp, err := http.ReadResponse(c.in, &http.Request{Method: method})
	if err != nil {
		c.t.Errorf("read answer: %v", err)
		return &http.Response{}, ""
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Errorf("read body: %v", err)
	}
	return resp, string(body)
}

// wantEnd checks that the server says no more.
func (c *client) wantEnd() {
	c.t.Helper()
	if b, err := c.in.ReadByte(); err != io.EOF {
		c.t.Errorf("got %q, %v; want the end", b, err)
	}
}
