package aio_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// reports runs main, and a minute longer, and compares the deadlocks that are
// reported meanwhile, with when.
func reports(t *testing.T, what string, main func(ctx *aio.Context) error, want ...string) {
	t.Helper()
	w := aiotest.New()
	r := inMode(t, w.Runner())
	var got []string
	r.OnError = func(err error) {
		if !deadlocks(err) {
			t.Errorf("%s: %v was reported", what, err)
		}
		got = append(got, fmt.Sprint(w.Elapsed(), " ", err))
	}
	err := r.Run(func(ctx *aio.Context) error {
		if err := main(ctx); err != nil {
			return err
		}
		return aio.Sleep(ctx, time.Minute)
	})
	is(t, what, err, nil)
	equal(t, what, strings.Join(got, "\n"), strings.Join(want, "\n"))
}

// both takes two locks, one after the other.
func both(first, second *aio.Lock) func(*aio.Context) error {
	return func(ctx *aio.Context) error {
		return first.With(ctx, func() error {
			if err := aio.Yield(ctx); err != nil {
				return err
			}
			return second.With(ctx, func() error { return nil })
		})
	}
}

func TestDeadlockOfTwoLocksIsReportedAtOnceWhileOthersGoOn(t *testing.T) {
	reports(t, "two locks", func(ctx *aio.Context) error {
		var x, y aio.Lock
		spawn(ctx, both(&x, &y)).SetName("a")
		b := spawn(ctx, both(&y, &x))
		aio.Sleep(ctx, time.Second)
		equal(t, "circles", len(ctx.Loop().Deadlocks()), 1)
		b.Cancel(nil) // what a program can do about it
		aio.Sleep(ctx, time.Second)
		equal(t, "circles, after", len(ctx.Loop().Deadlocks()), 0)
		equal(t, "tasks", ctx.Loop().Stats().Tasks, 1)
		return nil
	}, `0s deadlock: task 2 "a" waits for lock held by task 3, which waits for lock held by task 2 "a"`)
}

func TestDeadlockOfTasksThatWaitForEachOther(t *testing.T) {
	notEager(t) // a task cannot wait for one that is not made yet
	ring := func(n int) func(*aio.Context) error {
		return func(ctx *aio.Context) error {
			tasks := make([]*aio.Task[struct{}], n)
			for i := range tasks {
				tasks[i] = spawn(ctx, func(ctx *aio.Context) error { _, err := tasks[(i+1)%n].Wait(ctx); return err })
			}
			return nil
		}
	}
	reports(t, "two", ring(2), "0s deadlock: task 2 waits for task 3, which waits for task 2")
	reports(t, "three", ring(3), "0s deadlock: task 2 waits for task 3, which waits for task 4, which waits for task 2")
}

func TestDeadlockOfAParentThatHoldsWhatItsChildWants(t *testing.T) {
	const want = "0s deadlock: task 2 waits for 101 tasks of its group, of which task 103 waits for lock held by task 2"
	for what, first := range map[string]int{"the child waits first": 0, "the parent waits first": 3} {
		reports(t, what, func(ctx *aio.Context) error {
			spawn(ctx, func(ctx *aio.Context) error {
				var l aio.Lock
				return l.With(ctx, func() error {
					return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
						for range 100 {
							g.Go(forever)
						}
						g.Go(func(ctx *aio.Context) error { yield(ctx, first); return l.Acquire(ctx) })
						yield(ctx, 3-first)
						return nil
					})
				})
			})
			return nil
		}, want)
	}
}

func TestDeadlockThroughSeveralLevelsAndKindsOfWaits(t *testing.T) {
	notEager(t) // a task cannot wait for one that is not made yet
	wait := func(task **aio.Task[struct{}]) func(*aio.Context) error {
		return func(ctx *aio.Context) error { _, err := (*task).Wait(ctx); return err }
	}
	plain := func(fn func(*aio.Context) error) func(*aio.Context) (int, error) {
		return func(ctx *aio.Context) (int, error) { return 0, fn(ctx) }
	}
	var a *aio.Task[struct{}]
	for what, c := range map[string]struct {
		task func(ctx *aio.Context) error
		want string
	}{
		"lock and join": {func(ctx *aio.Context) error {
			var l aio.Lock
			return l.With(ctx, func() error {
				b := spawn(ctx, l.Acquire)
				_, err := b.Wait(ctx)
				return err
			})
		}, "task 2 waits for task 3, which waits for lock held by task 2"},
		"gather": {func(ctx *aio.Context) error {
			_, err := aio.Gather(ctx, plain(forever), plain(wait(&a)))
			return err
		}, "task 2 waits for gathered tasks 3, 4, of which task 4 waits for task 2"},
		"all": {func(ctx *aio.Context) error {
			_, _, err := aio.Wait(ctx, aio.AllCompleted, spawn(ctx, forever), spawn(ctx, wait(&a)))
			return err
		}, "task 2 waits for tasks 3, 4, of which task 4 waits for task 2"},
		"the only one of those that come": {func(ctx *aio.Context) error {
			for range aio.AsCompleted(ctx, spawn(ctx, aio.Yield), spawn(ctx, wait(&a))) {
			}
			return nil
		}, "task 2 waits for the first of tasks 4, of which task 4 waits for task 2"},
		"deep in groups": {func(ctx *aio.Context) error {
			var l aio.Lock
			return l.With(ctx, func() error {
				return groupOf(ctx, forever, func(ctx *aio.Context) error { return groupOf(ctx, forever, l.Acquire) })
			})
		}, "task 2 waits for 2 tasks of its group, of which task 4 waits for 2 tasks of its group, " +
			"of which task 6 waits for lock held by task 2"},
		"a condition's lock": {func(ctx *aio.Context) error {
			c := aio.NewCondition(nil)
			waiter := spawn(ctx, func(ctx *aio.Context) error {
				return c.L.With(ctx, func() error { return c.Wait(ctx) })
			})
			yield(ctx, 2)
			return c.L.With(ctx, func() error {
				c.NotifyAll()
				_, err := waiter.Wait(ctx)
				return err
			})
		}, "task 2 waits for task 3, which waits for lock held by task 2"},
		"a shield within a limit": {func(ctx *aio.Context) error {
			return aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
				return aio.Shield(ctx, func(ctx *aio.Context) error {
					_, err := spawn(ctx, wait(&a)).Wait(ctx)
					return err
				})
			})
		}, "task 2 waits for task 3, which waits for task 2"},
	} {
		reports(t, what, func(ctx *aio.Context) error {
			a = spawn(ctx, c.task)
			return nil
		}, "0s deadlock: "+c.want)
	}
}

func TestNoDeadlockWhereSomethingWillEndTheWait(t *testing.T) {
	notEager(t) // a task cannot wait for one that is not made yet
	for what, task := range map[string]func(ctx *aio.Context, self **aio.Task[struct{}]) error{
		"a limit": func(ctx *aio.Context, self **aio.Task[struct{}]) error {
			return aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
				_, err := spawn(ctx, func(ctx *aio.Context) error { (*self).Wait(ctx); return nil }).Wait(ctx)
				return err
			})
		},
		"a limit around the group": func(ctx *aio.Context, _ **aio.Task[struct{}]) error {
			var x, y aio.Lock
			return aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { return groupOf(ctx, both(&x, &y), both(&y, &x)) })
		},
		"another task may come first": func(ctx *aio.Context, self **aio.Task[struct{}]) error {
			other := spawn(ctx, func(ctx *aio.Context) error { _, err := (*self).Wait(ctx); return err })
			_, _, err := aio.Wait(ctx, aio.FirstCompleted, other, spawn(ctx, failAfter(time.Second, nil)))
			return err
		},
		"a cancel of the same turn": func(ctx *aio.Context, self **aio.Task[struct{}]) error {
			other := spawn(ctx, func(ctx *aio.Context) error { _, err := (*self).Wait(ctx); return err })
			spawn(ctx, func(ctx *aio.Context) error { other.Cancel(nil); return nil })
			other.Wait(ctx)
			return nil
		},
	} {
		reports(t, what, func(ctx *aio.Context) error {
			var self *aio.Task[struct{}]
			self = spawn(ctx, func(ctx *aio.Context) error { return task(ctx, &self) })
			yield(ctx, 5)
			equal(t, what+": circles", len(ctx.Loop().Deadlocks()), 0)
			self.Wait(ctx)
			return nil
		})
	}
}

func TestDeadlockIsReportedOnceAndAgainWhenItComesAgain(t *testing.T) {
	notEager(t) // a task cannot wait for one that is not made yet
	reports(t, "reports", func(ctx *aio.Context) error {
		var a, b *aio.Task[struct{}]
		wait := func(ctx *aio.Context) error { _, err := a.Wait(ctx); return err }
		a = spawn(ctx, func(ctx *aio.Context) error {
			if _, err := b.Wait(ctx); err == nil {
				return nil
			}
			aio.Sleep(ctx, time.Second)
			_, err := b.Wait(ctx)
			return err
		})
		b = spawn(ctx, wait)
		for range 10 {
			spawn(ctx, wait) // waits for who is in the circle, and is not
			aio.Sleep(ctx, time.Second)
		}
		a.Cancel(nil)
		return nil
	},
		"0s deadlock: task 2 waits for task 3, which waits for task 2",
		"11s deadlock: task 2 waits for task 3, which waits for task 2")
}

func TestR16_WaitForATaskWhoseGroupWaitsForTheCallerIsRefused(t *testing.T) {
	notEager(t) // a task cannot wait for one that is not made yet
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var parent *aio.Task[struct{}]
		try := func(ctx *aio.Context) error {
			_, err := parent.Wait(ctx)
			contains(t, "join", fmt.Sprint(err), "wait for task 2: it waits for the waiting task")
			_, _, err = aio.Wait(ctx, aio.AllCompleted, parent)
			contains(t, "wait for all", fmt.Sprint(err), "wait for task 2: it waits for the waiting task")
			for _, err := range aio.AsCompleted(ctx, parent) {
				contains(t, "as completed", fmt.Sprint(err), "wait for task 2: it waits for the waiting task")
			}
			return nil
		}
		parent = spawn(ctx, func(ctx *aio.Context) error {
			return groupOf(ctx, try, func(ctx *aio.Context) error { return groupOf(ctx, try) })
		})
		_, err := parent.Wait(ctx)
		return err
	})
}

func TestDeadlockOfEverythingNamesItsCircles(t *testing.T) {
	err := inMode(t, aiotest.New().Runner()).Run(func(ctx *aio.Context) error {
		var x, y aio.Lock
		a := spawn(ctx, both(&x, &y))
		spawn(ctx, both(&y, &x))
		_, err := a.Wait(ctx)
		return err
	})
	var dead *aio.DeadlockError
	if !errors.As(err, &dead) {
		t.Fatalf("got %v", err)
	}
	equal(t, "circles", len(dead.Cycles), 1)
	equal(t, "first of them", fmt.Sprint(dead.Cycles[0]), "[task 2 task 3]")
	equal(t, "edges", fmt.Sprint(dead.Cycles[0][0].On, dead.Cycles[0][1].On), "[3] [2]")
	contains(t, "text", err.Error(), "deadlock: task 2 waits for lock held by task 3, which waits for lock held by task 2\n"+
		"every task waits\ntask 1 \"main\": waits for task 2")
}

// Where nobody can go on, neither will the one that a task hopes for.
func TestDeadlockOfEverythingNamesCirclesThroughAnyOfSeveral(t *testing.T) {
	notEager(t) // a task cannot wait for one that is not made yet
	err := inMode(t, aiotest.New().Runner()).Run(func(ctx *aio.Context) error {
		var first *aio.Task[struct{}]
		wait := func(ctx *aio.Context) error { _, err := first.Wait(ctx); return err }
		first = spawn(ctx, func(ctx *aio.Context) error {
			_, _, err := aio.Wait(ctx, aio.FirstCompleted, spawn(ctx, stuck), spawn(ctx, wait))
			return err
		})
		return wait(ctx)
	})
	contains(t, "error", fmt.Sprint(err), "deadlock: task 2 waits for the first of tasks 3, 4, of which task 4 waits for task 2")
}

// A circle that is longer than a wait is followed is found all the same when
// somebody asks.
func TestDeadlockOfManyIsFoundByAsking(t *testing.T) {
	notEager(t) // a task cannot wait for one that is not made yet
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		const n = 1000
		tasks := make([]*aio.Task[struct{}], n)
		for i := range tasks {
			tasks[i] = spawn(ctx, func(ctx *aio.Context) error { _, err := tasks[(i+1)%n].Wait(ctx); return err })
		}
		yield(ctx, 2)
		circles := ctx.Loop().Deadlocks()
		equal(t, "circles", len(circles), 1)
		equal(t, "length", len(circles[0]), n)
		return nil
	})
}

// Tasks that wait for tasks and locks at random: what is found are circles, and
// every task that can be reached from itself is in one or waits for one.
func TestDeadlocksAreThoseOfANaiveSearch(t *testing.T) {
	rnd := seeded(t)
	for range 100 {
		var found, naive, told int
		r := inMode(t, aiotest.New().Runner())
		r.OnError = func(err error) {
			if deadlocks(err) {
				told++
			}
		}
		r.Run(func(ctx *aio.Context) error {
			const n = 8
			locks, tasks := make([]aio.Lock, n), make([]*aio.Task[struct{}], n)
			for i := range tasks {
				kind, to, self := rnd.IntN(5), rnd.IntN(n), i
				tasks[i] = spawn(ctx, func(ctx *aio.Context) error {
					return locks[self].With(ctx, func() error {
						aio.Yield(ctx)
						switch {
						case kind == 0 || to == self:
							return forever(ctx)
						case kind == 1:
							_, _, err := aio.Wait(ctx, aio.AllCompleted, tasks[to], tasks[(to+3)%n])
							return err
						case kind == 2:
							_, err := tasks[to].Wait(ctx)
							return err
						}
						return locks[to].Acquire(ctx)
					})
				})
			}
			yield(ctx, 4)
			on := make(map[uint64][]uint64)
			for _, info := range ctx.Loop().Tasks() {
				on[info.ID] = info.On
			}
			for _, circle := range ctx.Loop().Deadlocks() {
				found++
				for i, info := range circle {
					next := circle[(i+1)%len(circle)].ID
					if !slices.Contains(on[info.ID], next) {
						t.Errorf("%v does not wait for task %d", info, next)
					}
				}
			}
			for id := range on {
				if reaches(on, id, id, nil) {
					naive++
				}
			}
			ctx.Loop().Stop(nil)
			return nil
		})
		if (found > 0) != (naive > 0) || (told > 0) != (naive > 0) {
			t.Errorf("%d circles were found, %d were told of at once, and %d tasks wait for themselves", found, told, naive)
		}
	}
}

// reaches reports whether to can be come to from the tasks that from waits for.
func reaches(on map[uint64][]uint64, from, to uint64, seen map[uint64]bool) bool {
	if seen == nil {
		seen = make(map[uint64]bool)
	}
	for _, next := range on[from] {
		if next == to {
			return true
		}
		if !seen[next] {
			seen[next] = true
			if reaches(on, next, to, seen) {
				return true
			}
		}
	}
	return false
}

// TestR54_WhoIsToldOfADeadlockMayOpenIt at once, not when the poll returns that
// was due.
func TestR54_WhoIsToldOfADeadlockMayOpenIt(t *testing.T) {
	w := aiotest.New()
	runner := inMode(t, w.Runner())
	var a, b *aio.Task[any]
	runner.OnError = func(error) { a.Cancel(errors.New("opened")) }
	runner.Run(func(ctx *aio.Context) error {
		a = aio.Go(ctx, func(ctx *aio.Context) (any, error) { aio.Yield(ctx); return b.Wait(ctx) })
		b = aio.Go(ctx, func(ctx *aio.Context) (any, error) { aio.Yield(ctx); return a.Wait(ctx) })
		return aio.Timeout(ctx, time.Hour, func(ctx *aio.Context) error { _, err := b.Wait(ctx); return err })
	})
	equal(t, "elapsed", w.Elapsed(), 0)
}
