//go:build unix

package aio_test

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"

	"clew/aio"
	"clew/aio/aiotest"
)

// newPipe returns a pipe that does not block, and what closes it.
func newPipe() (r, w int, done func()) {
	var pipe [2]int
	unix.Pipe(pipe[:])
	unix.SetNonblock(pipe[0], true)
	unix.SetNonblock(pipe[1], true)
	return pipe[0], pipe[1], func() { unix.Close(pipe[0]); unix.Close(pipe[1]) }
}

// A descriptor that is none of the loop's is watched by a callback, which reads
// what is there. It wakes the task by a future.
func ExampleLoop_AddReader() {
	r, w, done := newPipe()
	defer done()
	err := aio.Run(func(ctx *aio.Context) error {
		loop, text := ctx.Loop(), aio.NewFuture[string](ctx)
		err := loop.AddReader(r, func() {
			buf := make([]byte, 100)
			n, err := unix.Read(r, buf)
			loop.RemoveReader(r)
			text.Set(string(buf[:n]), err)
		})
		if err != nil {
			return err
		}
		unix.Write(w, []byte("hello"))
		s, err := text.Wait(ctx)
		fmt.Println(s)
		return err
	})
	fmt.Println("error:", err)
	// Output:
	// hello
	// error: <nil>
}

// The callback is called in every turn in which there is room, until it is
// removed: here until all is written.
func ExampleLoop_AddWriter() {
	_, w, done := newPipe()
	defer done()
	err := aio.Run(func(ctx *aio.Context) error {
		loop, written := ctx.Loop(), aio.NewFuture[int](ctx)
		left, turns := make([]byte, 10_000), 0
		err := loop.AddWriter(w, func() {
			turns++
			n, err := unix.Write(w, left[:min(len(left), 4096)])
			if err == nil {
				left = left[n:]
			}
			if len(left) == 0 || err != nil {
				fmt.Println("was watched:", loop.RemoveWriter(w), "- is still:", loop.RemoveWriter(w))
				written.Set(turns, err)
			}
		})
		if err != nil {
			return err
		}
		n, err := written.Wait(ctx)
		fmt.Println("turns:", n)
		return err
	})
	fmt.Println("error:", err)
	// Output:
	// was watched: true - is still: false
	// turns: 3
	// error: <nil>
}

// numbered is a Network that tells the number of the latest listener.
type numbered struct {
	aio.Network
	fd int
}

func (n *numbered) Listen(at aio.Addr) (fd int, bound aio.Addr, err error) {
	n.fd, bound, err = n.Network.Listen(at)
	return n.fd, bound, err
}

// What a listener or a connection of the loop waits for is its own business:
// its descriptor is refused.
func ExampleLoop_AddReader_owned() {
	runner := aiotest.New().Runner()
	network := &numbered{Network: runner.Network}
	runner.Network = network
	runner.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		err = ctx.Loop().AddReader(network.fd, func() {})
		fmt.Println(errors.Is(err, aio.ErrOwned))
		return nil
	})
	// Output:
	// true
}
