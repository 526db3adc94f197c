package aio_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR1_TurnRunsWhatIsReadyWhenItBegins(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		l, turns := ctx.Loop(), []uint64{}
		mark := func() { turns = append(turns, l.Stats().Turns) }
		l.CallSoon(func() {
			mark()
			l.CallSoon(func() { mark(); l.CallSoon(mark) })
		})
		yield(ctx, 5)
		for i := 1; i < len(turns); i++ {
			equal(t, "a callback added by a callback runs in the next turn", turns[i]-turns[i-1], 1)
		}
		equal(t, "callbacks that ran", len(turns), 3)
		return nil
	})
}

func TestR2_ReadyQueueIsFIFO(t *testing.T) {
	notEager(t)
	notShuffled(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		l := ctx.Loop()
		l.CallSoon(func() { d.note("callback1") })
		spawn(ctx, func(ctx *aio.Context) error { d.note("task"); return nil })
		l.CallSoon(func() { d.note("callback2") })
		f := aio.NewFuture[int](ctx)
		f.OnDone(func() { d.note("future") })
		f.Set(1, nil)
		l.CallSoon(func() { d.note("callback3") })
		yield(ctx, 2)
		d.reads(t, "order", "callback1 task callback2 future callback3")
		return nil
	})
}

func TestR2_CallbacksQueuedBeforeThePollRunBeforeItsTimers(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		l := ctx.Loop()
		l.CallLater(0, func() { d.note("due") })
		l.CallSoon(func() { d.note("soon") })
		yield(ctx, 2)
		d.reads(t, "order", "soon due")
		return nil
	})
}

func TestR3_TimersRunByDeadlineThenInOrder(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		for i, after := range []int{3, 1, 2, 1, 3, 1} {
			ctx.Loop().CallLater(time.Duration(after)*time.Second, func() { d.note(after, "/", i) })
		}
		aio.Sleep(ctx, time.Minute)
		d.reads(t, "order", "1/1 1/3 1/5 2/2 3/0 3/4")
		return nil
	})
}

func TestR3_EqualDeadlinesOfAllKindsRunInOrder(t *testing.T) {
	notShuffled(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		for i := range 6 {
			if i%2 == 0 {
				ctx.Loop().CallLater(time.Second, func() { d.note(i) })
			} else {
				eager(ctx, func(ctx *aio.Context) error { err := aio.Sleep(ctx, time.Second); d.note(i); return err })
			}
		}
		aio.Sleep(ctx, time.Minute)
		d.reads(t, "order", "0 1 2 3 4 5")
		return nil
	})
}

func TestR3_NegativeDelaysAreDeadlinesToo(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		ctx.Loop().CallLater(-1, func() { d.note("a") })
		ctx.Loop().CallLater(-2, func() { d.note("b") })
		yield(ctx, 2)
		d.reads(t, "the earlier deadline first", "b a")
		return nil
	})
}

func TestR4_TimerNeverFiresEarly(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		for i := range 20 {
			d := time.Duration(i*37) * time.Microsecond
			begin := time.Now()
			if err := aio.Sleep(ctx, d); err != nil {
				return err
			}
			if got := time.Since(begin); got < d {
				t.Errorf("slept %v instead of %v", got, d)
			}
		}
		return nil
	})
}

func TestR4_DeadlineIsCountedFromTheCallNotFromTheTurn(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		w.Advance(3 * time.Millisecond) // the turn's time is that much behind
		err := aio.Sleep(ctx, time.Millisecond)
		equal(t, "time", w.Elapsed(), 4*time.Millisecond)
		return err
	})
}

func TestR5_CanceledHandleDoesNotRunInItsOwnBatch(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var d diary
		var second *aio.Handle
		ctx.Loop().CallLater(time.Second, func() {
			d.note("first")
			equal(t, "cancel of a due handle finds it pending", second.Cancel(), true)
			equal(t, "second cancel", second.Cancel(), false)
		})
		second = ctx.Loop().CallLater(time.Second, func() { d.note("second") })
		aio.Sleep(ctx, time.Minute)
		d.reads(t, "ran", "first")
		return nil
	})
}

func TestHandleCancelAfterItRan(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		h := ctx.Loop().CallLater(time.Second, func() {})
		aio.Sleep(ctx, 2*time.Second)
		equal(t, "cancel after the call", h.Cancel(), false)
		return nil
	})
}

func TestR6_WhoeverIsAlwaysReadyStarvesNobody(t *testing.T) {
	for what, spin := range map[string]func(ctx *aio.Context, spinning *bool){
		"a callback that reschedules itself": func(ctx *aio.Context, spinning *bool) {
			var again func()
			again = func() {
				if *spinning {
					ctx.Loop().CallSoon(again)
				}
			}
			again()
		},
		"a task that yields": func(ctx *aio.Context, spinning *bool) {
			spawn(ctx, func(ctx *aio.Context) error {
				for *spinning {
					aio.Yield(ctx)
				}
				return nil
			})
		},
		"two tasks that wake each other": func(ctx *aio.Context, spinning *bool) {
			ping, pong := aio.NewQueue[int](0), aio.NewQueue[int](0)
			play := func(from, to *aio.Queue[int]) func(*aio.Context) error {
				return func(ctx *aio.Context) error {
					for *spinning {
						to.TryPut(0)
						from.Get(ctx)
					}
					to.Close()
					return nil
				}
			}
			spawn(ctx, play(ping, pong))
			spawn(ctx, play(pong, ping))
		},
	} {
		t.Run(what, func(t *testing.T) {
			really(t, func(ctx *aio.Context) error {
				spinning := true
				spin(ctx, &spinning)
				defer func() { spinning = false }()
				ln, err := aio.Listen(ctx, "tcp", "127.0.0.1:0")
				if err != nil {
					return err
				}
				defer ln.Close()
				c, err := aio.Dial(ctx, "tcp", ln.Addr().String()) // needs the poller
				if err != nil {
					return err
				}
				c.Close()
				return aio.Sleep(ctx, time.Millisecond) // needs the timers
			})
		})
	}
}

func TestR7_PanicInCallbackIsReportedAndTheLoopGoesOn(t *testing.T) {
	var errs reported
	err := inMode(t, aio.Runner{OnError: errs.handler}).Run(func(ctx *aio.Context) error {
		ctx.Loop().CallSoon(func() { panic(errTest) })
		ctx.Loop().CallLater(0, func() { panic("later") })
		f := aio.NewFuture[int](ctx)
		f.OnDone(func() { panic("done") })
		f.Set(1, nil)
		return aio.Sleep(ctx, time.Millisecond)
	})
	is(t, "run", err, nil)
	equal(t, "reports", len(errs), 3)
	for _, err := range errs {
		var p *aio.PanicError
		if !errors.As(err, &p) || !strings.Contains(string(p.Stack), "loop_test.go") {
			t.Errorf("the report %v has no stack of the panic", err)
		}
	}
	is(t, "an error that was the panic's value", errs[0], errTest)
}

func TestR7_PanicInOnReadableIsReportedAndTheLoopGoesOn(t *testing.T) {
	w := aiotest.New()
	r := inMode(t, w.Runner())
	var errs reported
	r.OnError = errs.handler
	err := r.Run(func(ctx *aio.Context) error {
		a, b, err := pair(ctx, "tcp", "10.0.0.2:1")
		if err != nil {
			return err
		}
		defer a.Close()
		defer b.Close()
		a.OnReadable(func() { panic(errTest) })
		b.Write(ctx, []byte("x"))
		return aio.Sleep(ctx, time.Second)
	})
	is(t, "run", err, nil)
	if len(errs) != 1 || !errors.Is(errs[0], errTest) {
		t.Errorf("reports: %v", errs)
	}
}

func TestR7_BrokenErrorHandlerFallsBackToStandardError(t *testing.T) {
	text := captured(t, func(io.Reader) {
		is(t, "run", inMode(t, aio.Runner{OnError: func(error) { panic("broken handler") }}).Run(func(ctx *aio.Context) error {
			ctx.Loop().CallSoon(func() { panic("first") })
			return aio.Yield(ctx)
		}), nil)
	})
	contains(t, "standard error", text, "panic: first")
	contains(t, "standard error", text, "panic: broken handler")
}

func TestGoexitInCallbackEndsTheLoopsGoroutineAndUnwindsItsTasks(t *testing.T) {
	unwound, returned, ended := false, false, make(chan struct{})
	go func() {
		defer close(ended)
		inMode(t, aio.Runner{}).Run(func(ctx *aio.Context) error {
			spawn(ctx, func(ctx *aio.Context) error {
				defer func() { unwound = true }()
				return forever(ctx)
			})
			yield(ctx, 2)
			ctx.Loop().CallSoon(runtime.Goexit)
			return forever(ctx)
		})
		returned = true
	}()
	<-ended
	equal(t, "Run returned", returned, false)
	equal(t, "deferred functions of the parked task ran", unwound, true)
}

func TestR42_PostsFromManyGoroutinesArriveOnceAndInOrder(t *testing.T) {
	const posters, each = 8, 5000
	really(t, func(ctx *aio.Context) error {
		l, wrong := ctx.Loop(), 0
		var next [posters]int
		all := aio.NewFuture[int](ctx)
		left := posters * each
		defer l.CallLater(time.Minute, func() {}).Cancel() // posts alone do not keep a loop
		var wg sync.WaitGroup
		defer wg.Wait()
		for p := range posters {
			wg.Go(func() {
				for i := range each {
					l.Post(func() {
						if next[p] != i {
							wrong++
						}
						next[p]++
						if left--; left == 0 {
							all.Set(0, nil)
						}
					})
				}
			})
		}
		_, err := aio.WaitFor(ctx, 20*time.Second, all.Wait)
		equal(t, "posts out of order", wrong, 0)
		equal(t, "posts lost", left, 0)
		return err
	})
}

func TestR42_PostWakesABlockedPoll(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		l, f := ctx.Loop(), aio.NewFuture[string](ctx)
		guard := l.CallLater(10*time.Second, func() { t.Error("the post did not wake the poll") })
		defer guard.Cancel()
		go func() {
			for !l.Asleep() {
				runtime.Gosched()
			}
			l.Post(func() { f.Set("posted", nil) })
		}()
		s, err := f.Wait(ctx)
		equal(t, "value", s, "posted")
		return err
	})
}

func TestR42_PostFromTheLoopItself(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ran := 0
		for range 10_000 { // more than is taken over in one turn
			ctx.Loop().Post(func() { ran++ })
		}
		aio.Yield(ctx)
		aio.Yield(ctx)
		if ran == 0 || ran > 5000 {
			t.Errorf("%d posted functions ran in one turn", ran)
		}
		yield(ctx, 5)
		equal(t, "posted functions that ran", ran, 10_000)
		return nil
	})
}

func TestR42_PostAfterTheEndIsAnErrorAndDoesNotRun(t *testing.T) {
	var l *aio.Loop
	really(t, func(ctx *aio.Context) error { l = ctx.Loop(); return nil })
	is(t, "post", l.Post(func() { t.Error("the function ran") }), aio.ErrClosed)
}

func TestR42_PostsWhileTheLoopEndsDoNotCrash(t *testing.T) {
	for range 50 {
		loops := make(chan *aio.Loop, 1)
		var wg sync.WaitGroup
		wg.Go(func() {
			l := <-loops
			for l.Post(func() {}) == nil {
			}
		})
		inMode(t, aio.Runner{}).Run(func(ctx *aio.Context) error {
			loops <- ctx.Loop()
			return aio.Yield(ctx)
		})
		wg.Wait()
	}
}

func TestR42_SelfPostingFunctionStarvesNobody(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		l, posting := ctx.Loop(), true
		var again func()
		again = func() {
			if posting {
				l.Post(again)
			}
		}
		again()
		yield(ctx, 100)
		posting = false
		return aio.Sleep(ctx, time.Second)
	})
}

func TestLoopNowIsTheTurnsBeginning(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		equal(t, "at the start", ctx.Loop().Now(), aiotest.Epoch)
		aio.Sleep(ctx, time.Hour)
		equal(t, "an hour later", ctx.Loop().Now(), aiotest.Epoch.Add(time.Hour))
		return nil
	})
}
