package aio_test

import (
	"errors"
	"fmt"

	"clew/aio"
)

// In debug mode a call from another goroutine panics where without it something
// of the loop's would be torn.
func ExampleRunner_debug() {
	err := aio.Runner{Debug: true}.Run(func(ctx *aio.Context) error {
		_, err := aio.ToThread(ctx, func() (any, error) {
			ctx.Loop().CallSoon(func() {})
			return nil, nil
		})
		var panicked *aio.PanicError
		if errors.As(err, &panicked) {
			fmt.Println(panicked.Value)
		}
		return nil
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// aio: called from another goroutine than the loop's; only Loop.Post may be
}
