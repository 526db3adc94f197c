//go:build linux

package aio_test

import (
	"errors"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestListenAtAFreePort(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer ln.Close()
		if ln.Addr().Port() == 0 {
			t.Errorf("address %v", ln.Addr())
		}
		_, err = aio.Listen(ctx, "tcp", ln.Addr().String())
		is(t, "the same address twice", err, syscall.EADDRINUSE)
		return nil
	})
}

func TestListenAtAllAddressesOfANetwork(t *testing.T) {
	for network, want := range map[string]string{"tcp": "::", "tcp4": "0.0.0.0", "tcp6": "::"} {
		really(t, func(ctx *aio.Context) error {
			ln, err := aio.Listen(ctx, network, ":0")
			if err != nil {
				return err
			}
			defer ln.Close()
			equal(t, network, ln.Addr().Addr().String(), want)
			return nil
		})
	}
}

func TestR50_ConnectionsAreAcceptedInOrderAndOthersGetTheirTurns(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		const n = 300
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		var clients [n]*aio.Conn
		for i := range clients {
			if clients[i], err = aio.DialAddr(ctx, ln.Addr()); err != nil {
				return err
			}
			defer clients[i].Close()
		}
		turns := 0
		spawn(ctx, func(ctx *aio.Context) error {
			for {
				turns++
				if err := aio.Yield(ctx); err != nil {
					return err
				}
			}
		})
		for i := range n {
			c, err := ln.Accept(ctx)
			if err != nil {
				return err
			}
			defer c.Close()
			equal(t, "peer", c.RemoteAddr(), clients[i].LocalAddr())
		}
		if turns < 3 {
			t.Errorf("another task had %d turns while 300 connections were accepted", turns)
		}
		return nil
	})
}

func TestR50_OutOfDescriptorsIsReportedOnceAndAcceptGoesOn(t *testing.T) {
	w := aiotest.New()
	r := inMode(t, w.Runner())
	var errs reported
	r.OnError = errs.handler
	err := r.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		client, err := aio.DialAddr(ctx, ln.Addr())
		if err != nil {
			return err
		}
		defer client.Close()
		w.MaxFDs = w.Open()
		ctx.Loop().CallLater(2500*time.Millisecond, func() { w.MaxFDs = 0 })
		before := ctx.Loop().Stats().Turns
		c, err := ln.Accept(ctx)
		if err != nil {
			return err
		}
		c.Close()
		equal(t, "time", w.Elapsed(), 3*time.Second)
		if turns := ctx.Loop().Stats().Turns - before; turns > 10 {
			t.Errorf("it took %d turns", turns)
		}
		return nil
	})
	is(t, "run", err, nil)
	if len(errs) != 1 {
		t.Fatalf("reports: %v", errs)
	}
	is(t, "report", errs[0], syscall.EMFILE)
	contains(t, "report", errs[0].Error(), "10.0.0.2:80")
}

func TestR50_CloseEndsThePauseOfAnAcceptThatIsOutOfDescriptors(t *testing.T) {
	w := aiotest.New()
	r := inMode(t, w.Runner())
	r.OnError = func(error) {}
	err := r.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		client, err := aio.DialAddr(ctx, ln.Addr())
		if err != nil {
			return err
		}
		defer client.Close()
		w.MaxFDs = w.Open()
		ctx.Loop().CallLater(1500*time.Millisecond, func() { ln.Close() })
		_, err = ln.Accept(ctx)
		is(t, "accept", err, aio.ErrClosed)
		equal(t, "time", w.Elapsed(), 1500*time.Millisecond)
		return nil
	})
	is(t, "run", err, nil)
}

func TestR50_CanceledAcceptKeepsTheConnection(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		accept := aio.Go(ctx, ln.Accept)
		yield(ctx, 1)
		client, err := aio.DialAddr(ctx, ln.Addr())
		if err != nil {
			return err
		}
		defer client.Close()
		if accept.Cancel(nil) {
			_, err = accept.Wait(ctx)
			is(t, "the canceled accept", err, aio.ErrCanceled)
			accept = aio.Go(ctx, ln.Accept)
		}
		c, err := accept.Wait(ctx)
		if err != nil {
			return err
		}
		return c.Close()
	})
}

func TestR50_AbortedConnectionsDoNotEndAccept(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer ln.Close()
		gone, err := aio.DialAddr(ctx, ln.Addr())
		if err != nil {
			return err
		}
		gone.Abort() // before it was accepted
		stays, err := aio.DialAddr(ctx, ln.Addr())
		if err != nil {
			return err
		}
		defer stays.Close()
		for {
			c, err := ln.Accept(ctx)
			if err != nil {
				return err
			}
			defer c.Close()
			if c.RemoteAddr() == stays.LocalAddr() {
				return nil
			}
		}
	})
}

func TestR51_SecondAcceptIsBusyAndCloseEndsTheFirst(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		accept := aio.Go(ctx, ln.Accept)
		yield(ctx, 1)
		_, err = ln.Accept(ctx)
		is(t, "second", err, aio.ErrBusy)
		ln.Close()
		_, err = accept.Wait(ctx)
		is(t, "first", err, aio.ErrClosed)
		_, err = ln.Accept(ctx)
		is(t, "afterwards", err, aio.ErrClosed)
		return nil
	})
}

func TestServeReportsAHandlersErrorAndGoesOn(t *testing.T) {
	w := aiotest.New()
	r := inMode(t, w.Runner())
	var errs reported
	r.OnError = errs.handler
	err := r.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		server := spawn(ctx, func(ctx *aio.Context) error {
			return ln.Serve(ctx, func(ctx *aio.Context, c *aio.Conn) error {
				b, err := c.Next(ctx)
				if string(b) == "bad" {
					return errTest
				}
				return err
			})
		})
		for _, say := range []string{"bad", "good"} {
			c, err := aio.DialAddr(ctx, ln.Addr())
			if err != nil {
				return err
			}
			c.Write(ctx, []byte(say))
			_, err = readAll(ctx, c, 10)
			is(t, "the connection's end", err, nil)
			c.Close()
		}
		equal(t, "the server serves on", server.Done(), false)
		server.Cancel(nil)
		_, err = server.Wait(ctx)
		is(t, "server", err, aio.ErrCanceled)
		return nil
	})
	is(t, "run", err, nil)
	if len(errs) != 1 || !errors.Is(errs[0], errTest) {
		t.Fatalf("reports: %v", errs)
	}
	equal(t, "sockets left open", w.Open(), 0)
}

func TestServeReportsAHandlersPanicAndGoesOn(t *testing.T) {
	w := aiotest.New()
	r := inMode(t, w.Runner())
	var errs reported
	r.OnError = errs.handler
	err := r.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		server := spawn(ctx, func(ctx *aio.Context) error {
			return ln.Serve(ctx, func(ctx *aio.Context, c *aio.Conn) error { panic(errTest) })
		})
		c, err := aio.DialAddr(ctx, ln.Addr())
		if err != nil {
			return err
		}
		defer c.Close()
		readAll(ctx, c, 10)
		aio.Sleep(ctx, time.Second)
		equal(t, "the server has ended", server.Done(), false)
		return nil
	})
	is(t, "run", err, nil)
	equal(t, "reports", len(errs), 1)
}
