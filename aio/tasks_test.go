package aio_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR54_TreeShowsWhatEachTaskWaitsFor(t *testing.T) {
	notEager(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[int](2)
		parent := spawn(ctx, func(ctx *aio.Context) error {
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				spawn(g, func(ctx *aio.Context) error { return aio.Sleep(ctx, time.Hour) }).SetName("sleeper")
				spawn(g, func(ctx *aio.Context) error { _, err := q.Get(ctx); return err }).SetName("getter")
				return nil
			})
		})
		parent.SetName("parent")
		awaiter := spawn(ctx, func(ctx *aio.Context) error { _, err := parent.Wait(ctx); return err })
		aio.Sleep(ctx, time.Minute)
		spawn(ctx, aio.Yield)
		equal(t, "tree", ctx.Loop().Tree(), strings.TrimLeft(`
task 1 "main": running
task 2 "parent": waits for 2 tasks of its group, 1m0s
  task 4 "sleeper": waits for timer in 59m0s, 1m0s
  task 5 "getter": waits for get from a queue, 0 in it, 1m0s
task 3: waits for task 2 "parent", 1m0s
task 6: not begun
`, "\n"))
		awaiter.Cancel(nil)
		return nil
	})
}

// look returns what Tasks tells of a task.
func look(ctx *aio.Context, task aio.AnyTask) aio.TaskInfo {
	for _, info := range ctx.Loop().Tasks() {
		if info.String() == "task "+task.String() {
			return info
		}
	}
	return aio.TaskInfo{}
}

func TestR54_TasksTellTheStateOfEach(t *testing.T) {
	notEager(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var e aio.Event
		woken := spawn(ctx, e.Wait)
		waiting := spawn(ctx, forever)
		waiting.SetName("ticker")
		waiting.Daemon()
		aio.Sleep(ctx, time.Second)
		fresh := spawn(ctx, aio.Yield)
		e.Set()
		equal(t, "of the running", look(ctx, ctx.Task()).State, "running")
		equal(t, "of the woken", look(ctx, woken).State, "ready")
		equal(t, "of the new", look(ctx, fresh).State, "not begun")
		info := look(ctx, waiting)
		equal(t, "number", info.ID, 3)
		equal(t, "name", info.Name, "ticker")
		equal(t, "of the waiting", info.State, "waiting")
		equal(t, "for", info.Wait, "timer in 999h59m59s")
		equal(t, "how long", info.Waited, time.Second)
		equal(t, "daemon", info.Daemon, true)
		equal(t, "descriptor", info.FD, -1)
		_, err := aio.GoEager(ctx, func(ctx *aio.Context) (any, error) {
			equal(t, "of an eager task", look(ctx, ctx.Task()).State, "running")
			return nil, nil
		}).Wait(ctx)
		return err
	})
}

func TestR54_TasksTellWhichTasksAreWaitedFor(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		lock := &aio.Lock{Name: "cache"}
		a := aio.Go(ctx, func(ctx *aio.Context) (int, error) { // task 2
			return 0, lock.With(ctx, func() error { return aio.Sleep(ctx, time.Hour) })
		})
		a.SetName("a")
		b := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return 0, aio.Sleep(ctx, time.Hour) }) // task 3
		join := func(ctx *aio.Context) error { _, err := a.Wait(ctx); return err }
		sleep := func(ctx *aio.Context) (int, error) { return 0, aio.Sleep(ctx, time.Hour) }
		for _, c := range []struct {
			what  string
			call  func(*aio.Context) error
			wait  string
			edges string
		}{
			{"join", join, `task 2 "a"`, "[2]"},
			{"lock", lock.Acquire, `lock "cache" held by task 2 "a"`, "[2]"},
			{"a limit", func(ctx *aio.Context) error { return aio.Timeout(ctx, time.Hour, join) }, `task 2 "a"`, "[2]"},
			{"shield", func(ctx *aio.Context) error { return aio.Shield(ctx, join) }, `task 2 "a"`, "[2]"},
			{"all", func(ctx *aio.Context) error { _, _, err := aio.Wait(ctx, aio.AllCompleted, a, b); return err },
				`tasks 2 "a", 3`, "[2 3]"},
			{"first", func(ctx *aio.Context) error { _, _, err := aio.Wait(ctx, aio.FirstCompleted, a, b); return err },
				`the first of tasks 2 "a", 3`, "[2 3]"},
			{"failure", func(ctx *aio.Context) error { _, _, err := aio.Wait(ctx, aio.FirstFailed, a, b, a); return err },
				`a failure, or the end, of tasks 2 "a", 3`, "[2 3]"},
			{"as completed", func(ctx *aio.Context) error {
				for range aio.AsCompleted(ctx, b, a) {
					break
				}
				return nil
			}, `the first of tasks 3, 2 "a"`, "[3 2]"},
			{"gather", func(ctx *aio.Context) error {
				_, err := aio.Gather(ctx, sleep, sleep, sleep, sleep, sleep, sleep)
				return err
			}, "gathered tasks ", "6 tasks"},
			{"group", func(ctx *aio.Context) error { return groupOf(ctx, forever, forever) }, "2 tasks of its group", "2 tasks"},
			{"future", func(ctx *aio.Context) error { _, err := aio.NewFuture[int](ctx).Wait(ctx); return err }, "future", "[]"},
		} {
			task := spawn(ctx, c.call)
			yield(ctx, 2)
			info := look(ctx, task)
			if !strings.HasPrefix(info.Wait, c.wait) {
				t.Errorf("%s waits for %q, want %q", c.what, info.Wait, c.wait)
			}
			if edges := fmt.Sprint(info.On); edges != c.edges && fmt.Sprint(len(info.On), " tasks") != c.edges {
				t.Errorf("%s waits for tasks %s, want %s", c.what, edges, c.edges)
			}
			if c.what == "gather" && !strings.HasSuffix(info.Wait, ", 2 more") {
				t.Errorf("6 tasks are listed as %q", info.Wait)
			}
			task.Cancel(nil)
		}
		return nil
	})
}

func TestR54_TasksTellDescriptorAndPeer(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		client, server, err := pair(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer client.Close()
		defer server.Close()
		reader := spawn(ctx, func(ctx *aio.Context) error { _, err := client.Next(ctx); return err })
		yield(ctx, 2)
		info := look(ctx, reader)
		equal(t, "descriptor", info.FD, client.FD())
		equal(t, "peer", info.Peer, "10.0.0.2:80")
		contains(t, "wait", info.Wait, "10.0.0.2:80 to be readable")
		reader.Cancel(nil)
		return nil
	})
}

func TestR54_PrimitivesAreCalledByTheirNames(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		slots, urls := aio.NewSemaphore(0), aio.NewQueue[int](1)
		slots.Name, urls.Name = "slots", "urls"
		one := spawn(ctx, slots.Acquire)
		two := spawn(ctx, func(ctx *aio.Context) error { _, err := urls.Get(ctx); return err })
		yield(ctx, 2)
		equal(t, "semaphore", look(ctx, one).Wait, `semaphore "slots" of 0, 1 waiting`)
		equal(t, "queue", look(ctx, two).Wait, `get from a queue "urls", 0 in it`)
		return nil
	})
}

// grow waits for tasks at random, some of which do the same.
func grow(ctx *aio.Context, rnd *rand.Rand, depth int) error {
	return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		for range rnd.IntN(4) {
			g.Go(func(ctx *aio.Context) error {
				if depth == 0 {
					return forever(ctx)
				}
				return grow(ctx, rnd, depth-1)
			})
		}
		if depth > 0 && rnd.IntN(2) == 0 {
			return grow(ctx, rnd, depth-1) // a group within the group
		}
		return forever(ctx)
	})
}

func TestR54_TasksAreTheTree(t *testing.T) {
	rnd := seeded(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		for range 8 {
			spawn(ctx, func(ctx *aio.Context) error { return grow(ctx, rnd, 5) })
		}
		yield(ctx, 20)
		tasks := ctx.Loop().Tasks()
		equal(t, "tasks", len(tasks), ctx.Loop().Stats().Tasks)
		seen := make(map[uint64]bool)
		var above []uint64 // the last task, and what it is below of
		for _, info := range tasks {
			if seen[info.ID] {
				t.Errorf("%v is there twice", info)
			}
			seen[info.ID] = true
			if info.Depth > len(above) {
				t.Errorf("%v is deeper than a child of the task before it", info)
				break
			}
			above = append(above[:info.Depth], info.ID)
			parent := uint64(0)
			if info.Depth > 0 {
				parent = above[info.Depth-1]
			}
			equal(t, "parent of "+info.String(), info.Parent, parent)
		}
		return nil
	})
}

// A chain of n tasks, each in a group of the one before it.
func chain(ctx *aio.Context, n int) error {
	if n == 0 {
		return forever(ctx)
	}
	return groupOf(ctx, func(ctx *aio.Context) error { return chain(ctx, n-1) })
}

func TestR54_ADeepTreeTakesNoMoreThanAWideOne(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		const n = 2000
		spawn(ctx, func(ctx *aio.Context) error { return chain(ctx, n) })
		yield(ctx, n+2)
		tasks := ctx.Loop().Tasks()
		equal(t, "depth of the last", tasks[len(tasks)-1].Depth, n)
		if size := len(ctx.Loop().Tree()); size > 150*n {
			t.Errorf("%d bytes for %d tasks", size, n)
		}
		return nil
	})
}

func TestR54_CyclesDoNotDisturbTheTree(t *testing.T) {
	notEager(t) // a task cannot wait for one that comes later
	w := virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var a, b *aio.Task[struct{}]
		a = spawn(ctx, func(ctx *aio.Context) error { _, err := b.Wait(ctx); return err })
		b = spawn(ctx, func(ctx *aio.Context) error { _, err := a.Wait(ctx); return err })
		_, err := a.Wait(ctx)
		return err
	}, func(err error) bool {
		if !deadlocks(err) {
			return false
		}
		contains(t, "tree", err.Error(), "task 2: waits for task 3")
		contains(t, "tree", err.Error(), "task 3: waits for task 2")
		return true
	})
	equal(t, "time", w.Elapsed(), 0)
}

func TestR54_TreePrintsEachTaskOnce(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		target := spawn(ctx, forever)
		target.SetName("target")
		for range 100 {
			spawn(ctx, func(ctx *aio.Context) error { _, err := target.Wait(ctx); return err })
		}
		yield(ctx, 1)
		equal(t, "lines", strings.Count(ctx.Loop().Tree(), "\n"), 102)
		return nil
	})
}

func TestR54_ALockWhoseHolderHasEndedSaysSo(t *testing.T) {
	notShuffled(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var l aio.Lock
		spawn(ctx, l.Acquire)
		task := spawn(ctx, l.Acquire)
		yield(ctx, 2)
		equal(t, "wait", look(ctx, task).Wait, "lock held by task 2, which has ended")
		task.Cancel(nil)
		return nil
	})
}
