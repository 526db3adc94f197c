package aio_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// turmoil runs a program that does a bit of everything, in an order by chance, and
// returns its trace. seed decides on the order and on the network, and on nothing
// that the program does by itself.
func turmoil(t *testing.T, seed uint64) string {
	t.Helper()
	var b strings.Builder
	w := aiotest.New()
	w.Latency, w.Loss, w.Rand = 3*time.Millisecond, 0.2, rand.New(rand.NewPCG(seed, 1))
	r := inMode(t, w.Runner())
	r.Shuffle = rand.New(rand.NewPCG(seed, 0))
	r.Trace = narrate(&b)
	r.OnError = func(err error) { fmt.Fprintln(&b, "reported:", err) }
	err := r.Run(func(ctx *aio.Context) error {
		ctx.Loop().SetSpinTurns(0)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			var l aio.Lock
			q, slots := aio.NewQueue[int](2), aio.NewSemaphore(2)
			ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
			if err != nil {
				return err
			}
			server := spawn(g, func(ctx *aio.Context) error { defer ln.Close(); return ln.Serve(ctx, echo) })
			getter := spawn(g, func(ctx *aio.Context) error {
				for v, err := range q.All(ctx) {
					if err != nil || v < 0 {
						return err
					}
				}
				return nil
			})
			workers := make([]aio.AnyTask, 8)
			for i := range workers {
				worker := spawn(g, func(ctx *aio.Context) error { return work(ctx, i, &l, q, slots) })
				worker.SetName(fmt.Sprint("worker ", i))
				workers[i] = worker
			}
			ctx.Loop().CallLater(4*time.Millisecond, func() { workers[3].Cancel(errTest) })
			_, _, err = aio.Wait(ctx, aio.AllCompleted, workers...)
			q.Close()
			getter.Wait(ctx)
			server.Cancel(nil)
			return err
		})
	})
	is(t, "run", err, nil)
	return b.String()
}

// work is what one of many tasks does.
func work(ctx *aio.Context, i int, l *aio.Lock, q *aio.Queue[int], slots *aio.Semaphore) error {
	for n := range 5 {
		if err := slots.Acquire(ctx); err != nil {
			return err
		}
		err := aio.Timeout(ctx, time.Duration(i)*2*time.Millisecond, func(ctx *aio.Context) error {
			c, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
			if err != nil {
				return err
			}
			defer c.Close()
			c.Write(ctx, []byte("hello"))
			_, err = c.Next(ctx)
			return err
		})
		slots.Release()
		switch {
		case err != nil && i == 3:
			return err // perhaps its cancel
		case n%2 == 0:
			_, err = aio.ToThread(ctx, func() (int, error) { return n, nil })
		default:
			err = l.With(ctx, func() error {
				aio.Sleep(ctx, time.Millisecond)
				return q.Put(ctx, n)
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func TestDeterministicProgramsGiveTheSameTraceByteForByte(t *testing.T) {
	rnd := seeded(t)
	seen := make(map[string]bool)
	for range 10 {
		seed := rnd.Uint64()
		trace := turmoil(t, seed)
		if trace != turmoil(t, seed) {
			t.Errorf("two traces of seed %d are not the same", seed)
		}
		seen[trace] = true
	}
	equal(t, "different traces of 10 seeds", len(seen), 10)
	all := strings.Join(slices.Collect(maps.Keys(seen)), "")
	for _, part := range []string{"sleeps for at most", "sleep of task", "limit of task", "runs", "waits for lock", "gets \"canceled", "ends: "} {
		equal(t, "the traces tell of "+part, strings.Contains(all, part), true)
	}
}

func TestTraceNamesCallbacks(t *testing.T) {
	var d diary
	r := inMode(t, aiotest.New().Runner())
	r.Trace = &aio.Trace{
		Step:    func(task uint64, name string) { d.note("<", task, name) },
		Stepped: func(task uint64, name, wait string) { d.note(task, name, wait, ">") },
		Timer:   func(what string) { d.note(what) },
	}
	is(t, "run", r.Run(func(ctx *aio.Context) error {
		ctx.Loop().CallSoon(tick)
		ctx.Loop().CallLater(0, tick)
		canceled := ctx.Loop().CallLater(0, tick)
		ctx.Loop().CallSoon(func() { canceled.Cancel() })
		_, err := aio.ToThread(ctx, func() (int, error) { return 0, nil })
		return err
	}), nil)
	text := strings.Join(d, " ")
	for _, part := range []string{
		"<1main 1mainlane thread> clew/aio_test.tick clew/aio_test.tick <0clew/aio_test.tick 0clew/aio_test.tick>",
		"> <0lane thread 0lane thread>", // the work, inline
		"> <0callback that was canceled ",
	} {
		contains(t, "trace", text, part)
	}
}

func tick() {}

func TestTraceTellsOfEagerTasksWithinTheStepThatMakesThem(t *testing.T) {
	notEager(t) // the others are told as they begin
	var d diary
	r := inMode(t, aiotest.New().Runner())
	r.Trace = &aio.Trace{
		Step:    func(task uint64, _ string) { d.note("<", task) },
		Stepped: func(task uint64, _, _ string) { d.note(task, ">") },
		Made:    func(task, parent uint64) { d.note("+", task, "of", parent) },
	}
	is(t, "run", r.Run(func(ctx *aio.Context) error {
		return groupOf(ctx, func(ctx *aio.Context) error {
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				aio.GoEager(g, func(ctx *aio.Context) (int, error) { return 0, aio.Yield(ctx) })
				return nil
			})
		})
	}), nil)
	d.reads(t, "trace", "+1of0 <1 +2of1 1> <2 +3of2 <3 3> 2> <3 3> <2 2> <1 1>")
}

func TestTraceWithoutFunctionsTellsNothing(t *testing.T) {
	r := inMode(t, aiotest.New().Runner())
	r.Trace = &aio.Trace{}
	is(t, "run", r.Run(func(ctx *aio.Context) error {
		ctx.Loop().CallSoon(func() {})
		task := spawn(ctx, forever)
		isTimeout(t, "wait", aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { _, err := task.Wait(ctx); return err }))
		return nil
	}), nil)
}

func TestTraceTellsHowEachTaskEnds(t *testing.T) {
	notEager(t) // a task that ends at once has no name yet
	var d diary
	r := inMode(t, aiotest.New().Runner())
	r.OnError = func(error) {}
	r.Trace = &aio.Trace{
		Ended:    func(task uint64, name string, err error) { d.note(task, name, ":", err) },
		Canceled: func(task uint64, _ string, err *aio.CancelError) { d.note(task, "!", err.Cause) },
	}
	is(t, "run", r.Run(func(ctx *aio.Context) error {
		spawn(ctx, func(*aio.Context) error { return errTest }).SetName("a")
		never := spawn(ctx, forever)
		never.Cancel(errOther)
		yield(ctx, 1)
		return nil
	}), nil)
	slices.Sort(d)
	d.reads(t, "trace", "1main:<nil> 2a:test error 3!other error 3:canceled: other error")
}
