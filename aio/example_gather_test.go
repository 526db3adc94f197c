package aio_test

import (
	"errors"
	"fmt"
	"time"

	"clew/aio"
)

// Gather runs functions at the same time and returns their results in the order
// of the functions, whichever ends first.
func ExampleGather() {
	run(func(ctx *aio.Context) error {
		after := func(d time.Duration, s string) func(*aio.Context) (string, error) {
			return func(ctx *aio.Context) (string, error) { return s, aio.Sleep(ctx, d) }
		}
		words, err := aio.Gather(ctx,
			after(3*time.Second, "first"), after(2*time.Second, "second"), after(time.Second, "third"))
		say(ctx, words)
		return err
	})
	// Output:
	// at 3s: [first second third]
}

// Gather returns the first error at once; what else it runs goes on, as in
// asyncio. Where that is not wanted, Group is.
func ExampleGather_firstError() {
	run(func(ctx *aio.Context) error {
		_, err := aio.Gather(ctx,
			func(ctx *aio.Context) (any, error) { return nil, errors.New("disk full") },
			func(ctx *aio.Context) (any, error) { return nil, sayAfter(ctx, time.Second, "still here") },
		)
		say(ctx, err)
		return aio.Sleep(ctx, time.Minute)
	})
	// Output:
	// at 0s: disk full
	// at 1s: still here
}

// The results come in the order in which they are there.
func ExampleAsCompleted() {
	run(func(ctx *aio.Context) error {
		var tasks []*aio.Task[string]
		for i, name := range []string{"slow", "quick", "middling"} {
			tasks = append(tasks, aio.Go(ctx, func(ctx *aio.Context) (string, error) {
				return name, aio.Sleep(ctx, []time.Duration{3, 1, 2}[i]*time.Second)
			}))
		}
		for name, err := range aio.AsCompleted(ctx, tasks...) {
			if err != nil {
				return err
			}
			say(ctx, name)
		}
		return nil
	})
	// Output:
	// at 1s: quick
	// at 2s: middling
	// at 3s: slow
}

// A limit around the loop ends it: what came in time was handed out, and the
// limit is the last pair.
func ExampleAsCompleted_timeout() {
	run(func(ctx *aio.Context) error {
		var tasks []*aio.Task[time.Duration]
		for _, d := range []time.Duration{time.Second, time.Hour, 2 * time.Second} {
			tasks = append(tasks, aio.Go(ctx, func(ctx *aio.Context) (time.Duration, error) {
				return d, aio.Sleep(ctx, d)
			}))
		}
		err := aio.Timeout(ctx, time.Minute, func(ctx *aio.Context) error {
			for slept, err := range aio.AsCompleted(ctx, tasks...) {
				if err != nil {
					return err
				}
				say(ctx, "slept", slept)
			}
			return nil
		})
		say(ctx, err)
		return nil
	})
	// Output:
	// at 1s: slept 1s
	// at 2s: slept 2s
	// at 1m0s: timed out after 1m0s
}

// Wait looks on: it cancels nothing and fails for no task. Here it returns when
// the first has failed, and the others are canceled by hand.
func ExampleWait() {
	run(func(ctx *aio.Context) error {
		count := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return 7, aio.Sleep(ctx, time.Second) })
		fails := aio.Go(ctx, func(ctx *aio.Context) (string, error) {
			if err := aio.Sleep(ctx, 2*time.Second); err != nil {
				return "", err
			}
			return "", errors.New("disk full")
		})
		long := aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, aio.Sleep(ctx, time.Hour) })

		done, pending, err := aio.Wait(ctx, aio.FirstFailed, count, fails, long)
		if err != nil {
			return err
		}
		say(ctx, len(done), "have ended,", len(pending), "not")
		for _, task := range pending {
			task.Cancel(errors.New("no longer wanted"))
		}
		_, err = long.Wait(ctx)
		say(ctx, err)
		_, err = fails.Wait(ctx)
		say(ctx, err)
		return nil
	})
	// Output:
	// at 2s: 2 have ended, 1 not
	// at 2s: canceled: no longer wanted
	// at 2s: disk full
}

// A limit on waiting: what has ended by then and what has not is told all the
// same, and nothing is canceled.
func ExampleWait_timeout() {
	run(func(ctx *aio.Context) error {
		var tasks, done, pending []aio.AnyTask
		for _, d := range []time.Duration{time.Second, 2 * time.Second, time.Hour} {
			tasks = append(tasks, aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, aio.Sleep(ctx, d) }))
		}
		err := aio.Timeout(ctx, time.Minute, func(ctx *aio.Context) (err error) {
			done, pending, err = aio.Wait(ctx, aio.AllCompleted, tasks...)
			return err
		})
		say(ctx, len(done), "have ended,", len(pending), "not:", err)
		return nil
	})
	// Output:
	// at 1m0s: 2 have ended, 1 not: timed out after 1m0s
}

// An AnyTask is a task of whatever result. Here tasks are taken as they end,
// one Wait after the other, while new ones may be added.
func ExampleAnyTask() {
	run(func(ctx *aio.Context) error {
		number := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return 7, aio.Sleep(ctx, 2*time.Second) })
		word := aio.Go(ctx, func(ctx *aio.Context) (string, error) { return "seven", aio.Sleep(ctx, time.Second) })
		number.SetName("number")
		word.SetName("word")

		tasks := []aio.AnyTask{number, word}
		for len(tasks) > 0 {
			done, pending, err := aio.Wait(ctx, aio.FirstCompleted, tasks...)
			if err != nil {
				return err
			}
			say(ctx, "task", done[0])
			tasks = pending
		}
		return nil
	})
	// Output:
	// at 1s: task 3 "word"
	// at 2s: task 2 "number"
}

// Until says how far the tasks must have come. The second of these three fails.
func ExampleUntil() {
	run(func(ctx *aio.Context) error {
		for _, until := range []aio.Until{aio.FirstCompleted, aio.FirstFailed, aio.AllCompleted} {
			var tasks []aio.AnyTask
			for i, end := range []error{nil, errors.New("disk full"), nil} {
				tasks = append(tasks, aio.Go(ctx, func(ctx *aio.Context) (any, error) {
					return nil, errors.Join(aio.Sleep(ctx, time.Duration(i+1)*time.Second), end)
				}))
			}
			begun := at(ctx)
			done, _, err := aio.Wait(ctx, until, tasks...)
			if err != nil {
				return err
			}
			fmt.Println(len(done), "after", at(ctx)-begun)
			tasks[1].(*aio.Task[any]).Wait(ctx) // so that its failure is not lost
		}
		return nil
	})
	// Output:
	// 1 after 1s
	// 2 after 2s
	// 3 after 3s
}
