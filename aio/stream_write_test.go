//go:build linux

package aio_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// fill writes to s until n bytes wait to be sent that the socket does not take.
func fill(s *aio.Stream, n int) (written int) {
	for s.Unsent() < n {
		n, err := s.Write(pattern(1000))
		if err != nil {
			panic(err)
		}
		written += n
	}
	return written
}

func TestR52_WriteSendsAtOnceWhatTheSocketTakes(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		read := false
		b.conn.OnReadable(func() { read = true })
		aio.NoSuspend(ctx, func() error {
			n, err := a.Write([]byte("hello"))
			equal(t, "written", n, 5)
			equal(t, "bytes that wait", a.Unsent(), 0)
			n, _ = a.Write(nil)
			equal(t, "written of nothing", n, 0)
			return err
		})
		aio.Yield(ctx)
		equal(t, "it is there in the next turn", read, true)
		return nil
	})
}

func TestR48_WhatTheSocketDoesNotTakeIsSentWhenItDoes(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		w.Window = 100
		sent := pattern(30_000)
		p := bytes.Clone(sent)
		aio.NoSuspend(ctx, func() error {
			for i := 0; i < len(p); i += 1000 {
				a.Write(p[i : i+1000])
			}
			clear(p) // it is the caller's again
			return nil
		})
		got, err := b.ReadExactly(ctx, len(sent)) // while no task of a's runs
		equal(t, "all arrived, in order", bytes.Equal(got, sent), true)
		return err
	})
}

func TestR48_LongBacklogDoesNotHoldUpTheOthers(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		a.Write(pattern(2 << 20))
		readAway(ctx, b.Stream)
		w.Window = 64 << 20 // takes all at once
		before := ctx.Loop().Stats().Turns
		a.LowWater = -1
		is(t, "drain", a.Drain(ctx), nil)
		if turns := ctx.Loop().Stats().Turns - before; turns < 8 {
			t.Errorf("2 MiB were sent in %d turns", turns)
		}
		return nil
	})
}

func TestR48_StreamThatHasSentAllDoesNotSpinTheLoop(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		fill(a.Stream, 1000)
		for a.Unsent() > 0 {
			b.Read(ctx, make([]byte, 1000))
		}
		before := ctx.Loop().Stats().Turns
		for range 3 {
			aio.Sleep(ctx, time.Millisecond)
		}
		if turns := ctx.Loop().Stats().Turns - before; turns > 10 {
			t.Errorf("three sleeps took %d turns", turns)
		}
		return nil
	})
}

func TestR52_DrainBelowHighWaterReturnsAtOnce(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		a.HighWater = 10_000
		return aio.NoSuspend(ctx, func() error {
			is(t, "nothing waits", a.Drain(ctx), nil)
			fill(a.Stream, 8000)
			for range 100 {
				is(t, "below high water", a.Drain(ctx), nil)
			}
			return nil
		})
	})
}

func TestR52_DrainAboveHighWaterWaitsForLowWater(t *testing.T) {
	for _, c := range []struct {
		name      string
		high, low int
		fill      int
		left      int // at most, when Drain returns
	}{
		{"by default", 0, 0, 64<<10 + 1, 16 << 10},
		{"low is a quarter", 8000, 0, 8001, 2000},
		{"both given", 8000, 5000, 8001, 5000},
		{"low above high", 8000, 50_000, 8001, 8000},
		{"low is none", 8000, -1, 8001, 0},
		{"high is none", -1, 5000, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
				a.HighWater, a.LowWater = c.high, c.low
				fill(a.Stream, c.fill)
				w.Window = 500
				before := 0
				spawn(ctx, func(ctx *aio.Context) (err error) {
					for ; err == nil; before = a.Unsent() {
						_, err = b.Read(ctx, make([]byte, 500))
					}
					return nil
				})
				is(t, "drain", a.Drain(ctx), nil)
				equal(t, "no more than low water is left", a.Unsent() <= c.left, true)
				equal(t, "but no less than need be", before > c.left, true)
				return nil
			})
		})
	}
}

func TestR52_AnyNumberOfTasksDrain(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		w.Window = 1000
		fill(a.Stream, 100_000)
		drained := 0
		for range 10 {
			spawn(ctx, func(ctx *aio.Context) error {
				err := a.Drain(ctx)
				equal(t, "low water", a.Unsent() <= 16<<10, true)
				drained++
				return err
			})
		}
		yield(ctx, 2)
		canceled := spawn(ctx, a.Drain)
		yield(ctx, 2)
		canceled.Cancel(errTest)
		for a.Unsent() > 40_000 {
			b.Read(ctx, make([]byte, 1000))
		}
		late := spawn(ctx, func(ctx *aio.Context) error { // must not overtake
			err := a.Drain(ctx)
			equal(t, "low water for the late one", a.Unsent() <= 16<<10, true)
			return err
		})
		equal(t, "drained above low water", drained, 0)
		for a.Unsent() > 0 {
			b.Read(ctx, make([]byte, 1000))
		}
		_, err := late.Wait(ctx)
		equal(t, "drained", drained, 10)
		_, cerr := canceled.Wait(ctx)
		isCancel(t, "the canceled one", cerr, errTest)
		return err
	})
}

func TestR52_DrainFailsWhenTheConnectionIsLost(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		fill(a.Stream, 100_000)
		var drainers [3]*aio.Task[struct{}]
		for i := range drainers {
			drainers[i] = spawn(ctx, a.Drain)
		}
		yield(ctx, 1)
		b.Abort()
		for _, d := range drainers {
			_, err := d.Wait(ctx)
			is(t, "a drain that waited", err, syscall.ECONNRESET)
			contains(t, "text", fmt.Sprint(err), "drain tcp "+a.conn.RemoteAddr().String())
		}
		is(t, "a later one", a.Drain(ctx), syscall.ECONNRESET)
		_, err := a.Write([]byte("x"))
		is(t, "a write", err, syscall.ECONNRESET)
		is(t, "the end", a.CloseWrite(ctx), syscall.ECONNRESET)
		is(t, "the close", a.Close(ctx), syscall.ECONNRESET)
		equal(t, "closed", a.conn.Closed(), true)
		return nil
	})
}

func TestR52_WriterThatNeverWaitsMeetsErrors(t *testing.T) {
	t.Run("though it lets nobody run", func(t *testing.T) {
		streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
			b.Abort()
			_, err := a.Write([]byte("x"))
			is(t, "write", err, syscall.ECONNRESET)
			return nil
		})
	})
	t.Run("over the kernel", func(t *testing.T) {
		withServer(t, func(c net.Conn) {}, func(ctx *aio.Context, c *aio.Conn) error {
			s := aio.NewStream(c)
			return aio.Timeout(ctx, 10*time.Second, func(ctx *aio.Context) error {
				for {
					_, err := s.Write([]byte("foo\n"))
					err = errors.Join(err, s.Drain(ctx))
					if err != nil {
						equal(t, "lost: "+err.Error(), errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET), true)
						return nil
					}
				}
			})
		})
	})
}

func TestR52_WriterThatNeverWaitsLetsOthersRun(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		readAway(ctx, b.Stream)
		before := ctx.Loop().Stats().Turns
		for range 640 {
			a.Write([]byte("x"))
			is(t, "drain", a.Drain(ctx), nil)
		}
		equal(t, "turns", ctx.Loop().Stats().Turns-before, 10)
		return nil
	})
}

func TestR52_WriterThatNeverDrainsIsToldSo(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		a.HighWater = 1000
		n, err := a.Write(pattern(2 << 20)) // one write may be of any size
		equal(t, "written", n, 2<<20)
		is(t, "a large write", err, nil)
		n, err = a.Write([]byte("more"))
		equal(t, "written on top", n, 0)
		is(t, "a write on top", err, aio.ErrFull)
		readAway(ctx, b.Stream)
		is(t, "drain", a.Drain(ctx), nil)
		_, err = a.Write([]byte("more"))
		is(t, "a write afterwards", err, nil)
		return nil
	})
}

func TestR52_CloseSendsWhatWaits(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		written := fill(a.Stream, 100_000)
		reader := aio.Go(ctx, func(ctx *aio.Context) ([]byte, error) { return readToEnd(ctx, b.Stream) })
		drainer := spawn(ctx, a.Drain)
		yield(ctx, 1)
		other := spawn(ctx, a.Close)
		is(t, "close", a.Close(ctx), nil)
		equal(t, "closed", a.conn.Closed(), true)
		_, err := a.Write([]byte("x"))
		is(t, "write afterwards", err, aio.ErrClosed)
		is(t, "drain afterwards", a.Drain(ctx), aio.ErrClosed)
		is(t, "half-close afterwards", a.CloseWrite(ctx), aio.ErrClosed)
		is(t, "close again", a.Close(ctx), nil)
		_, err = other.Wait(ctx)
		is(t, "close at the same time", err, nil)
		_, err = drainer.Wait(ctx)
		is(t, "drain meanwhile", err, nil)
		got, err := reader.Wait(ctx)
		equal(t, "received", len(got), written)
		return err
	})
}

func TestR52_NothingIsWrittenOnceTheCloseHasBegun(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		fill(a.Stream, 1000)
		closer := spawn(ctx, a.Close)
		yield(ctx, 1)
		_, err := a.Write([]byte("x"))
		is(t, "write", err, aio.ErrClosed)
		is(t, "as the standard library says it", err, net.ErrClosed)
		closer.Cancel(nil)
		closer.Wait(ctx)
		return nil
	})
}

func TestR52_CloseThatIsInterruptedAborts(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		w.Latency = time.Millisecond
		written := fill(a.Stream, 100_000)
		began := w.Elapsed()
		drainer := spawn(ctx, a.Drain)
		err := aio.Timeout(ctx, time.Second, a.Close)
		isTimeout(t, "close with a peer that does not read", err)
		equal(t, "after", w.Elapsed()-began, time.Second)
		equal(t, "closed", a.conn.Closed(), true)
		_, err = drainer.Wait(ctx)
		is(t, "drain meanwhile", err, aio.ErrClosed)
		got, err := readToEnd(ctx, b.Stream)
		is(t, "the other side does not take it for an end", err, syscall.ECONNRESET)
		equal(t, "nor has all of it", len(got) < written, true)
		return nil
	})
}

func TestR52_HalfClose(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		w.Window = 1000
		a.Write(pattern(50_000))
		err := aio.Timeout(ctx, time.Second, a.CloseWrite)
		isTimeout(t, "half-close with a peer that does not read", err)
		_, err = a.Write([]byte("x"))
		is(t, "write", err, aio.ErrClosed)
		got, err := readToEnd(ctx, b.Stream) // the loop goes on with it
		equal(t, "all arrived", bytes.Equal(got, pattern(50_000)), true)
		is(t, "its end", err, nil)
		is(t, "half-close", a.CloseWrite(ctx), nil)
		is(t, "and again", a.CloseWrite(ctx), nil)
		is(t, "drain", a.Drain(ctx), nil)

		b.Write([]byte("answer\nand more"))
		line, err := a.ReadLine(ctx)
		equal(t, "answer", string(line), "answer")
		is(t, "answer", err, nil)
		is(t, "the other's close", b.Close(ctx), nil)
		rest, err := readToEnd(ctx, a.Stream)
		equal(t, "the rest", string(rest), "and more")
		is(t, "the rest", err, nil)
		return a.Close(ctx)
	})
}

func TestR52_HalfCloseAgain(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, ca, cb *aio.Conn) error {
		a, b := aio.NewStream(ca), aio.NewStream(cb)
		is(t, "the one side", a.CloseWrite(ctx), nil)
		is(t, "the other", b.CloseWrite(ctx), nil)
		aio.Sleep(ctx, time.Millisecond)
		is(t, "the one again", a.CloseWrite(ctx), nil)
		return nil
	})
}

func TestTLSStreamSaysThatItEnds(t *testing.T) {
	for _, how := range []string{"CloseWrite", "Close"} {
		t.Run(how, func(t *testing.T) {
			withServer(t, func(c net.Conn) {
				p, err := takeOver(c)
				is(t, "handshake", err, nil)
				p.send(23, []byte("go\n"))
				got, _, err := p.receive(1000)
				equal(t, "received", string(got), "hello")
				contains(t, "behind it", fmt.Sprint(err), "unexpected record") // the alert
			}, func(ctx *aio.Context, c *aio.Conn) error {
				if err := c.StartTLS(ctx, keys().client); err != nil {
					return err
				}
				s := aio.NewStream(c)
				if _, err := s.ReadLine(ctx); err != nil {
					return err
				}
				s.Write([]byte("hello"))
				if how == "Close" {
					return s.Close(ctx)
				}
				return s.CloseWrite(ctx)
			})
		})
	}
}

func TestR52_AbortDropsWhatWaits(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		fill(a.Stream, 100_000)
		waiting := []*aio.Task[struct{}]{spawn(ctx, a.Drain), spawn(ctx, a.CloseWrite), spawn(ctx, a.Close)}
		yield(ctx, 1)
		is(t, "abort", a.Abort(), nil)
		for _, task := range waiting {
			_, err := task.Wait(ctx)
			is(t, "who waits", err, aio.ErrClosed)
		}
		_, err := a.Write([]byte("x"))
		is(t, "write afterwards", err, aio.ErrClosed)
		is(t, "abort again", a.Abort(), nil)
		is(t, "close afterwards", a.Close(ctx), nil)
		_, err = readToEnd(ctx, b.Stream)
		is(t, "the other side", err, syscall.ECONNRESET)
		return nil
	})
}

// A test that closes the Conn under the Stream, and who is told what is lost.
func TestR52_BytesThatNobodyWaitsForAreReported(t *testing.T) {
	for _, c := range []struct {
		name string
		main func(t *testing.T, ctx *aio.Context, a, b end)
		want string
	}{
		{"left behind at the end of Run", func(t *testing.T, ctx *aio.Context, a, b end) {}, "bytes were not sent: closed"},
		{"closed under the stream", func(t *testing.T, ctx *aio.Context, a, b end) {
			a.conn.Close()
			_, err := a.Write([]byte("x"))
			is(t, "write", err, aio.ErrClosed)
		}, "bytes were not sent: closed"},
		{"somebody waits for them", func(t *testing.T, ctx *aio.Context, a, b end) {
			drainer := spawn(ctx, a.Drain)
			yield(ctx, 1)
			a.conn.Close()
			_, err := drainer.Wait(ctx)
			is(t, "drain", err, aio.ErrClosed)
		}, ""},
		{"aborted", func(t *testing.T, ctx *aio.Context, a, b end) { a.Abort() }, ""},
		{"lost by the other side", func(t *testing.T, ctx *aio.Context, a, b end) {
			b.Abort()
			yield(ctx, 2)
			a.conn.Close()
		}, ""},
		{"lost, and told so", func(t *testing.T, ctx *aio.Context, a, b end) {
			b.Abort()
			yield(ctx, 2)
			is(t, "close", a.Close(ctx), syscall.ECONNRESET)
		}, ""},
		{"sent", func(t *testing.T, ctx *aio.Context, a, b end) {
			readAway(ctx, b.Stream)
			a.Close(ctx)
		}, ""},
	} {
		for _, how := range []string{"clear", "encrypted"} {
			t.Run(c.name+", "+how, func(t *testing.T) {
				var told reported
				r := inMode(t, aiotest.New().Runner())
				r.OnError = told.handler
				err := r.Run(func(ctx *aio.Context) error {
					ca, cb, err := pair(ctx, "tcp", "10.0.0.2:80")
					if err == nil && how == "encrypted" {
						err = encrypt(ctx, ca, cb)
					}
					if err != nil {
						return err
					}
					a, b := end{aio.NewStream(ca), ca}, end{aio.NewStream(cb), cb}
					fill(a.Stream, 100_000)
					c.main(t, ctx, a, b)
					return nil
				})
				is(t, "run", err, nil)
				if got := errors.Join(told...); c.want == "" {
					is(t, "reported", got, nil)
				} else {
					contains(t, "reported", fmt.Sprint(got), c.want)
					equal(t, "reports", len(told), 1)
				}
			})
		}
	}
}

func TestDrainIsSomethingToWaitFor(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		fill(a.Stream, 100_000)
		readAway(ctx, b.Stream).Daemon()
		return a.Drain(ctx)
	})
}

func TestDrainThatHasEndedIsNothingToWaitFor(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		a, b, err := pair(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer a.Close()
		defer b.Close()
		s := aio.NewStream(a)
		defer s.Abort()
		fill(s, 100_000)
		contains(t, "where nothing may suspend", panicOf(func() { aio.NoSuspend(ctx, func() error { return s.Drain(ctx) }) }), "NoSuspend")
		isTimeout(t, "under a limit", aio.Timeout(ctx, time.Second, s.Drain))
		_, err = b.Read(ctx, make([]byte, 64<<10))
		is(t, "read", err, nil)
		_, err = b.Read(ctx, make([]byte, 64<<10))
		is(t, "read", err, nil)
		is(t, "to the end", s.Drain(ctx), nil)
		var never aio.Event
		return never.Wait(ctx)
	}, deadlocks)
}

func TestUnsentBytesHideNoDeadlock(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		a, b, err := pair(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer a.Close()
		defer b.Close()
		s := aio.NewStream(a)
		defer s.Abort()
		fill(s, 100_000)
		spawn(ctx, func(ctx *aio.Context) error { // neither does a daemon that drains
			aio.Yield(ctx)
			return s.Drain(ctx)
		}).Daemon()
		yield(ctx, 3)
		contains(t, "tree", ctx.Loop().Tree(), "to take 100")
		var never aio.Event
		return never.Wait(ctx)
	}, deadlocks)
}

func TestR51_ConnUnderAStreamIsBusyWhileBytesWait(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		fill(a.Stream, 1000)
		_, err := a.conn.Write(ctx, []byte("x"))
		is(t, "write past the stream", err, aio.ErrBusy)
		is(t, "half-close past the stream", a.conn.CloseWrite(ctx), aio.ErrBusy)
		if _, encrypted := a.conn.TLS(); !encrypted {
			is(t, "encryption", a.conn.StartTLS(ctx, keys().client), aio.ErrBusy)
		}
		reader := readAway(ctx, b.Stream)
		a.LowWater, a.HighWater = -1, -1
		is(t, "drain", a.Drain(ctx), nil)
		reader.Cancel(nil)
		reader.Wait(ctx)
		writer := spawn(ctx, func(ctx *aio.Context) error { _, err := a.conn.Write(ctx, pattern(1<<20)); return err })
		untilWriterWaits(ctx)
		_, err = a.Write([]byte("x"))
		is(t, "write while a task writes to the connection", err, aio.ErrBusy)
		writer.Cancel(nil)
		writer.Wait(ctx)
		return nil
	})
}

func TestR46_StreamOfAClosedConnectionDoesNotMeetItsSuccessor(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		a, b, err := pair(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer b.Close()
		s := aio.NewStream(a)
		fill(s, 100_000)
		drainer := spawn(ctx, s.Drain)
		yield(ctx, 1)
		number := a.FD()
		a.Close()
		c, d, err := pair(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer c.Close()
		defer d.Close()
		equal(t, "the number was used again", c.FD() == number || d.FD() == number, true)
		_, err = drainer.Wait(ctx)
		is(t, "drain", err, aio.ErrClosed)
		s.Write([]byte("x"))
		aio.Sleep(ctx, time.Millisecond)
		for _, conn := range []*aio.Conn{c, d} {
			_, err := aio.WaitFor(ctx, time.Millisecond, conn.Next)
			isTimeout(t, "the successor", err)
		}
		return nil
	})
}

func TestStreamOverAUnixSocket(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		ca, cb, err := pair(ctx, "unix", t.TempDir()+"/socket")
		if err != nil {
			return err
		}
		defer cb.Close()
		a, b := aio.NewStream(ca), aio.NewStream(cb)
		written := fill(a, 500_000)
		reader := aio.Go(ctx, func(ctx *aio.Context) ([]byte, error) { return readToEnd(ctx, b) })
		is(t, "close", a.Close(ctx), nil)
		got, err := reader.Wait(ctx)
		equal(t, "received", len(got), written)
		return err
	})
}

func TestStreamIsAWriter(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		fmt.Fprintf(a, "%s has %d lines\n", "this", 1)
		line, err := b.ReadLine(ctx)
		equal(t, "line", string(line), "this has 1 lines")
		return err
	})
}

// A server whose handlers are canceled while they wait in a stream ends.
func TestServeWithStreams(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		server := spawn(ctx, func(ctx *aio.Context) error {
			return ln.Serve(ctx, func(ctx *aio.Context, c *aio.Conn) error {
				s := aio.NewStream(c)
				defer s.Close(ctx)
				for {
					line, err := s.ReadLine(ctx)
					if err != nil {
						return err
					}
					fmt.Fprintf(s, "%s!\n", strings.ToUpper(string(line)))
					if err := s.Drain(ctx); err != nil {
						return err
					}
				}
			})
		})
		c, err := aio.DialAddr(ctx, ln.Addr())
		if err != nil {
			return err
		}
		s := aio.NewStream(c)
		fmt.Fprintln(s, "hello")
		line, err := s.ReadLine(ctx)
		equal(t, "answer", string(line), "HELLO!")
		is(t, "answer", err, nil)
		server.Cancel(nil)
		_, err = server.Wait(ctx)
		is(t, "server", err, context.Canceled)
		_, err = s.ReadLine(ctx)
		equal(t, "the connection's end", transcript(nil, err), "end")
		return s.Close(ctx)
	})
}
