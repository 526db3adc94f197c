package aio_test

import (
	"errors"
	"fmt"
	"time"

	"clew/aio"
)

// Three factorials at once. Group returns when its block and all its tasks have
// ended, so what they have written may be read without a lock.
func ExampleGroup() {
	run(func(ctx *aio.Context) error {
		results := map[string]int{}
		factorial := func(ctx *aio.Context, name string, n int) error {
			f := 1
			for i := 2; i <= n; i++ {
				say(ctx, name, "multiplies by", i)
				if err := aio.Sleep(ctx, time.Second); err != nil {
					return err
				}
				f *= i
			}
			results[name] = f
			return nil
		}
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error { return factorial(ctx, "A", 2) })
			g.Go(func(ctx *aio.Context) error { return factorial(ctx, "B", 3) })
			g.Go(func(ctx *aio.Context) error { return factorial(ctx, "C", 4) })
			return nil
		})
		say(ctx, results)
		return err
	})
	// Output:
	// at 0s: A multiplies by 2
	// at 0s: B multiplies by 2
	// at 0s: C multiplies by 2
	// at 1s: B multiplies by 3
	// at 1s: C multiplies by 3
	// at 2s: C multiplies by 4
	// at 3s: map[A:2 B:6 C:24]
}

// The first error cancels the other tasks of the group, and is what Group
// returns once they have ended.
func ExampleGroup_firstError() {
	run(func(ctx *aio.Context) error {
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				err := aio.Sleep(ctx, time.Hour)
				say(ctx, "sleeper:", err)
				return err
			})
			g.Go(func(ctx *aio.Context) error {
				if err := aio.Sleep(ctx, time.Second); err != nil {
					return err
				}
				return errors.New("disk full")
			})
			return nil
		})
		say(ctx, "group:", err)
		return nil
	})
	// Output:
	// at 1s: sleeper: canceled: disk full
	// at 1s: group: disk full
}

// No error is lost: what fails while the group cleans up is there too, in the
// order of the tasks. A cancel is no failure and is not.
func ExampleGroup_allErrors() {
	run(func(ctx *aio.Context) error {
		errDisk, errLog := errors.New("disk full"), errors.New("log not flushed")
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				aio.Sleep(ctx, time.Hour)
				return errLog
			})
			g.Go(func(ctx *aio.Context) error { return aio.Sleep(ctx, time.Hour) })
			g.Go(func(ctx *aio.Context) error { return errDisk })
			return nil
		})
		fmt.Println(err)
		fmt.Println(errors.Is(err, errLog), errors.Is(err, errDisk), errors.Is(err, aio.ErrCanceled))
		return nil
	})
	// Output:
	// log not flushed
	// disk full
	// true true false
}

// One of several servers is enough: the first that answers cancels the rest.
// Cancel does not make the group fail.
func ExampleTaskGroup_Cancel() {
	run(func(ctx *aio.Context) error {
		fastest := ""
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i, name := range []string{"oak", "elm", "ash"} {
				g.Go(func(ctx *aio.Context) error {
					if err := aio.Sleep(ctx, time.Duration(3-i)*time.Second); err != nil {
						say(ctx, name, err)
						return err
					}
					fastest = name
					g.Cancel(errors.New("there is an answer"))
					return nil
				})
			}
			return nil
		})
		say(ctx, fastest, err)
		return nil
	})
	// Output:
	// at 1s: oak canceled: there is an answer
	// at 1s: elm canceled: there is an answer
	// at 1s: ash <nil>
}
