//go:build linux

package aio_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"testing"
	"time"

	"clew/aio"
)

func TestNetConnUnderTextproto(t *testing.T) {
	inBothForms(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		server := spawn(ctx, func(ctx *aio.Context) error {
			s := aio.NewStream(b)
			fmt.Fprint(s, "220-mail.test\r\n220 at your service\r\n")
			line, err := s.ReadLine(ctx)
			equal(t, "command", string(line), "HELO me")
			fmt.Fprint(s, "250 hello\r\n")
			return errors.Join(err, s.CloseWrite(ctx))
		})
		c := textproto.NewConn(a.NetConn(ctx))
		_, greeting, err := c.ReadResponse(220)
		equal(t, "greeting", greeting, "mail.test\nat your service")
		is(t, "greeting", err, nil)
		c.PrintfLine("HELO %s", "me")
		code, _, err := c.ReadResponse(2)
		equal(t, "code", code, 250)
		is(t, "code", err, nil)
		_, err = c.ReadLine()
		is(t, "the end", err, io.EOF)
		_, err = server.Wait(ctx)
		return errors.Join(err, c.Close())
	})
}

func TestNetConnUnderReadResponse(t *testing.T) {
	inBothForms(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		spawn(ctx, func(ctx *aio.Context) error {
			req, err := http.ReadRequest(bufio.NewReader(b.NetConn(ctx)))
			if err != nil {
				return err
			}
			equal(t, "path", req.URL.Path, "/page")
			for _, part := range []string{"HTTP/1.1 200 OK\r\nTransfer-Enc", "oding: chunked\r\n\r\n5\r\nhel", "lo\r\n0\r\n\r", "\n"} {
				b.Write(ctx, []byte(part))
				yield(ctx, 3)
			}
			return nil
		})
		c := a.NetConn(ctx)
		req, _ := http.NewRequest("GET", "http://host.test/page", nil)
		is(t, "request", req.Write(c), nil)
		resp, err := http.ReadResponse(bufio.NewReader(c), req)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(resp.Body)
		equal(t, "body", string(body), "hello")
		return err
	})
}

func TestNetConnAddressesAndClose(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		c := a.NetConn(ctx)
		equal(t, "local", c.LocalAddr(), net.Addr(a.LocalAddr()))
		equal(t, "remote", c.RemoteAddr(), net.Addr(a.RemoteAddr()))
		is(t, "close", c.Close(), nil)
		equal(t, "closed", a.Closed(), true)
		_, err := c.Read(make([]byte, 1))
		is(t, "read", err, net.ErrClosed)
		_, err = c.Write([]byte("x"))
		is(t, "write", err, net.ErrClosed)
		is(t, "deadline", c.SetDeadline(time.Time{}), net.ErrClosed)
		return nil
	})
}

func TestNetConnDeadlines(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		c, p := a.NetConn(ctx), make([]byte, 10)
		in := func(d time.Duration) time.Time { return ctx.Loop().Now().Add(d) }
		c.SetReadDeadline(in(2 * time.Millisecond))
		_, err := c.Read(p)
		is(t, "a silent peer", err, os.ErrDeadlineExceeded)
		var timeout net.Error
		equal(t, "it is a timeout", errors.As(err, &timeout) && timeout.Timeout(), true)

		b.Write(ctx, []byte("late"))
		aio.Sleep(ctx, time.Millisecond)
		_, err = c.Read(p)
		is(t, "with the same deadline, though there is something", err, os.ErrDeadlineExceeded)
		c.SetReadDeadline(time.Time{})
		n, err := c.Read(p)
		equal(t, "without a deadline", string(p[:n]), "late")
		is(t, "without a deadline", err, nil)

		c.SetWriteDeadline(in(2 * time.Millisecond))
		_, err = c.Write(make([]byte, 32<<20))
		is(t, "a peer that does not read", err, os.ErrDeadlineExceeded)
		c.SetDeadline(in(time.Hour))
		reader := spawn(ctx, func(ctx *aio.Context) error { _, err := readAll(ctx, b, 1<<20); return err })
		_, err = c.Write(make([]byte, 1<<20))
		is(t, "with more time", err, nil)
		c.SetDeadline(in(-time.Hour))
		_, err = c.Write(nil)
		is(t, "a deadline that has passed", err, os.ErrDeadlineExceeded)
		c.Close()
		_, err = reader.Wait(ctx)
		return err
	})
}

func TestNetConnPassesACancelOn(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		err := aio.Timeout(ctx, time.Millisecond, func(ctx *aio.Context) error {
			_, _, err := textproto.NewReader(bufio.NewReader(a.NetConn(ctx))).ReadResponse(200)
			is(t, "inside", err, aio.ErrCanceled)
			return err
		})
		isTimeout(t, "around", err)
		return nil
	})
}

func TestNetConnBelongsToOneTask(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		c := a.NetConn(ctx)
		refused := func(who string) {
			_, err := c.Read(make([]byte, 1))
			is(t, who+" reads", err, aio.ErrBusy)
			_, err = c.Write([]byte("x"))
			is(t, who+" writes", err, aio.ErrBusy)
			is(t, who+" sets a deadline", c.SetDeadline(time.Now()), aio.ErrBusy)
			is(t, who+" closes", c.Close(), aio.ErrBusy)
		}
		done := make(chan bool)
		go func() { // as net/http does
			refused("a goroutine")
			close(done)
		}()
		<-done // blocks the loop, in the task that the net.Conn is of
		_, err := spawn(ctx, func(ctx *aio.Context) error { refused("a task"); return nil }).Wait(ctx)
		c.Write([]byte("hello"))
		got, err2 := b.Next(ctx)
		equal(t, "the connection is as good as before", string(got), "hello")
		return errors.Join(err, err2)
	})
}

func TestNetConnOfATaskThatHasEnded(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		c, err := aio.Go(ctx, func(ctx *aio.Context) (net.Conn, error) { return a.NetConn(ctx), nil }).Wait(ctx)
		_, rerr := c.Read(make([]byte, 1))
		is(t, "read", rerr, aio.ErrBusy)
		return err
	})
}

// The standard library's client starts goroutines; it is told, and blocks
// nothing for good.
func TestNetConnIsRefusedToWhatStartsGoroutines(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		a, b, err := pair(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer a.Close()
		defer b.Close()
		nc := a.NetConn(ctx)
		transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nc, nil }}
		defer transport.CloseIdleConnections()
		_, err = (&http.Client{Transport: transport}).Get("http://host.test/")
		is(t, "get", err, aio.ErrBusy)
		return nil
	})
}
