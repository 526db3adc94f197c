package demo

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/pipeline/httpd"
)

// wantElapsed checks the time that has passed in the client's world.
func (c *client) wantElapsed(want time.Duration) {
	c.t.Helper()
	if got := c.w.Elapsed(); got != want {
		c.t.Errorf("after %v, want %v", got, want)
	}
}

func TestSlowPageTakesItsTimeAndHoldsUpNobody(t *testing.T) {
	visit(t, siteOf(t, small), func(ctx *aio.Context, c *client) {
		c.send(ctx, "GET /slow.html HTTP/1.1|Host: a")
		second, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			t.Fatal(err)
		}
		defer second.Close()
		quick := &client{t: t, w: c.w, conn: second, in: reading(ctx, second)}
		quick.send(ctx, "GET / HTTP/1.1|Host: a")
		quick.receive("GET")
		c.wantElapsed(0)
		if _, body := c.receive("GET"); body != "at last" {
			t.Errorf("got %q", body)
		}
		c.wantElapsed(5 * time.Second)
	})
}

func TestIdleConnectionIsClosed(t *testing.T) {
	visit(t, siteOf(t, small), func(ctx *aio.Context, c *client) {
		c.wantEnd()
		c.wantElapsed(httpd.IdleTime)
	})
	visit(t, siteOf(t, small), func(ctx *aio.Context, c *client) {
		c.send(ctx, "GET /slow.html HTTP/1.1|Host: a||") // an empty line begins no request
		c.receive("GET")
		c.wantEnd()
		c.wantElapsed(5*time.Second + httpd.IdleTime)
	})
}

func TestHeadThatDoesNotEndIsRefused(t *testing.T) {
	visit(t, siteOf(t, small), func(ctx *aio.Context, c *client) {
		for range 9 { // dripping does not help
			c.write(ctx, "\r\n")
			aio.Sleep(ctx, time.Second)
		}
		c.write(ctx, "GET / HTTP/1.1\r\nHo")
		if resp, _ := c.receive("GET"); resp.StatusCode != 408 || !resp.Close {
			t.Errorf("got %d", resp.StatusCode)
		}
		c.wantEnd()
		c.wantElapsed(httpd.HeadTime)
	})
}

func TestHeadTooLarge(t *testing.T) {
	const line = "GET / HTTP/1.1\r\nHost: a\r\nX: "
	fit := strings.Repeat("x", httpd.HeadLimit-len(line)-4)
	for _, test := range []struct {
		text   string
		status int
	}{
		{line + fit + "\r\n\r\n", 200},
		{line + fit + "x\r\n\r\n", 431},
		{line + fit + strings.Repeat("x", 40), 431},
		{strings.Repeat("\r\n", httpd.HeadLimit), 431},
		{strings.Repeat("x", 1<<20), 431},
	} {
		visit(t, siteOf(t, small), func(ctx *aio.Context, c *client) {
			aio.Go(ctx, func(ctx *aio.Context) (any, error) {
				c.conn.Write(ctx, []byte(test.text)) // perhaps not read to its end
				return nil, nil
			})
			if resp, _ := c.receive("GET"); resp.StatusCode != test.status {
				t.Errorf("%d bytes: %d, want %d", len(test.text), resp.StatusCode, test.status)
			}
		})
	}
}

func TestClientThatLeavesIsNobodysError(t *testing.T) {
	for _, text := range []string{"", "GET / HT", "GET /slow.html HTTP/1.1\r\nHost: a\r\n\r\n"} {
		visit(t, siteOf(t, small), func(ctx *aio.Context, c *client) {
			c.write(ctx, text)
			c.conn.Abort()
			aio.Sleep(ctx, time.Minute)
			if n := c.w.Open(); n != 1 {
				t.Errorf("after %q: %d sockets open, want the listener alone", text, n)
			}
		})
	}
}

// TestClientThatDoesNotReadIsCut asks for more than fits on the way.
func TestClientThatDoesNotReadIsCut(t *testing.T) {
	site := siteOf(t, map[string]string{"big.txt": strings.Repeat("x", 1<<20)})
	visit(t, site, func(ctx *aio.Context, c *client) {
		c.send(ctx, "GET /big.txt HTTP/1.1|Host: a")
		aio.Sleep(ctx, httpd.WriteTime+time.Second)
		if n := c.w.Open(); n != 2 {
			t.Errorf("%d sockets open, want the listener and ours", n)
		}
	})
}

func TestLingeringEnds(t *testing.T) {
	visit(t, siteOf(t, small), func(ctx *aio.Context, c *client) {
		c.send(ctx, "DELETE / HTTP/1.1|Host: a")
		if resp, _ := c.receive("DELETE"); resp.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("got %d", resp.StatusCode)
		}
		aio.Sleep(ctx, httpd.LingerTime+time.Second)
		if n := c.w.Open(); n != 2 {
			t.Errorf("%d sockets open, want the listener and ours", n)
		}
	})
}

func TestServeEndsWithItsListenerOrItsCancel(t *testing.T) {
	visit(t, siteOf(t, small), func(ctx *aio.Context, c *client) {
		ln, _ := aio.Listen(ctx, "tcp", "10.0.0.2:81")
		task := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			return nil, ignore(siteOf(t, small).Serve(ctx, ln), aio.ErrClosed)
		})
		aio.Yield(ctx)
		ln.Close()
		if _, err := task.Wait(ctx); err != nil {
			t.Errorf("after the close: %v", err)
		}
		ln, _ = aio.Listen(ctx, "tcp", "10.0.0.2:81")
		task = aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, siteOf(t, small).Serve(ctx, ln) })
		aio.Yield(ctx)
		task.Cancel(nil)
		if _, err := task.Wait(ctx); !errors.Is(err, aio.ErrCanceled) {
			t.Errorf("after the cancel: %v", err)
		}
		ln.Close()
	})
}

// ignore takes an expected error out; any other one, nil too, it makes one.
func ignore(err, expected error) error {
	if errors.Is(err, expected) {
		return nil
	}
	return errors.Join(errors.New("unexpected end"), err)
}
