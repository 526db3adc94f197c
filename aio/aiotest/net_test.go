package aiotest_test

import (
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestSleepTakesNoTime(t *testing.T) {
	w := aiotest.New()
	err := w.Run(func(ctx *aio.Context) error { return aio.Sleep(ctx, 24*time.Hour) })
	if err != nil || w.Elapsed() != 24*time.Hour {
		t.Fatalf("elapsed %v, %v", w.Elapsed(), err)
	}
}

// echo runs a server that sends back what it gets, and client against it.
func echo(t *testing.T, w *aiotest.World, client func(*aio.Context, *aio.Conn) error) {
	t.Helper()
	err := w.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			return nil, ln.Serve(ctx, func(ctx *aio.Context, c *aio.Conn) error {
				for {
					b, err := c.Next(ctx)
					if err == io.EOF {
						return nil
					}
					if err != nil {
						return err
					}
					if _, err := c.Write(ctx, append([]byte(nil), b...)); err != nil {
						return err
					}
				}
			})
		})
		c, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer c.Close()
		return client(ctx, c)
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := w.Open(); n != 0 {
		t.Fatalf("%d sockets left open", n)
	}
}

func TestLatencyIsCounted(t *testing.T) {
	w := aiotest.New()
	w.Latency = 50 * time.Millisecond
	echo(t, w, func(ctx *aio.Context, c *aio.Conn) error {
		if w.Elapsed() != 100*time.Millisecond {
			t.Errorf("connected after %v, want one round trip", w.Elapsed())
		}
		c.Write(ctx, []byte("hi"))
		b, err := c.Next(ctx)
		if string(b) != "hi" || w.Elapsed() != 200*time.Millisecond {
			t.Errorf("%q after %v", b, w.Elapsed())
		}
		return err
	})
}

func TestBandwidthAndWindow(t *testing.T) {
	w := aiotest.New()
	w.Bandwidth, w.Window = 1000, 500
	echo(t, w, func(ctx *aio.Context, c *aio.Conn) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				_, err := c.Write(ctx, []byte(strings.Repeat("x", 2000)))
				return err
			})
			for got := 0; got < 2000; {
				b, err := c.Next(ctx)
				if err != nil {
					return err
				}
				got += len(b)
			}
			if w.Elapsed() < 2*time.Second {
				t.Errorf("2,000 bytes at 1,000 a second took %v", w.Elapsed())
			}
			return nil
		})
	})
}

func TestWhatIsSentLaterNeverArrivesBefore(t *testing.T) {
	w := aiotest.New()
	w.Latency = 50 * time.Millisecond
	echo(t, w, func(ctx *aio.Context, c *aio.Conn) error {
		begin := w.Elapsed()
		c.Write(ctx, []byte("first "))
		w.Latency = 0
		c.Write(ctx, []byte("second"))
		c.CloseWrite(ctx)
		var heard []byte
		for {
			b, err := c.Next(ctx)
			if heard = append(heard, b...); err == io.EOF {
				break
			}
			if err != nil {
				return err
			}
		}
		if took := w.Elapsed() - begin; string(heard) != "first second" || took != 50*time.Millisecond {
			t.Errorf("heard %q after %v", heard, took)
		}
		return nil
	})
}

func TestRefusedAndSilent(t *testing.T) {
	w := aiotest.New()
	w.Links = func(a aio.Addr) *aiotest.Link {
		if a.Port() == 81 {
			return &aiotest.Link{Silent: true}
		}
		return nil
	}
	err := w.Run(func(ctx *aio.Context) error {
		if _, err := aio.Dial(ctx, "tcp", "10.0.0.2:80"); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("connect to nobody: %v", err)
		}
		_, err := aio.WaitFor(ctx, 3*time.Second, func(ctx *aio.Context) (*aio.Conn, error) {
			return aio.Dial(ctx, "tcp", "10.0.0.2:81")
		})
		var te *aio.TimeoutError
		if !errors.As(err, &te) || w.Elapsed() != 3*time.Second {
			t.Errorf("connect to nowhere: %v after %v", err, w.Elapsed())
		}
		return nil
	})
	if err != nil || w.Open() != 0 {
		t.Fatal(err, w.Open())
	}
}

func TestResetComesAfterTheData(t *testing.T) {
	w := aiotest.New()
	err := w.Run(func(ctx *aio.Context) error {
		ln, _ := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			c, err := ln.Accept(ctx)
			if err != nil {
				return nil, err
			}
			aio.Sleep(ctx, time.Second) // or the reset would meet the connect
			c.Write(ctx, []byte("last words"))
			return nil, c.Abort()
		})
		c, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer c.Close()
		b, err := c.Next(ctx)
		if string(b) != "last words" {
			t.Errorf("%q, %v", b, err)
		}
		if _, err := c.Next(ctx); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("after the reset: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnswerThatWasSentAndEndedBeforeTheConnectHadEnded(t *testing.T) {
	w := aiotest.New()
	w.Latency = 50 * time.Millisecond
	err := w.Run(func(ctx *aio.Context) error {
		ln, _ := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			c, err := ln.Accept(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			return c.Write(ctx, []byte("banner"))
		})
		c, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer c.Close()
		b, err := c.Next(ctx)
		if string(b) != "banner" {
			t.Errorf("%q, %v", b, err)
		}
		if _, err := c.Next(ctx); err != io.EOF {
			t.Errorf("after it: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAdvanceIsTimeThatTheLoopIsHeld(t *testing.T) {
	w := aiotest.New()
	err := w.Run(func(ctx *aio.Context) error {
		var late time.Duration
		ctx.Loop().CallLater(time.Second, func() { late = w.Elapsed() })
		w.Advance(time.Minute)
		if late != 0 {
			t.Error("a timer ran while the loop was held")
		}
		err := aio.Sleep(ctx, time.Second)
		if late != time.Minute {
			t.Errorf("the timer ran at %v, want it as soon as the loop was free", late)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
