package aio_test

import (
	"fmt"
	"io"
	"os"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// narrate returns a trace that tells in words where control goes.
func narrate(w io.Writer) *aio.Trace {
	tell := func(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }
	return &aio.Trace{
		Polled: func(timeout time.Duration, events int) {
			if timeout != 0 {
				tell("the loop sleeps for at most %v, finds %d events", timeout, events)
			}
		},
		Turn:  func(turn uint64, at time.Duration) { tell("turn %d at %v", turn, at) },
		Timer: func(what string) { tell("  the %s is over", what) },
		Step:  func(task uint64, name string) { tell("  %d %s runs", task, name) },
		Stepped: func(task uint64, name, wait string) {
			if wait != "" {
				tell("  %d %s waits for %s", task, name, wait)
			}
		},
		Made:     func(task, parent uint64) { tell("  task %d is made", task) },
		Ended:    func(task uint64, name string, err error) { tell("  %d %s ends: %v", task, name, err) },
		Canceled: func(task uint64, name string, err *aio.CancelError) { tell("  %d %s gets %q", task, name, err) },
	}
}

// Where control goes in a program of three tasks. On the virtual clock it is the
// same every time.
func ExampleTrace() {
	r := aiotest.New().Runner()
	r.Trace = narrate(os.Stdout)
	r.Run(func(ctx *aio.Context) error {
		tea := aio.Go(ctx, func(ctx *aio.Context) (string, error) {
			return "tea", aio.Sleep(ctx, 3*time.Minute)
		})
		tea.SetName("tea")
		toast := aio.Go(ctx, func(ctx *aio.Context) (string, error) {
			return "toast", aio.Sleep(ctx, time.Hour)
		})
		toast.SetName("toast")
		_, err := tea.Wait(ctx)
		toast.Cancel(nil)
		toast.Wait(ctx)
		return err
	})
	// Output:
	//   task 1 is made
	// turn 1 at 0s
	//   1 main runs
	//   task 2 is made
	//   task 3 is made
	//   1 main waits for task 2 "tea"
	// turn 2 at 0s
	//   2 tea runs
	//   2 tea waits for timer in 3m0s
	//   3 toast runs
	//   3 toast waits for timer in 1h0m0s
	// the loop sleeps for at most 3m0s, finds 0 events
	// turn 3 at 3m0s
	//   the sleep of task 2 "tea" is over
	//   2 tea runs
	//   2 tea ends: <nil>
	// turn 4 at 3m0s
	//   1 main runs
	//   1 main waits for task 3 "toast"
	// turn 5 at 3m0s
	//   3 toast runs
	//   3 toast gets "canceled"
	//   3 toast ends: canceled
	// turn 6 at 3m0s
	//   1 main runs
	//   1 main ends: <nil>
}
