package aio_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// A tied is something that one task waits for and another, the giver, gives.
type tied struct {
	giver            *aio.Task[struct{}]
	hold, wait, give func(*aio.Context) error // hold is the giver's, before anybody waits
	left             func() bool              // takes what was given and lost; nil: nothing can be
}

// Everything that can happen to a wait in one turn, in every order: R gives the
// result, T is the time limit, C is a cancel from outside.
func TestR13_R22_R26_TiesOfOneTurn(t *testing.T) {
	orders := strings.Fields("R T C RT TR RC CR TC CT RTC RCT TRC TCR CRT CTR")
	for kind, thing := range things {
		for _, order := range orders {
			t.Run(kind+"/"+order, func(t *testing.T) {
				virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
					x := thing(ctx)
					got := tie(ctx, order, x)
					given := strings.Contains(order, "R")
					want := "timeout"
					switch {
					case strings.Contains(order, "C"):
						want = "cancel"
					case given:
						want = "result"
					}
					equal(t, "outcome", got, want)
					equal(t, "time", w.Elapsed(), time.Second)
					if x.left != nil {
						equal(t, "left for another", x.left(), given && want != "result")
					}
					x.giver.Cancel(nil)
					_, err := x.giver.Wait(ctx)
					return ignore(err)
				})
			})
		}
	}
}

// tie lets a task wait for x, makes the events due at the same moment, set up in
// that order, and says how the task ended.
func tie(ctx *aio.Context, order string, x *tied) string {
	var armed aio.Event
	x.giver = spawn(ctx, func(ctx *aio.Context) error {
		if x.hold != nil {
			x.hold(ctx)
		}
		armed.Wait(ctx)
		if err := aio.Sleep(ctx, time.Second); err != nil {
			return err
		}
		return x.give(ctx)
	})
	yield(ctx, 1)
	limit := time.Duration(1 << 62)
	if strings.Contains(order, "T") {
		limit = time.Second
	}
	var waiter *aio.Task[struct{}]
	begin := func() {
		waiter = spawn(ctx, func(ctx *aio.Context) error { return aio.Timeout(ctx, limit, x.wait) })
	}
	if limit > time.Second {
		begin()
	}
	for _, event := range order {
		switch event {
		case 'R':
			armed.Set()
		case 'T':
			begin()
		case 'C':
			ctx.Loop().CallLater(time.Second, func() { waiter.Cancel(errTest) })
		}
		yield(ctx, 1)
	}
	_, err := waiter.Wait(ctx)
	var timeout *aio.TimeoutError
	switch {
	case err == nil:
		return "result"
	case errors.As(err, &timeout):
		return "timeout"
	case errors.Is(err, aio.ErrCanceled):
		return "cancel"
	}
	return err.Error()
}

var things = map[string]func(ctx *aio.Context) *tied{
	"future": func(ctx *aio.Context) *tied {
		f := aio.NewFuture[int](ctx)
		return &tied{
			wait: func(ctx *aio.Context) error { _, err := f.Wait(ctx); return err },
			give: func(*aio.Context) error { return f.Set(1, nil) },
		}
	},
	"event": func(*aio.Context) *tied {
		var e aio.Event
		return &tied{wait: e.Wait, give: func(*aio.Context) error { e.Set(); return nil }}
	},
	"task": func(*aio.Context) *tied {
		x := &tied{give: func(*aio.Context) error { return nil }}
		x.wait = func(ctx *aio.Context) error { _, err := x.giver.Wait(ctx); return err }
		return x
	},
	"tasks": func(*aio.Context) *tied {
		x := &tied{give: func(*aio.Context) error { return nil }}
		x.wait = func(ctx *aio.Context) error { _, _, err := aio.Wait(ctx, aio.AllCompleted, x.giver); return err }
		return x
	},
	"semaphore": func(*aio.Context) *tied {
		s := aio.NewSemaphore(0)
		return &tied{wait: s.Acquire, give: func(*aio.Context) error { s.Release(); return nil }, left: s.TryAcquire}
	},
	"lock": func(*aio.Context) *tied {
		var l aio.Lock
		return &tied{
			hold: l.Acquire,
			wait: func(ctx *aio.Context) error { return l.With(ctx, func() error { return nil }) },
			give: func(*aio.Context) error { l.Release(); return nil },
		}
	},
	"condition": func(*aio.Context) *tied {
		c := aio.NewCondition(nil)
		return &tied{
			wait: func(ctx *aio.Context) error { return c.L.With(ctx, func() error { return c.Wait(ctx) }) },
			give: func(ctx *aio.Context) error { notify(ctx, c, 1); return nil },
		}
	},
	"barrier": func(*aio.Context) *tied {
		b := aio.NewBarrier(2)
		wait := func(ctx *aio.Context) error { _, err := b.Wait(ctx); return err }
		return &tied{wait: wait, give: func(ctx *aio.Context) error {
			return aio.Timeout(ctx, time.Minute, wait) // alone, if the other has gone
		}}
	},
	"get": func(*aio.Context) *tied {
		q := aio.NewQueue[int](0)
		return &tied{
			wait: func(ctx *aio.Context) error { _, err := q.Get(ctx); return err },
			give: func(*aio.Context) error { q.TryPut(1); return nil },
			left: func() bool { _, ok := q.TryGet(); return ok },
		}
	},
	"put": func(*aio.Context) *tied {
		q := aio.NewQueue[int](1)
		q.TryPut(1)
		return &tied{
			wait: func(ctx *aio.Context) error { return q.Put(ctx, 2) },
			give: func(*aio.Context) error { q.TryGet(); return nil },
			left: func() bool { return q.TryPut(3) },
		}
	},
	"join": func(*aio.Context) *tied {
		q := aio.NewQueue[int](0)
		q.TryPut(1)
		return &tied{wait: q.Join, give: func(*aio.Context) error { q.TaskDone(); return nil }}
	},
}
