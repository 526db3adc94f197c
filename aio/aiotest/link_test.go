package aiotest_test

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// elapsed checks how much time has passed.
func elapsed(t *testing.T, what string, w *aiotest.World, want time.Duration) {
	t.Helper()
	if w.Elapsed() != want {
		t.Errorf("%s after %v, want %v", what, w.Elapsed(), want)
	}
}

func TestEveryAddressMayHaveALinkOfItsOwn(t *testing.T) {
	w := aiotest.New()
	w.Latency = time.Second
	far := aio.Addr{AddrPort: netip.MustParseAddrPort("10.0.0.3:80")}
	w.Links = func(a aio.Addr) *aiotest.Link {
		if a == far {
			return &aiotest.Link{Latency: time.Minute}
		}
		return nil
	}
	err := w.Run(func(ctx *aio.Context) error {
		for _, at := range []string{"10.0.0.2:80", "10.0.0.3:80"} {
			ln, err := aio.Listen(ctx, "tcp", at)
			if err != nil {
				return err
			}
			defer ln.Close()
		}
		near, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer near.Close()
		elapsed(t, "connected", w, 2*time.Second)
		c, err := aio.DialAddr(ctx, far)
		if err != nil {
			return err
		}
		defer c.Close()
		elapsed(t, "connected to the far one", w, 2*time.Second+2*time.Minute)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestConnectsThatFail(t *testing.T) {
	for _, c := range []struct {
		link  aiotest.Link
		err   error
		after time.Duration
	}{
		{aiotest.Link{}, syscall.ECONNREFUSED, 2 * time.Second},
		{aiotest.Link{Fail: syscall.EHOSTUNREACH}, syscall.EHOSTUNREACH, 2 * time.Second},
		{aiotest.Link{Fail: syscall.ENETUNREACH}, syscall.ENETUNREACH, 0},
		{aiotest.Link{Silent: true}, context.DeadlineExceeded, time.Hour},
	} {
		w := aiotest.New()
		w.Link = c.link
		w.Latency = time.Second
		err := w.Run(func(ctx *aio.Context) error {
			return aio.Timeout(ctx, time.Hour, func(ctx *aio.Context) error {
				_, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
				return err
			})
		})
		if !errors.Is(err, c.err) {
			t.Errorf("%v, want %v", err, c.err)
		}
		elapsed(t, c.err.Error(), w, c.after)
	}
}

func TestFasterLinkDoesNotReorderAStream(t *testing.T) {
	w := aiotest.New()
	w.Latency = time.Second
	echo(t, w, func(ctx *aio.Context, c *aio.Conn) error {
		c.Write(ctx, []byte("first "))
		w.Latency = time.Millisecond
		c.Write(ctx, []byte("second"))
		for got := ""; got != "first second"; {
			b, err := c.Next(ctx)
			if err != nil {
				return err
			}
			if got += string(b); !strings.HasPrefix("first second", got) {
				t.Errorf("got %q", got)
				return nil
			}
		}
		return nil
	})
}

func TestConnectGivenUpBeforeItsAnswerComesIsReset(t *testing.T) {
	w := aiotest.New()
	w.Latency = time.Second
	err := w.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		aio.Timeout(ctx, 1500*time.Millisecond, func(ctx *aio.Context) error {
			_, err := aio.DialAddr(ctx, ln.Addr())
			return err
		})
		c, err := ln.Accept(ctx)
		if err != nil {
			return err
		}
		defer c.Close()
		if _, err := c.Next(ctx); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("read from the client that has gone: %v", err)
		}
		elapsed(t, "the reset", w, 3*time.Second)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
