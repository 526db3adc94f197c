//go:build linux

package aio_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"clew/aio"
	"clew/aio/aiotest"
)

// connected runs test with both ends of a connection, over the kernel's
// loopback and over the virtual network.
func connected(t *testing.T, test func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error) {
	with := func(t *testing.T, ctx *aio.Context, address string) error {
		a, b, err := pair(ctx, "tcp", address)
		if err != nil {
			return err
		}
		defer a.Close()
		defer b.Close()
		return test(t, ctx, a, b)
	}
	t.Run("kernel", func(t *testing.T) {
		heavy(t)
		really(t, func(ctx *aio.Context) error { return with(t, ctx, "127.0.0.1:0") })
	})
	t.Run("aiotest", func(t *testing.T) {
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error { return with(t, ctx, "10.0.0.2:80") })
	})
}

func TestConnFamilies(t *testing.T) {
	for _, c := range []struct{ name, network, address string }{
		{"IPv4", "tcp", "127.0.0.1:0"},
		{"IPv6", "tcp", "[::1]:0"},
		{"all addresses", "tcp", ":0"},
		{"unix", "unix", filepath.Join(t.TempDir(), "socket")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if ln, err := net.Listen(c.network, c.address); err != nil {
				t.Skip(err)
			} else {
				ln.Close()
			}
			really(t, func(ctx *aio.Context) error {
				a, b, err := pair(ctx, c.network, c.address)
				if err != nil {
					return err
				}
				defer a.Close()
				defer b.Close()
				equal(t, "network", a.RemoteAddr().Network(), c.network)
				if c.network == "tcp" {
					equal(t, "address of the one is that of the other", a.LocalAddr().Port(), b.RemoteAddr().Port())
				}
				if _, err := a.Write(ctx, []byte("hello")); err != nil {
					return err
				}
				got, err := b.Next(ctx)
				equal(t, "received", string(got), "hello")
				return err
			})
		})
	}
}

func TestR48_LargeWriteToASlowReader(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		sent := pattern(soak(t, 2<<20, 16<<20))
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				n, err := a.Write(ctx, sent)
				equal(t, "written", n, len(sent))
				return errors.Join(err, a.CloseWrite(ctx))
			})
			yield(ctx, 3) // let the writer fill the socket
			got, err := readAll(ctx, b, 50_000)
			equal(t, "all arrived, in order", bytes.Equal(got, sent), true)
			return err
		})
	})
}

func TestR47_HalfClose(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		a.Write(ctx, []byte("question"))
		is(t, "close of the writing side", a.CloseWrite(ctx), nil)
		got, err := readAll(ctx, b, 100)
		equal(t, "question", string(got), "question")
		is(t, "its end", err, nil)
		b.Write(ctx, []byte("answer"))
		got, err = a.Next(ctx)
		equal(t, "answer", string(got), "answer")
		_, werr := a.Write(ctx, []byte("more"))
		is(t, "write after the end", werr, syscall.EPIPE)
		return err
	})
}

func TestR47_DataBeforeAResetIsDelivered(t *testing.T) {
	for _, when := range []string{"while it is awaited", "while nobody reads"} {
		t.Run(when, func(t *testing.T) {
			connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
				var reader *aio.Task[[]byte]
				if when == "while it is awaited" {
					reader = aio.Go(ctx, a.Next)
					yield(ctx, 1)
				} else {
					a.OnReadable(func() {}) // the poller knows of it
				}
				b.Write(ctx, []byte("last words"))
				b.Abort()
				aio.Sleep(ctx, time.Millisecond)
				if reader == nil {
					reader = aio.Go(ctx, a.Next)
				}
				got, err := reader.Wait(ctx)
				equal(t, "first read", string(got), "last words")
				is(t, "first read", err, nil)
				_, err = a.Next(ctx)
				is(t, "second read", err, syscall.ECONNRESET)
				return nil
			})
		})
	}
}

func TestR47_ResetWakesBothDirections(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		reader := aio.Go(ctx, a.Next)
		writer := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return a.Write(ctx, make([]byte, 32<<20)) })
		yield(ctx, 3)
		b.Abort()
		_, rerr := reader.Wait(ctx)
		_, werr := writer.Wait(ctx)
		if rerr == nil || werr == nil {
			t.Errorf("read %v, write %v", rerr, werr)
		}
		return nil
	})
}

func TestR51_SecondReaderAndWriterAreBusy(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		reader := aio.Go(ctx, a.Next)
		writer := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return a.Write(ctx, make([]byte, 32<<20)) })
		yield(ctx, 3)
		_, err := a.Next(ctx)
		is(t, "second reader", err, aio.ErrBusy)
		_, err = a.Write(ctx, []byte("x"))
		is(t, "second writer", err, aio.ErrBusy)
		b.Write(ctx, []byte("hello"))
		got, err := reader.Wait(ctx)
		equal(t, "the first reader goes on", string(got), "hello")
		writer.Cancel(nil)
		writer.Wait(ctx)
		return err
	})
}

func TestR46_CloseWakesWhoWaits(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		reader := aio.Go(ctx, a.Next)
		writer := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return a.Write(ctx, make([]byte, 32<<20)) })
		yield(ctx, 3)
		is(t, "close", a.Close(), nil)
		_, err := reader.Wait(ctx)
		is(t, "reader", err, aio.ErrClosed)
		is(t, "reader, as the standard library says it", err, net.ErrClosed)
		_, err = writer.Wait(ctx)
		is(t, "writer", err, aio.ErrClosed)
		is(t, "second close", a.Close(), nil)
		equal(t, "closed", a.Closed(), true)
		_, err = a.Next(ctx)
		is(t, "read afterwards", err, aio.ErrClosed)
		_, err = a.Write(ctx, []byte("x"))
		is(t, "write afterwards", err, aio.ErrClosed)
		is(t, "half-close afterwards", a.CloseWrite(ctx), aio.ErrClosed)
		is(t, "watch afterwards", a.OnReadable(func() {}), aio.ErrClosed)
		return nil
	})
}

func TestR51_SecondWriterIsBusyThoughThereIsRoomAgain(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		writer := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return a.Write(ctx, make([]byte, 32<<20)) })
		yield(ctx, 3)
		for range 20 {
			if _, err := b.Next(ctx); err != nil { // makes room before the first writer runs
				return err
			}
			_, err := a.Write(ctx, []byte("x"))
			is(t, "second writer", err, aio.ErrBusy)
		}
		writer.Cancel(nil)
		writer.Wait(ctx)
		return nil
	})
}

func TestR46_CallbackThatClosesAnotherConnectionSuppressesItsCallback(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		var near, far [2]*aio.Conn
		for i := range near {
			var err error
			if near[i], far[i], err = pair(ctx, "tcp", "10.0.0.2:80"); err != nil {
				return err
			}
			defer far[i].Close()
			near[i].OnReadable(func() { d.note(i); near[0].Close(); near[1].Close() })
		}
		far[0].Write(ctx, []byte("x")) // both become readable in one turn
		far[1].Write(ctx, []byte("x"))
		yield(ctx, 2)
		d.reads(t, "callbacks that ran", "0")
		return nil
	})
}

func TestR45_OnReadableReplacesTheCallbackAndAnotherMayTakeItBack(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		var near, far [2]*aio.Conn
		for i := range near {
			var err error
			if near[i], far[i], err = pair(ctx, "tcp", "10.0.0.2:80"); err != nil {
				return err
			}
			defer near[i].Close()
			defer far[i].Close()
			near[i].OnReadable(func() { d.note("replaced") })
		}
		near[0].OnReadable(func() { d.note(0); near[1].OnReadable(nil) })
		near[1].OnReadable(func() { d.note(1); near[0].OnReadable(nil) })
		far[0].Write(ctx, []byte("x")) // both become readable in one turn
		far[1].Write(ctx, []byte("x"))
		yield(ctx, 2)
		d.reads(t, "callbacks that ran", "0")
		return nil
	})
}

func TestR48_FastSenderTakesTurns(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		sender := spawn(ctx, func(ctx *aio.Context) error { _, err := a.Write(ctx, make([]byte, 100_000)); return err })
		yield(ctx, 1)
		before, reads := ctx.Loop().Stats().Turns, 0
		for n := 0; n < 100_000; reads++ {
			m, err := b.Read(ctx, make([]byte, 1000))
			if err != nil {
				return err
			}
			n += m
		}
		if turns := ctx.Loop().Stats().Turns - before; turns < uint64(reads) {
			t.Errorf("%d reads took %d turns", reads, turns)
		}
		_, err := sender.Wait(ctx)
		return err
	})
}

func TestR13_CanceledReadLosesNothing(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		reader := aio.Go(ctx, a.Next)
		yield(ctx, 1)
		b.Write(ctx, []byte("hello"))
		reader.Cancel(nil)
		_, err := reader.Wait(ctx)
		is(t, "reader", err, aio.ErrCanceled)
		got, err := a.Next(ctx)
		equal(t, "the next read", string(got), "hello")
		return err
	})
}

func TestR26_ReadUnderALimit(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		_, err := aio.WaitFor(ctx, 2*time.Millisecond, a.Next)
		isTimeout(t, "a silent peer", err)
		b.Write(ctx, []byte("late"))
		got, err := a.Next(ctx)
		equal(t, "the connection is as good as before", string(got), "late")
		return err
	})
}

func TestR13_CanceledWriteSaysHowMuchWasWritten(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		sent, written := pattern(16<<20), 0
		writer := spawn(ctx, func(ctx *aio.Context) (err error) { written, err = a.Write(ctx, sent); return err })
		yield(ctx, 3)
		writer.Cancel(nil)
		_, err := writer.Wait(ctx)
		is(t, "writer", err, aio.ErrCanceled)
		a.Close()
		got, err := readAll(ctx, b, 1<<20)
		equal(t, "what arrived is what was said", bytes.Equal(got, sent[:written]), true)
		return err
	})
}

func TestReadDeadline(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		in := func(d time.Duration) { a.SetReadDeadline(ctx.Loop().Now().Add(d)) }
		in(2 * time.Millisecond)
		_, err := a.Next(ctx)
		is(t, "a silent peer", err, os.ErrDeadlineExceeded)
		var timeout net.Error
		equal(t, "it is a timeout", errors.As(err, &timeout) && timeout.Timeout(), true)
		_, err = a.Next(ctx)
		is(t, "the next read", err, os.ErrDeadlineExceeded)

		in(time.Hour)
		b.Write(ctx, []byte("in time"))
		got, err := a.Next(ctx)
		equal(t, "with more time", string(got), "in time")
		is(t, "with more time", err, nil)

		in(time.Millisecond)
		a.SetReadDeadline(time.Time{})
		reader := aio.Go(ctx, a.Next)
		aio.Sleep(ctx, 3*time.Millisecond)
		equal(t, "the reader without a deadline has ended", reader.Done(), false)
		reader.Cancel(errTest)
		_, err = reader.Wait(ctx)
		isCancel(t, "the reader", err, errTest)
		return nil
	})
}

func TestReadDeadlineLosesAgainstData(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		a, b, err := pair(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer a.Close()
		defer b.Close()
		w.Latency = time.Second
		b.Write(ctx, []byte("hello"))
		a.SetReadDeadline(ctx.Loop().Now().Add(time.Second))
		got, err := a.Next(ctx)
		equal(t, "data of the same turn", string(got), "hello")
		return err
	})
}

func TestConnErrorsSayWhatAndWhere(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		b.Abort()
		_, err := a.Next(ctx)
		var op *net.OpError
		if !errors.As(err, &op) {
			t.Errorf("got %v", err)
			return nil
		}
		equal(t, "operation", op.Op, "read")
		equal(t, "target", op.Addr, net.Addr(a.RemoteAddr()))
		contains(t, "text", err.Error(), "read tcp "+a.RemoteAddr().String()+": read: connection reset by peer")
		return nil
	})
}

func TestEmptyWrite(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		n, err := a.Write(ctx, nil)
		equal(t, "written", n, 0)
		return err
	})
}

func TestOnReadable(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		calls := 0
		count := func() { calls++ }
		a.OnReadable(count)
		aio.Sleep(ctx, time.Millisecond)
		equal(t, "calls before there is anything", calls, 0)
		b.Write(ctx, []byte("hello"))
		aio.Sleep(ctx, time.Millisecond)
		equal(t, "calls afterwards, once", calls, 1)
		got, err := a.Next(ctx)
		equal(t, "it has read nothing", string(got), "hello")

		a.OnReadable(count)
		a.OnReadable(nil)
		b.Write(ctx, []byte("hello"))
		aio.Sleep(ctx, time.Millisecond)
		equal(t, "calls after it was taken back", calls, 1)
		a.Next(ctx)

		a.OnReadable(count)
		b.Close()
		aio.Sleep(ctx, time.Millisecond)
		equal(t, "calls when the other side closes", calls, 2)
		return err
	})
}

func TestR48_UnreadDataDoesNotSpinTheLoop(t *testing.T) {
	for _, end := range []string{"open", "closed", "reset"} {
		t.Run(end, func(t *testing.T) {
			connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
				b.Write(ctx, []byte("x"))
				a.Next(ctx) // the poller is armed now
				b.Write(ctx, []byte("unread"))
				switch end {
				case "closed":
					b.Close()
					a.CloseWrite(ctx)
				case "reset":
					b.Abort()
				}
				before := ctx.Loop().Stats().Turns
				for range 3 {
					aio.Sleep(ctx, time.Millisecond)
				}
				if turns := ctx.Loop().Stats().Turns - before; turns > 10 {
					t.Errorf("three sleeps took %d turns", turns)
				}
				got, err := a.Next(ctx)
				equal(t, "the data is still there", string(got), "unread")
				return err
			})
		})
	}
}

func TestR46_ReaderOfAClosedConnectionDoesNotMeetItsSuccessor(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer ln.Close()
		var ours, theirs [3]*aio.Conn
		connect := func(ctx *aio.Context, i int) error {
			if ours[i], err = aio.DialAddr(ctx, ln.Addr()); err != nil {
				return err
			}
			theirs[i], err = ln.Accept(ctx)
			return err
		}
		defer func() {
			for i := range 3 {
				ours[i].Close()
				theirs[i].Close()
			}
		}()
		if err := errors.Join(connect(ctx, 0), connect(ctx, 1)); err != nil {
			return err
		}
		number, loser := -1, -1
		err = aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range 2 {
				g.Go(func(ctx *aio.Context) error {
					got, err := ours[i].Next(ctx)
					if loser == i { // closed by the other, though data had come
						is(t, "read of the closed connection", err, aio.ErrClosed)
						equal(t, "bytes that it read", len(got), 0)
						return nil
					}
					loser = 1 - i
					number = ours[loser].FD()
					ours[loser].Close()
					return errors.Join(err, connect(ctx, 2))
				})
			}
			yield(ctx, 1)
			theirs[0].Write(ctx, []byte("x")) // both become readable in one turn
			theirs[1].Write(ctx, []byte("x"))
			return nil
		})
		equal(t, "the number was used again", ours[2].FD(), number)
		theirs[2].Write(ctx, []byte("for the new owner"))
		got, err2 := ours[2].Next(ctx)
		equal(t, "what the new owner reads", string(got), "for the new owner")
		return errors.Join(err, err2)
	})
}

func TestR46_DuplicateOfAClosedDescriptorMakesNoEvents(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		a, b, err := pair(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer b.Close()
		reader := aio.Go(ctx, a.Next)
		yield(ctx, 2)
		dup, err := unix.Dup(a.FD())
		if err != nil {
			return err
		}
		defer unix.Close(dup)
		a.Close()
		_, err = reader.Wait(ctx)
		is(t, "reader", err, aio.ErrClosed)
		b.Write(ctx, []byte("x")) // arrives: the duplicate keeps the socket open
		before := ctx.Loop().Stats().Turns
		aio.Sleep(ctx, time.Millisecond)
		if turns := ctx.Loop().Stats().Turns - before; turns > 3 {
			t.Errorf("one sleep took %d turns", turns)
		}
		return nil
	})
}

func TestManyConnectionsAtOnce(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		server := spawn(ctx, func(ctx *aio.Context) error { return ln.Serve(ctx, echo) })
		err = aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range 200 {
				g.Go(func(ctx *aio.Context) error {
					c, err := aio.DialAddr(ctx, ln.Addr())
					if err != nil {
						return err
					}
					defer c.Close()
					for round := range 3 {
						said := fmt.Sprint("hello ", i, round)
						c.Write(ctx, []byte(said))
						got, err := c.Next(ctx)
						if err != nil {
							return err
						}
						equal(t, "echo", string(got), said)
					}
					return nil
				})
			}
			return nil
		})
		ln.Close()
		_, serr := server.Wait(ctx)
		is(t, "server", serr, aio.ErrClosed)
		return err
	})
}
