package aio_test

import (
	"errors"
	"fmt"
	"io"

	"clew/aio"
)

// streamOf returns a stream from which text comes, and then the end.
func streamOf(ctx *aio.Context, text string) (*aio.Stream, error) {
	client, server, err := pair(ctx, "tcp", "10.0.0.2:80")
	if err != nil {
		return nil, err
	}
	if _, err := server.Write(ctx, []byte(text)); err != nil {
		return nil, err
	}
	return aio.NewStream(client), server.Close()
}

// Messages with their length in front. The last one is cut short, and the error
// says by how much.
func ExampleStream_ReadExactly() {
	run(func(ctx *aio.Context) error {
		s, err := streamOf(ctx, "5hello5world9and")
		if err != nil {
			return err
		}
		defer s.Abort()
		for {
			length, err := s.ReadExactly(ctx, 1)
			if err != nil {
				return err
			}
			message, err := s.ReadExactly(ctx, int(length[0]-'0'))
			var cut *aio.IncompleteError
			if errors.As(err, &cut) {
				fmt.Printf("%q is all of %d bytes; %t\n", cut.Partial, cut.Expected, errors.Is(err, io.ErrUnexpectedEOF))
				return nil
			}
			if err != nil {
				return err
			}
			fmt.Printf("%s\n", message)
		}
	})
	// Output:
	// hello
	// world
	// "and" is all of 9 bytes; true
}

// Messages with a separator behind. One that is longer than the limit is an
// error and is dropped; the next read has the next message.
func ExampleStream_ReadUntil() {
	run(func(ctx *aio.Context) error {
		s, err := streamOf(ctx, "one--"+"much too long a message to be kept--"+"two--")
		if err != nil {
			return err
		}
		defer s.Abort()
		s.Limit = 10
		for {
			message, err := s.ReadUntil(ctx, []byte("--"))
			switch {
			case err == io.EOF:
				return nil
			case errors.Is(err, aio.ErrTooLong):
				fmt.Println("too long")
			case err != nil:
				return err
			default:
				fmt.Printf("%q\n", message)
			}
		}
	})
	// Output:
	// "one--"
	// too long
	// "two--"
}

// Write never waits. Who writes for ever to somebody who does not read is told,
// before the memory is full: that is what Drain is for.
func ExampleStream_Write() {
	run(func(ctx *aio.Context) error {
		client, server, err := pair(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer server.Close()
		s := aio.NewStream(client)
		defer s.Abort()
		s.HighWater = -1
		page := make([]byte, 64<<10)
		for n := 1; ; n++ {
			if _, err := s.Write(page); err != nil {
				fmt.Println(errors.Is(err, aio.ErrFull), "after", n*len(page)>>20, "MiB")
				return nil
			}
		}
	})
	// Output:
	// true after 1 MiB
}
