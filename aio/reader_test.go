//go:build unix

package aio_test

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"clew/aio"
	"clew/aio/aiotest"
)

// raw is a story about descriptors that the loop does not own.
type raw struct {
	*testing.T
	*aio.Loop
	ctx    *aio.Context
	poller string
	said   diary // by callbacks
	errs   reported
}

// onBothPollers tells a story on each of the kernel's pollers.
func onBothPollers(t *testing.T, story func(r *raw)) {
	for name, make := range map[string]func() (aio.Poller, error){"epoll": aio.NewPoller, "poll": aio.NewPollPoller} {
		t.Run(name, func(t *testing.T) {
			before := descriptors()
			p, err := make()
			if err != nil {
				t.Fatal(err)
			}
			r := &raw{T: t, poller: name}
			err = inMode(t, aio.Runner{Poller: p, OnError: r.errs.handler}).Run(func(ctx *aio.Context) error {
				r.ctx, r.Loop = ctx, ctx.Loop()
				story(r)
				return nil
			})
			is(t, "run", err, nil)
			checkDescriptors(t, before)
		})
	}
}

// pair returns two descriptors that are connected, each to be read and written.
func (r *raw) pair() (a, b int) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	is(r.T, "socketpair", err, nil)
	unix.SetNonblock(fds[0], true)
	unix.SetNonblock(fds[1], true)
	return fds[0], fds[1]
}

func (r *raw) write(fd int) {
	r.Helper()
	_, err := unix.Write(fd, []byte("x"))
	is(r.T, "write", err, nil)
}

// say is a callback that says something.
func (r *raw) say(what string) func() { return func() { r.said.note(what) } }

// hears checks what the callbacks say in two turns.
func (r *raw) hears(when, want string) {
	r.Helper()
	aio.Yield(r.ctx) // what is in the batch already
	r.said = nil
	aio.Yield(r.ctx)
	aio.Yield(r.ctx)
	equal(r.T, when, strings.Join(r.said, " "), want)
}

func (r *raw) ok(err error) {
	r.Helper()
	is(r.T, "error", err, nil)
}

func (r *raw) removes(what string, got, want bool) {
	r.Helper()
	equal(r.T, what+" was there", got, want)
}

func closeAll(fds ...int) {
	for _, fd := range fds {
		unix.Close(fd)
	}
}

func TestR45_ReaderIsCalledInEveryTurnInWhichThereIsSomethingToRead(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b := r.pair()
		defer closeAll(a, b)
		r.ok(r.AddReader(a, r.say("read")))
		r.hears("nothing is there", "")
		r.write(b)
		r.hears("something is there", "read read")
		unix.Read(a, make([]byte, 10))
		r.hears("it was taken", "")
		r.removes("reader", r.RemoveReader(a), true)
		r.write(b)
		r.hears("the reader is gone", "")
	})
}

func TestR45_WriterIsCalledWhileThereIsRoom(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b := r.pair()
		defer closeAll(a, b)
		for err := error(nil); err == nil; {
			_, err = unix.Write(a, make([]byte, 4096))
		}
		r.ok(r.AddWriter(a, r.say("write")))
		r.hears("it is full", "")
		for n := 1; n > 0; {
			n, _ = unix.Read(b, make([]byte, 1<<20))
		}
		r.hears("it was emptied", "write write")
		r.removes("writer", r.RemoveWriter(a), true)
		r.hears("the writer is gone", "")
	})
}

func TestR45_DirectionsAreApart(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b := r.pair()
		defer closeAll(a, b)
		r.write(b)
		r.ok(r.AddWriter(a, r.say("write")))
		r.ok(r.AddReader(a, r.say("read")))
		r.hears("both", "read write read write")
		r.ok(r.AddReader(a, r.say("READ")))
		r.hears("the reader is replaced, the writer stays", "READ write READ write")
		r.removes("writer", r.RemoveWriter(a), true)
		r.hears("the writer is removed, the reader stays", "READ READ")
		r.removes("writer", r.RemoveWriter(a), false)
		r.removes("reader", r.RemoveReader(a), true)
		r.removes("reader", r.RemoveReader(a), false)
		r.hears("both are gone", "")
		r.ok(r.AddWriter(a, r.say("again")))
		r.hears("added anew", "again again")
		r.removes("writer", r.RemoveWriter(a), true)
	})
}

func TestR45_RemoveOfWhatIsUnknown(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b := r.pair()
		defer closeAll(a, b)
		for _, fd := range []int{a, -1, 1 << 30} {
			r.removes("reader", r.RemoveReader(fd), false)
			r.removes("writer", r.RemoveWriter(fd), false)
		}
	})
}

// interfered lets the first of two readers, both with something to read, do
// something to the other one, and returns what ran.
func (r *raw) interfered(do func(other int)) {
	a, b := r.pair()
	c, d := r.pair()
	defer closeAll(a, b, c, d)
	acts := func(name string, self, other int) func() {
		return func() {
			r.said.note(name)
			r.RemoveReader(self)
			do(other)
		}
	}
	r.ok(r.AddReader(a, acts("a", a, c)))
	r.ok(r.AddReader(c, acts("c", c, a)))
	r.write(b)
	r.write(d)
	yield(r.ctx, 4)
	r.RemoveReader(a)
	r.RemoveReader(c)
}

func TestR46_CallbackThatRemovesAnotherSuppressesItInTheSameBatch(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		r.interfered(func(other int) { r.removes("the other", r.RemoveReader(other), true) })
		r.said.reads(r.T, "callbacks that ran", "a")
	})
}

func TestR46_CallbackThatReplacesAnotherSuppressesTheOldInTheSameBatch(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		r.interfered(func(other int) {
			r.ok(r.AddReader(other, func() { r.said.note("new"); r.RemoveReader(other) }))
			r.CallSoon(r.say("turn"))
		})
		r.said.reads(r.T, "callbacks that ran", "a turn new")
	})
}

func TestR45_RemovedInTheBatchBeforeItsTurnItDoesNotRun(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b := r.pair()
		defer closeAll(a, b)
		r.ok(r.AddReader(a, r.say("read")))
		r.write(b)
		r.CallSoon(func() { r.said.note("soon"); r.RemoveReader(a) }) // before the events of the poll
		yield(r.ctx, 3)
		r.said.reads(r.T, "callbacks that ran", "soon")
	})
}

func TestR46_CallbackMayCloseAndOpenDescriptorsOfTheSameBatch(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b := r.pair()
		c, d := r.pair()
		r.ok(r.AddReader(a, func() {
			r.said.note("a")
			r.RemoveReader(c)
			closeAll(c, d)
			c, d = r.pair() // the same numbers
			r.ok(r.AddReader(c, r.say("new c")))
			r.RemoveReader(a)
		}))
		old := c
		r.ok(r.AddReader(c, r.say("old c")))
		r.write(b)
		r.write(d)
		yield(r.ctx, 4)
		equal(r.T, "number of the new", c, old)
		r.said.reads(r.T, "callbacks that ran", "a")
		r.write(d)
		r.hears("something for the new", "new c new c")
		r.removes("new c", r.RemoveReader(c), true)
		closeAll(a, b, c, d)
	})
}

func TestR47_EndAndFailureCallBothDirections(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b := r.pair()
		defer closeAll(a)
		r.ok(r.AddReader(a, r.say("read")))
		closeAll(b)
		r.hears("the other end is closed: end of stream", "read read")
		r.removes("reader", r.RemoveReader(a), true)
		r.ok(r.AddWriter(a, r.say("write")))
		r.hears("and the writer is to hear it too", "write write")
		r.removes("writer", r.RemoveWriter(a), true)
	})
}

func TestR7_PanicInAReaderIsReported(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b := r.pair()
		defer closeAll(a, b)
		r.ok(r.AddReader(a, func() { r.RemoveReader(a); panic(errTest) }))
		r.write(b)
		yield(r.ctx, 3)
		equal(r.T, "reports", len(r.errs), 1)
		is(r.T, "report", r.errs[0], errTest)
	})
}

func TestR45_WhatALoopOwnsIsRefused(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b, err := pair(r.ctx, "tcp", "127.0.0.1:0")
		r.ok(err)
		fd := a.FD()
		is(r.T, "reader of a connection", r.AddReader(fd, func() {}), aio.ErrOwned)
		is(r.T, "writer of a connection", r.AddWriter(fd, func() {}), aio.ErrOwned)
		r.removes("reader of a connection", r.RemoveReader(fd), false)
		a.Close()
		b.Close()
		is(r.T, "once it is closed", r.AddReader(fd, func() {}), syscall.EBADF)
	})
}

func TestR45_WhatCannotBeWatchedIsRefused(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		file, err := os.CreateTemp(r.TempDir(), "")
		r.ok(err)
		defer file.Close()
		err = r.AddReader(int(file.Fd()), func() {})
		is(r.T, "plain file", err, syscall.EPERM)
		contains(r.T, "plain file", err.Error(), "a plain file is always ready")
		is(r.T, "no descriptor", r.AddWriter(-1, func() {}), syscall.EBADF)
		r.removes("what was refused", r.RemoveReader(int(file.Fd())), false)

		defer func() { contains(r.T, "panic", recover().(string), "AddReader") }()
		r.AddReader(0, nil)
	})
}

func TestR45_AfterTheLoopNothingIsThereAndNothingIsAdded(t *testing.T) {
	var a, b int
	var loop *aio.Loop
	err := inMode(t, aio.Runner{}).Run(func(ctx *aio.Context) error {
		loop = ctx.Loop()
		a, b = (&raw{T: t}).pair()
		is(t, "add", loop.AddReader(a, func() { t.Error("called") }), nil)
		return nil
	})
	is(t, "run", err, nil)
	equal(t, "reader was there", loop.RemoveReader(a), false)
	equal(t, "writer was there", loop.RemoveWriter(a), false)
	is(t, "add", loop.AddReader(a, func() {}), aio.ErrClosed)
	_, err = unix.Write(a, []byte("x"))
	is(t, "write: the descriptor is the caller's still", err, nil)
	closeAll(a, b)
}

func TestReaderIsSomethingToWaitFor(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b := r.pair()
		defer closeAll(a, b)
		came := aio.NewFuture[string](r.ctx)
		r.ok(r.AddReader(a, func() { r.RemoveReader(a); came.Set("came", nil) }))
		go unix.Write(b, []byte("x"))
		v, err := came.Wait(r.ctx)
		equal(r.T, "value", v, "came")
		r.ok(err)
	})
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		fd, err := w.Connect(address("10.0.0.2:80"))
		is(t, "connect", err, nil)
		defer w.Close(fd)
		is(t, "add", ctx.Loop().AddReader(fd, func() {}), nil)
		ctx.Loop().RemoveReader(fd)
		return stuck(ctx)
	}, deadlocks)
}

// What follows are mistakes: a watched descriptor is closed.

func TestR46_ClosedWithoutRemoveItIsNeverCalledAndTheNumberCanBeUsedAgain(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b := r.pair()
		r.ok(r.AddReader(a, r.say("old")))
		r.ok(r.AddWriter(a, r.say("old writer")))
		r.write(b)
		closeAll(a, b)
		r.hears("it is closed", "")
		c, d := r.pair()
		equal(r.T, "the number of the new", c, a)
		r.write(d)
		r.ok(r.AddReader(c, r.say("new")))
		r.hears("the new one", "new new")
		equal(r.T, "reports", len(r.errs), 1)
		contains(r.T, "report", r.errs[0].Error(), "was closed while it was watched")
		r.removes("new reader", r.RemoveReader(c), true)
		r.removes("old writer", r.RemoveWriter(c), false)
		closeAll(c, d)
	})
}

func TestR46_ClosedWithADuplicateItCallsNobodyAndDoesNotSpin(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b := r.pair()
		duplicate, err := unix.Dup(a)
		r.ok(err)
		defer closeAll(b, duplicate)
		r.ok(r.AddReader(a, r.say("ghost")))
		closeAll(a)
		r.write(b) // the duplicate keeps the file readable for ever
		r.hears("it is closed", "")
		before := r.Stats().Turns
		r.ok(aio.Sleep(r.ctx, 20*time.Millisecond))
		if turns := r.Stats().Turns - before; turns > 10 {
			r.Errorf("%d turns in a sleep: the ghost spins", turns)
		}
		if r.poller == "epoll" { // poll looks at numbers only, and notices nothing
			equal(r.T, "reports", len(r.errs), 1)
			r.removes("reader", r.RemoveReader(a), false)
		} else {
			r.removes("reader", r.RemoveReader(a), true)
		}
	})
}

func TestR46_ClosedAndTheNumberBecomesAConnections(t *testing.T) {
	onBothPollers(t, func(r *raw) {
		a, b := r.pair()
		duplicate, err := unix.Dup(b)
		r.ok(err)
		r.ok(r.AddReader(b, r.say("ghost")))
		r.write(a)
		closeAll(b)
		near, far, err := pair(r.ctx, "tcp", "127.0.0.1:0")
		r.ok(err)
		far.Write(r.ctx, []byte("hello"))
		got, err := near.Next(r.ctx)
		equal(r.T, "the connections work", string(got), "hello")
		r.ok(err)
		r.hears("the callback that was forgotten", "")
		equal(r.T, "reports", len(r.errs), 1)
		r.removes("reader", r.RemoveReader(b), false)
		near.Close()
		far.Close()
		closeAll(a, duplicate)
	})
}

func TestR45_ReadersInMemory(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		l := ctx.Loop()
		ln, at, err := w.Listen(address("10.0.0.2:80"))
		is(t, "listen", err, nil)
		defer w.Close(ln)
		w.Latency = time.Second
		is(t, "add", l.AddReader(ln, func() {
			d.note("accept")
			conn, _, err := w.Accept(ln)
			is(t, "accept", err, nil)
			is(t, "close", w.Close(conn), nil)
			l.RemoveReader(ln)
		}), nil)
		fd, err := w.Connect(at)
		is(t, "connect", err, nil)
		is(t, "add", l.AddWriter(fd, func() {
			d.note(w.Elapsed())
			l.RemoveWriter(fd)
			w.Close(fd)
		}), nil)
		aio.Sleep(ctx, time.Minute)
		d.reads(t, "callbacks", "accept 2s")
		return nil
	})
}
