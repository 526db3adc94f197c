package aio_test

import (
	"errors"
	"runtime"
	"testing"
	"time"

	"clew/aio"
)

// inLoop runs a benchmark as the main task of a loop. It may yield without end.
func inLoop(b *testing.B, main func(ctx *aio.Context) error) {
	b.Helper()
	b.ReportAllocs()
	r := aio.Runner{OnError: func(err error) {
		var spin *aio.SpinError
		if !errors.As(err, &spin) {
			b.Error(err)
		}
	}}
	if err := r.Run(main); err != nil {
		b.Error(err)
	}
}

// perItem reports nanoseconds for each of the n things that one round did.
func perItem(b *testing.B, n int, unit string) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/"+unit)
}

// One round is a turn of ten tasks that yield.
func BenchmarkTaskSwitch(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		for range 9 {
			spawn(ctx, func(ctx *aio.Context) error {
				for {
					if err := aio.Yield(ctx); err != nil {
						return err
					}
				}
			})
		}
		for b.Loop() {
			aio.Yield(ctx)
		}
		perItem(b, 10, "switch")
		return nil
	})
}

// One round starts a hundred tasks and lets them end, on coroutines that exist.
func BenchmarkSpawn(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		nothing := func(*aio.Context) (int, error) { return 0, nil }
		for b.Loop() {
			for range 100 {
				aio.Go(ctx, nothing)
			}
			yield(ctx, 2)
		}
		perItem(b, 100, "task")
		return nil
	})
}

// One round starts a task and waits for it: two switches, two turns.
func BenchmarkSpawnAndWait(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		nothing := func(*aio.Context) (int, error) { return 0, nil }
		for b.Loop() {
			aio.Go(ctx, nothing).Wait(ctx)
		}
		return nil
	})
}

// One round sets a timer among 100,000 others and stops it: what a crawl with as
// many requests in flight pays for each time limit.
func BenchmarkTimerAmong100000(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		l := ctx.Loop()
		handles := make([]*aio.Handle, 100_000)
		for i := range handles {
			handles[i] = l.CallLater(time.Hour+time.Duration(i*7919%100_000)*time.Millisecond, func() {})
		}
		defer func() {
			for _, h := range handles {
				h.Cancel()
			}
		}()
		i := 0
		for b.Loop() {
			l.CallLater(time.Hour+time.Duration(i*104729%100_000)*time.Millisecond, func() {}).Cancel()
			i++
		}
		return nil
	})
}

// One round is a time limit around a function that returns at once.
func BenchmarkWaitFor(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		nothing := func(*aio.Context) (int, error) { return 0, nil }
		for b.Loop() {
			aio.WaitFor(ctx, time.Second, nothing)
		}
		return nil
	})
}

// One round is a hundred callbacks.
func BenchmarkCallSoon(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		l, n := ctx.Loop(), 0
		count := func() { n++ }
		for b.Loop() {
			for range 100 {
				l.CallSoon(count)
			}
			aio.Yield(ctx)
		}
		perItem(b, 100, "callback")
		return nil
	})
}

// One round takes the lock and gives it back.
func BenchmarkLockUncontended(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		var l aio.Lock
		for b.Loop() {
			l.Acquire(ctx)
			l.Release()
		}
		return nil
	})
}

// One round takes the permit and gives it back.
func BenchmarkSemaphoreUncontended(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		s := aio.NewSemaphore(1)
		for b.Loop() {
			s.Acquire(ctx)
			s.Release()
		}
		return nil
	})
}

// One round is two hand-offs: a value goes to another task, an answer comes back.
func BenchmarkQueueHandOff(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		there, back := aio.NewQueue[int](1), aio.NewQueue[int](1)
		spawn(ctx, func(ctx *aio.Context) error {
			for v, err := range there.All(ctx) {
				if err != nil {
					return err
				}
				back.Put(ctx, v)
			}
			return nil
		})
		for b.Loop() {
			there.Put(ctx, 1)
			back.Get(ctx)
		}
		perItem(b, 2, "hand-off")
		there.Close()
		return nil
	})
}

// One round sends one piece of work, which is nothing, and waits for it.
func BenchmarkToThread(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		nothing := func() (int, error) { return 0, nil }
		for b.Loop() {
			aio.ToThread(ctx, nothing)
		}
		return nil
	})
}

// One round is a hundred tasks that each send ten pieces of work, one after the
// other.
func BenchmarkToThreadBatched(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		nothing := func() (int, error) { return 0, nil }
		sender := func(ctx *aio.Context) error {
			for range 10 {
				if _, err := aio.ToThread(ctx, nothing); err != nil {
					return err
				}
			}
			return nil
		}
		for b.Loop() {
			err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				for range 100 {
					g.Go(sender)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		perItem(b, 1000, "call")
		return nil
	})
}

// One round posts a hundred functions from the loop's own thread and runs them.
func BenchmarkPost(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		l, n := ctx.Loop(), 0
		count := func() { n++ }
		for b.Loop() {
			for range 100 {
				l.Post(count)
			}
			aio.Yield(ctx)
		}
		perItem(b, 100, "post")
		return nil
	})
}

// One round parks ten thousand tasks; the figure that matters is bytes/task, from
// the first round: later ones use its coroutines again.
func BenchmarkParkedTask(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		const tasks = 10_000
		bytes := 0.0
		for b.Loop() {
			gate := aio.NewFuture[int](ctx)
			before := memory()
			aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				for range tasks {
					g.Go(func(ctx *aio.Context) error { _, err := gate.Wait(ctx); return err })
				}
				yield(ctx, 1)
				if bytes == 0 {
					bytes = float64(memory()-before) / tasks
				}
				return gate.Set(0, nil)
			})
		}
		b.ReportMetric(bytes, "bytes/task")
		return nil
	})
}

// memory returns the bytes of the heap and the stacks that are in use.
func memory() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// One round sends 512 bytes over the kernel's loopback to a task of the same loop
// and gets them back.
func BenchmarkEcho512(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		client, server, err := pair(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer client.Close()
		defer server.Close()
		spawn(ctx, func(ctx *aio.Context) error { return echo(ctx, server) })
		message := make([]byte, 512)
		for b.Loop() {
			if _, err := client.Write(ctx, message); err != nil {
				return err
			}
			if _, err := client.Next(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// The same with 64 connections at once: one round is one message on each.
func BenchmarkEcho512Times64(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		const n = 64
		begin, end := aio.NewSemaphore(0), aio.NewSemaphore(0)
		for range n {
			client, server, err := pair(ctx, "tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			defer client.Close()
			defer server.Close()
			spawn(ctx, func(ctx *aio.Context) error { return echo(ctx, server) })
			spawn(ctx, func(ctx *aio.Context) error {
				message := make([]byte, 512)
				for {
					if err := begin.Acquire(ctx); err != nil {
						return err
					}
					client.Write(ctx, message)
					client.Next(ctx)
					end.Release()
				}
			})
		}
		for b.Loop() {
			for range n {
				begin.Release()
			}
			for range n {
				end.Acquire(ctx)
			}
		}
		perItem(b, n, "echo")
		return nil
	})
}

// One round cancels 100,000 tasks at once and lets them end; that they are started
// is not counted.
func BenchmarkCancel100000(b *testing.B) {
	inLoop(b, func(ctx *aio.Context) error {
		const tasks = 100_000
		never := aio.NewFuture[int](ctx)
		for b.Loop() {
			b.StopTimer()
			err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				for range tasks {
					g.Go(func(ctx *aio.Context) error { _, err := never.Wait(ctx); return err })
				}
				yield(ctx, 1)
				runtime.GC() // not in the middle of it
				b.StartTimer()
				g.Cancel(nil)
				return nil
			})
			if err != nil {
				return err
			}
		}
		perItem(b, tasks, "task")
		return nil
	})
}
