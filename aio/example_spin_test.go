package aio_test

import (
	"errors"
	"fmt"

	"clew/aio"
	"clew/aio/aiotest"
)

// A task yields until something has happened, instead of waiting for it. All
// works, and the processor is never at rest; after a million turns of that the
// task is named.
func ExampleSpinError() {
	happened := false
	runner := aiotest.New().Runner()
	runner.OnError = func(err error) {
		var spin *aio.SpinError
		if errors.As(err, &spin) {
			fmt.Println("busy for nothing:", spin.Who)
			happened = true
		}
	}
	runner.Run(func(ctx *aio.Context) error {
		impatient := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			for !happened { // an Event, and its Wait, would do better
				if err := aio.Yield(ctx); err != nil {
					return nil, err
				}
			}
			return nil, nil
		})
		impatient.SetName("impatient")
		_, err := impatient.Wait(ctx)
		return err
	})
	// Output:
	// busy for nothing: [task 2 "impatient"]
}
