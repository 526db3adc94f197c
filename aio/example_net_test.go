//go:build unix

package aio_test

import (
	"fmt"

	"golang.org/x/sys/unix"

	"clew/aio"
)

// A descriptor that is none of the loop's, here a pipe's, is watched by a
// callback, which reads what is there. It wakes the task by a future.
func ExampleLoop_AddReader() {
	var pipe [2]int
	unix.Pipe(pipe[:])
	unix.SetNonblock(pipe[0], true)
	err := aio.Run(func(ctx *aio.Context) error {
		loop, line := ctx.Loop(), aio.NewFuture[string](ctx)
		err := loop.AddReader(pipe[0], func() {
			buf := make([]byte, 100)
			n, err := unix.Read(pipe[0], buf)
			loop.RemoveReader(pipe[0])
			line.Set(string(buf[:n]), err)
		})
		if err != nil {
			return err
		}
		unix.Write(pipe[1], []byte("hello"))
		s, err := line.Wait(ctx)
		fmt.Println(s)
		return err
	})
	unix.Close(pipe[0]) // after the loop has let go of it
	unix.Close(pipe[1])
	fmt.Println(err)
	// Output:
	// hello
	// <nil>
}
