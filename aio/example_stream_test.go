package aio_test

import (
	"bytes"
	"fmt"
	"net/textproto"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// A chat: whatever somebody says goes to all the others. Write never waits, so
// who does not keep up holds up nobody, and is thrown out in the end.
func ExampleStream() {
	present := make(map[*aio.Stream]bool)
	attend := func(ctx *aio.Context, c *aio.Conn) error {
		s := aio.NewStream(c)
		defer s.Close(ctx)
		present[s] = true
		defer delete(present, s)
		for {
			line, err := s.ReadLine(ctx)
			if err != nil {
				return err
			}
			for other := range present {
				if other == s {
					continue
				}
				if _, err := fmt.Fprintf(other, "%s\n", line); err != nil {
					other.Abort()
				}
			}
		}
	}
	run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.1:7000")
		if err != nil {
			return err
		}
		aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, ln.Serve(ctx, attend) })
		var anna, ben *aio.Stream
		for _, s := range []**aio.Stream{&anna, &ben} {
			c, err := aio.DialAddr(ctx, ln.Addr())
			if err != nil {
				return err
			}
			*s = aio.NewStream(c)
		}
		fmt.Fprint(anna, "Is anybody there?\nHello?\n")
		for range 2 {
			line, err := ben.ReadLine(ctx)
			if err != nil {
				return err
			}
			fmt.Printf("ben reads %q\n", line)
		}
		fmt.Fprintln(ben, "I am.")
		line, err := anna.ReadLine(ctx)
		fmt.Printf("anna reads %q\n", line)
		return err
	})
	// Output:
	// ben reads "Is anybody there?"
	// ben reads "Hello?"
	// anna reads "I am."
}

// The other side reads 1,000 bytes a second. Write takes what it is given at
// once; Drain makes the writer wait when more than 3,000 bytes are on hand, until
// there are no more than 1,000.
func ExampleStream_Drain() {
	w := aiotest.New()
	w.Window = 1000
	err := w.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.1:7000")
		if err != nil {
			return err
		}
		aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			c, err := ln.Accept(ctx)
			for err == nil {
				if err = aio.Sleep(ctx, time.Second); err == nil {
					_, err = c.Read(ctx, make([]byte, 1000))
				}
			}
			return nil, err
		})
		c, err := aio.DialAddr(ctx, ln.Addr())
		if err != nil {
			return err
		}
		s := aio.NewStream(c)
		s.HighWater, s.LowWater = 3000, 1000
		for i := range 10 {
			if _, err := s.Write(bytes.Repeat([]byte{'x'}, 1000)); err != nil {
				return err
			}
			if err := s.Drain(ctx); err != nil {
				return err
			}
			say(ctx, "wrote", i+1)
		}
		return s.Close(ctx)
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// at 0s: wrote 1
	// at 0s: wrote 2
	// at 0s: wrote 3
	// at 0s: wrote 4
	// at 3s: wrote 5
	// at 3s: wrote 6
	// at 3s: wrote 7
	// at 6s: wrote 8
	// at 6s: wrote 9
	// at 6s: wrote 10
}

// Package textproto knows no loop; its calls suspend the task all the same.
func ExampleConn_NetConn() {
	run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.1:25")
		if err != nil {
			return err
		}
		aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			c, err := ln.Accept(ctx)
			if err != nil {
				return nil, err
			}
			return aio.NewStream(c).Write([]byte("220-mail.example\r\n220 at your service\r\n"))
		})
		c, err := aio.DialAddr(ctx, ln.Addr())
		if err != nil {
			return err
		}
		code, message, err := textproto.NewConn(c.NetConn(ctx)).ReadResponse(2)
		fmt.Printf("%d %q\n", code, message)
		return err
	})
	// Output:
	// 220 "mail.example\nat your service"
}
