package aio_test

import (
	"errors"
	"fmt"
	"time"

	"clew/aio"
)

// The producer is held back while two values wait. Close ends the consumer's
// loop when the queue is empty.
func ExampleQueue() {
	run(func(ctx *aio.Context) error {
		q := aio.NewQueue[int](2)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				for n, err := range q.All(ctx) {
					if err != nil {
						return err
					}
					if err := sayAfter(ctx, time.Second, fmt.Sprint("consumed ", n)); err != nil {
						return err
					}
				}
				return nil
			})
			for n := range 5 {
				if err := q.Put(ctx, n); err != nil {
					return err
				}
				say(ctx, "produced", n)
			}
			q.Close()
			return nil
		})
	})
	// Output:
	// at 0s: produced 0
	// at 0s: produced 1
	// at 0s: produced 2
	// at 1s: consumed 0
	// at 1s: produced 3
	// at 2s: consumed 1
	// at 2s: produced 4
	// at 3s: consumed 2
	// at 4s: consumed 3
	// at 5s: consumed 4
}

// Twenty jobs of 1 s and three workers. Join returns when every job has been
// dealt with; the workers, which would wait for more, are canceled then.
func ExampleQueue_Join() {
	run(func(ctx *aio.Context) error {
		jobs, done := aio.NewQueue[int](0), map[string]int{}
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for n := range 20 {
				jobs.TryPut(n) // without a bound there is always room
			}
			for _, name := range []string{"A", "B", "C"} {
				g.Go(func(ctx *aio.Context) error {
					for {
						if _, err := jobs.Get(ctx); err != nil {
							return err
						}
						if err := aio.Sleep(ctx, time.Second); err != nil {
							return err
						}
						done[name]++
						jobs.TaskDone()
					}
				})
			}
			err := jobs.Join(ctx)
			g.Cancel(errors.New("all jobs are done"))
			return err
		})
		say(ctx, done)
		return err
	})
	// Output:
	// at 7s: map[A:7 B:7 C:6]
}

// Neither call waits, so a callback may make them. What waits longer is served
// first: TryGet does not take what a waiting Get was promised.
func ExampleQueue_TryGet() {
	run(func(ctx *aio.Context) error {
		q := aio.NewQueue[string](1)
		_, ok := q.TryGet()
		fmt.Println("got:", ok)
		fmt.Println("put:", q.TryPut("a"), q.TryPut("b"))
		v, ok := q.TryGet()
		fmt.Println("got:", v, ok, "- left:", q.Len())
		return nil
	})
	// Output:
	// got: false
	// put: true false
	// got: a true - left: 0
}

// Close lets the consumers have what is there; CloseNow drops it.
func ExampleQueue_CloseNow() {
	run(func(ctx *aio.Context) error {
		soon, now := aio.NewQueue[int](0), aio.NewQueue[int](0)
		soon.TryPut(7)
		now.TryPut(7)
		soon.Close()
		now.CloseNow()
		for _, q := range []*aio.Queue[int]{soon, now} {
			_, first := q.Get(ctx)
			_, second := q.Get(ctx)
			fmt.Printf("get: %v, then %v\n", first, second)
			fmt.Println("put:", errors.Is(q.Put(ctx, 8), aio.ErrClosed))
		}
		return nil
	})
	// Output:
	// get: <nil>, then get: queue closed
	// put: true
	// get: get: queue closed, then get: queue closed
	// put: true
}

// The most urgent comes first; of equals the oldest.
func ExampleNewPriorityQueue() {
	type job struct {
		urgency int
		what    string
	}
	run(func(ctx *aio.Context) error {
		jobs := aio.NewPriorityQueue(0, func(a, b job) bool { return a.urgency > b.urgency })
		for _, j := range []job{{1, "sweep"}, {9, "put out the fire"}, {1, "dust"}, {5, "answer the phone"}} {
			if err := jobs.Put(ctx, j); err != nil {
				return err
			}
		}
		jobs.Close()
		for j, err := range jobs.All(ctx) {
			if err != nil {
				return err
			}
			fmt.Println(j.what)
		}
		return nil
	})
	// Output:
	// put out the fire
	// answer the phone
	// sweep
	// dust
}

// The newest comes first. A walk that takes its next step from such a queue goes
// into the depth, from a NewQueue into the breadth.
func ExampleNewLifoQueue() {
	tree := map[string][]string{"root": {"a", "b"}, "a": {"a1", "a2"}, "b": {"b1"}}
	run(func(ctx *aio.Context) error {
		for _, q := range []*aio.Queue[string]{aio.NewLifoQueue[string](0), aio.NewQueue[string](0)} {
			var way []string
			q.TryPut("root")
			for node, ok := q.TryGet(); ok; node, ok = q.TryGet() {
				way = append(way, node)
				for _, child := range tree[node] {
					q.TryPut(child)
				}
			}
			fmt.Println(way)
		}
		return nil
	})
	// Output:
	// [root b b1 a a2 a1]
	// [root a b a1 a2 b1]
}
