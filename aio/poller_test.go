//go:build linux

package aio_test

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"clew/aio"
	"clew/aio/aiotest"
)

// The contract of aio.Poller, sentence by sentence, for the kernel's two and for
// the one of the virtual network.

// wire is a poller with the network and the clock that it belongs to.
type wire struct {
	t *testing.T
	aio.Poller
	kernel bool
	net    aio.Network
	now    func() time.Time
	at     aio.Addr
	fds    []int
}

func onEachPoller(t *testing.T, test func(t *testing.T, w *wire)) {
	inOrder(t, "there is no loop in it")
	for _, kernel := range []struct {
		name string
		make func() (aio.Poller, error)
	}{{"epoll", aio.NewPoller}, {"poll", aio.NewPollPoller}} {
		t.Run(kernel.name, func(t *testing.T) {
			before := descriptors()
			p, err := kernel.make()
			if err != nil {
				t.Fatal(err)
			}
			w := &wire{t: t, Poller: p, kernel: true, net: aio.KernelNetwork(), now: time.Now, at: address("127.0.0.1:0")}
			test(t, w)
			w.end()
			checkDescriptors(t, before)
		})
	}
	t.Run("aiotest", func(t *testing.T) {
		r := aiotest.New().Runner()
		w := &wire{t: t, Poller: r.Poller, net: r.Network, now: r.Clock.Now, at: address("10.0.0.2:0")}
		test(t, w)
		w.end()
	})
}

func (w *wire) end() {
	w.Close()
	for _, fd := range w.fds {
		w.net.Close(fd)
	}
}

// pair returns two descriptors that are connected.
func (w *wire) pair() (a, b int) {
	w.t.Helper()
	ln, at, err := w.net.Listen(w.at)
	if err != nil {
		w.t.Fatal(err)
	}
	defer w.net.Close(ln)
	if a, err = w.net.Connect(at); err != nil {
		w.t.Fatal(err)
	}
	w.ok(w.Add(ln, 1<<40, aio.Readable))
	w.is("a connection to accept", "1099511627776:r")
	b, _, err = w.net.Accept(ln)
	w.ok(err)
	w.ok(w.Remove(ln))
	w.fds = append(w.fds, a, b)
	return a, b
}

func (w *wire) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *wire) write(fd int, s string) {
	w.t.Helper()
	_, err := w.net.Write(fd, []byte(s))
	w.ok(err)
}

func (w *wire) read(fd int) string {
	buf := make([]byte, 100)
	n, err := w.net.Read(fd, buf)
	return fmt.Sprint(string(buf[:n]), err)
}

// is waits for events and checks them: "token:r" readable, w writable, b broken.
func (w *wire) is(what, want string) {
	w.t.Helper()
	if got := w.wait(time.Second); got != want {
		w.t.Errorf("%s: got events %q, want %q", what, got, want)
	}
}

// quiet checks that there are no events.
func (w *wire) quiet(what string) {
	w.t.Helper()
	if got := w.wait(2 * time.Millisecond); got != "" {
		w.t.Errorf("%s: got events %q, want none", what, got)
	}
}

func (w *wire) wait(timeout time.Duration) string {
	w.t.Helper()
	events := make([]aio.PollEvent, 16)
	n, err := w.Wait(events, timeout)
	w.ok(err)
	s := ""
	for _, ev := range events[:n] {
		s += fmt.Sprint(ev.Token, ":")
		for i, letter := range "rwb" {
			if ev.Ready&(1<<i) != 0 {
				s += string(letter)
			}
		}
	}
	return s
}

// longest waits for nothing, again if a signal may have ended the wait, and
// returns how long it took. The Go runtime sends signals to busy programs.
func (w *wire) longest(timeout time.Duration) (took time.Duration) {
	w.t.Helper()
	for tries := 0; took < timeout && tries < 5; tries++ {
		begin := w.now()
		equal(w.t, "events", w.wait(timeout), "")
		took = w.now().Sub(begin)
	}
	return took
}

func TestR48_PollerIsLevelTriggered(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		a, b := w.pair()
		w.ok(w.Add(a, 7, aio.Readable))
		w.quiet("nothing was written")
		w.write(b, "hello")
		w.is("first", "7:r")
		w.is("again, because nobody read", "7:r")
		w.read(a)
		w.quiet("it was read")
		w.write(b, "hello")
		w.is("more", "7:r")
		w.ok(w.Modify(a, 7, 0))
		w.quiet("nobody asks any more")
		w.ok(w.Modify(a, 7, aio.Readable))
		w.is("asked again", "7:r")
	})
}

func TestR45_PollerTellsOnlyWhatWasAskedFor(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		a, b := w.pair()
		w.write(b, "hello")
		w.ok(w.Add(a, 7, aio.Writable))
		w.is("readable too, but not asked", "7:w")
		w.ok(w.Modify(a, 8, aio.Readable|aio.Writable))
		w.is("both, under a new token", "8:rw")
		w.ok(w.Modify(a, 8, aio.Readable))
		w.is("one given up, the other kept", "8:r")
	})
}

func TestR45_PollerRefusesWhatMakesNoSense(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		a, _ := w.pair()
		is(t, "modify of an unknown descriptor", w.Modify(a, 1, aio.Readable), syscall.ENOENT)
		is(t, "remove of an unknown descriptor", w.Remove(a), syscall.ENOENT)
		w.ok(w.Add(a, 7, aio.Readable))
		is(t, "the same twice", w.Add(a, 8, aio.Readable), syscall.EEXIST)
	})
}

func TestR47_HalfCloseIsReadableAndNotBroken(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		a, b := w.pair()
		w.ok(w.Add(a, 7, aio.Readable))
		w.write(b, "last words")
		w.ok(w.net.Shutdown(b))
		w.is("data and end of stream", "7:r")
		equal(t, "first read", w.read(a), "last words<nil>")
		w.is("end of stream", "7:r")
		equal(t, "second read", w.read(a), "<nil>")
		w.ok(w.Modify(a, 7, aio.Writable))
		w.is("the other direction is open", "7:w")
	})
}

func TestR47_BothSidesShutIsBroken(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		a, b := w.pair()
		w.ok(w.Add(a, 7, 0))
		w.write(b, "last words")
		w.ok(w.net.Shutdown(b))
		w.ok(w.net.Shutdown(a))
		w.is("told though nobody asked, with both directions", "7:rwb")
		equal(t, "the data is still there", w.read(a), "last words<nil>")
		w.is("it can not be silenced by reading", "7:rwb")
		w.ok(w.Remove(a))
		w.quiet("but by Remove")
	})
}

func TestR47_ResetIsBroken(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		a, b := w.pair()
		w.ok(w.Add(a, 7, aio.Readable))
		w.ok(w.net.Reset(b))
		w.ok(w.net.Close(b))
		w.is("reset", "7:rwb")
		_, err := w.net.Read(a, make([]byte, 1))
		is(t, "read", err, syscall.ECONNRESET)
	})
}

func TestR49_ConnectEndsWithWritable(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		ln, at, err := w.net.Listen(w.at)
		w.ok(err)
		fd, err := w.net.Connect(at)
		w.ok(err)
		w.ok(w.Add(fd, 7, aio.Writable))
		w.is("connected", "7:w")
		is(t, "how", w.net.ConnectError(fd), nil)
		w.ok(w.Remove(fd))
		w.net.Close(fd)
		w.net.Close(ln)

		fd, err = w.net.Connect(at) // nobody is there any more
		if err == nil {
			w.ok(w.Add(fd, 8, aio.Writable))
			w.is("refused", "8:rwb")
			err = w.net.ConnectError(fd)
			w.ok(w.Remove(fd))
			w.net.Close(fd)
		}
		is(t, "how", err, syscall.ECONNREFUSED)
	})
}

func TestR46_NoEventAfterRemove(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		a, b := w.pair()
		w.ok(w.Add(a, 7, aio.Readable|aio.Writable))
		w.write(b, "hello")
		w.is("before", "7:rw")
		w.ok(w.Remove(a))
		w.quiet("after")
		w.ok(w.Add(a, 8, aio.Readable))
		w.is("added anew", "8:r")
	})
}

func TestR46_OnceIsSilentAfterOneEventUntilModify(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		a, b := w.pair()
		w.ok(w.Add(a, 7, aio.Readable|aio.Once))
		w.write(b, "hello")
		w.is("first", "7:r")
		w.quiet("it was told once")
		w.ok(w.Modify(a, 8, aio.Readable|aio.Writable|aio.Once))
		w.is("asked anew, about both", "8:rw")
		w.ok(w.net.Reset(b))
		w.ok(w.net.Close(b))
		w.quiet("even of a failure")
		w.ok(w.Modify(a, 9, aio.Once))
		w.is("the failure, told though nobody asked", "9:rwb")
		w.quiet("once")
		w.ok(w.Modify(a, 9, aio.Readable))
		w.is("no longer once", "9:rwb")
		w.is("again", "9:rwb")
		w.ok(w.Remove(a))
		w.quiet("removed")
	})
}

func TestR46_ClosedWithoutRemoveTellsNothing(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		a, b := w.pair()
		w.ok(w.Add(a, 7, aio.Readable|aio.Writable))
		w.ok(w.Add(b, 8, aio.Readable))
		w.ok(w.net.Close(a))
		w.is("only the other end has something to tell", "8:r")
		if err := w.Modify(a, 7, aio.Readable); !errors.Is(err, syscall.ENOENT) && !errors.Is(err, syscall.EBADF) {
			t.Errorf("modify of what was closed: %v", err)
		}
		w.ok(w.Remove(b))
		c, d := w.pair() // perhaps the same number
		w.ok(w.Add(c, 9, aio.Readable))
		w.quiet("nothing was written to the new one")
		w.write(d, "hello")
		w.is("now", "9:r")
	})
}

func TestR45_PollerRefusesWhatCannotBeWatched(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		is(t, "no descriptor", w.Add(-1, 1, aio.Readable), syscall.EBADF)
		if w.kernel {
			file, err := os.Open(os.Args[0])
			w.ok(err)
			defer file.Close()
			is(t, "a plain file", w.Add(int(file.Fd()), 1, aio.Readable), syscall.EPERM)
		}
	})
}

func TestPollerTellsAllThatIsReadyThoughTheRoomIsSmall(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		told := map[uint64]bool{}
		for range 5 {
			w.pair()
		}
		for i := range 5 {
			w.ok(w.Add(w.fds[2*i], uint64(i), aio.Readable))
			w.write(w.fds[2*i+1], "x")
		}
		for range 5 {
			events := make([]aio.PollEvent, 1)
			n, err := w.Wait(events, time.Second)
			w.ok(err)
			equal(t, "events", n, 1)
			told[events[0].Token] = true
			w.read(w.fds[2*events[0].Token])
		}
		equal(t, "descriptors that were told", len(told), 5)
	})
}

func TestR4_WaitIsNeverShorterThanItsTimeout(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		for _, timeout := range []time.Duration{1, 100 * time.Microsecond, 1001 * time.Microsecond, 3 * time.Millisecond} {
			if took := w.longest(timeout); took < timeout {
				t.Errorf("waited %v instead of %v", took, timeout)
			}
		}
		begin := w.now()
		w.wait(0)
		if took := w.now().Sub(begin); took > 100*time.Millisecond {
			t.Errorf("a timeout of zero waited %v", took)
		}
	})
}

func TestWaitTakesASignalForNoEventAndNoError(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		self, done := unix.Gettid(), make(chan bool)
		go func() {
			defer close(done)
			for range 3 {
				time.Sleep(time.Millisecond)
				unix.Tgkill(unix.Getpid(), self, unix.SIGURG) // as the Go runtime does
			}
		}()
		equal(t, "events", w.wait(10*time.Millisecond), "")
		<-done
	})
}

func TestR42_WakeBeforeWaitEndsIt(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		for range 100 { // many may be one
			w.ok(w.Wake())
		}
		begin := w.now()
		equal(t, "events", w.wait(time.Hour), "")
		if took := w.now().Sub(begin); took > time.Minute {
			t.Errorf("waited %v", took)
		}
		if took := w.longest(2 * time.Millisecond); took < 2*time.Millisecond {
			t.Errorf("the Wakes were counted: waited %v", took)
		}
	})
}

func TestR42_WakeEndsAWaitForEver(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		for range 20 {
			done := make(chan bool)
			go func() {
				defer close(done)
				runtime.Gosched()
				w.Wake()
			}()
			equal(t, "events", w.wait(-1), "")
			<-done
		}
	})
}

// A goroutine wakes the poller many times while that is taking note of the first
// of them, then asks for something, wakes it once more, and waits for the answer.
func TestR42_NoWakeIsLost(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		var asked, done atomic.Bool
		rounds := soak(t, 30, 2000)
		go func() {
			for range rounds {
				for range 1000 {
					w.Wake()
				}
				asked.Store(true)
				w.Wake()
				for asked.Load() {
					runtime.Gosched()
				}
			}
			done.Store(true)
			w.Wake()
		}()
		for limit := 2 * time.Second; !done.Load(); asked.Store(false) {
			begin := time.Now()
			w.wait(limit)
			if limit > 0 && time.Since(begin) >= limit {
				t.Error("the poller slept through a Wake")
				limit = 0
			}
		}
	})
}

func TestR42_WakeComesWithEvents(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		a, b := w.pair()
		w.ok(w.Add(a, 7, aio.Readable))
		w.write(b, "x")
		w.ok(w.Wake())
		got := w.wait(time.Second)
		if got == "" { // the Wake alone is right too
			got = w.wait(time.Second)
		}
		equal(t, "events", got, "7:r")
	})
}

func TestWakeAfterCloseDoesNothing(t *testing.T) {
	onEachPoller(t, func(t *testing.T, w *wire) {
		w.ok(w.Close())
		is(t, "wake", w.Wake(), nil)
	})
}
