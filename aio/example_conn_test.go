package aio_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"time"

	"clew/aio"
)

// Each side ends its own direction: the client says that the list is complete,
// and still reads the sum.
func ExampleConn_CloseWrite() {
	onWire(func(ctx *aio.Context) error {
		err := startServer(ctx, "10.0.0.2:80", func(ctx *aio.Context, c *aio.Conn) error {
			sum, buf := 0, make([]byte, 512)
			for {
				n, err := c.Read(ctx, buf)
				for _, word := range strings.Fields(string(buf[:n])) {
					sum += len(word)
				}
				if err == io.EOF {
					_, err := fmt.Fprint(writer{ctx, c}, sum, " letters")
					return err
				}
				if err != nil {
					return err
				}
			}
		})
		if err != nil {
			return err
		}
		c, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer c.Close()
		for _, words := range []string{"a clew is ", "a ball ", "of thread "} {
			if _, err := c.Write(ctx, []byte(words)); err != nil {
				return err
			}
		}
		if err := c.CloseWrite(ctx); err != nil {
			return err
		}
		answer, err := c.Next(ctx)
		say(ctx, string(answer))
		return err
	})
	// Output:
	// at 80ms: 20 letters
}

// writer makes a connection an io.Writer for as long as a call takes.
type writer struct {
	ctx *aio.Context
	c   *aio.Conn
}

func (w writer) Write(p []byte) (int, error) { return w.c.Write(w.ctx, p) }

// The time by which a whole answer must be there, for whatever number of reads.
func ExampleConn_SetReadDeadline() {
	onWire(func(ctx *aio.Context) error {
		err := startServer(ctx, "10.0.0.2:80", func(ctx *aio.Context, c *aio.Conn) error {
			for {
				if err := aio.Sleep(ctx, 4*time.Second); err != nil {
					return err
				}
				if _, err := c.Write(ctx, []byte("drop")); err != nil {
					return err
				}
			}
		})
		if err != nil {
			return err
		}
		c, err := aio.DialAddr(ctx, address("10.0.0.2:80"))
		if err != nil {
			return err
		}
		defer c.Close()
		c.SetReadDeadline(ctx.Loop().Now().Add(10 * time.Second))
		for {
			text, err := c.Next(ctx)
			if err != nil {
				say(ctx, err)
				return nil
			}
			say(ctx, string(text))
		}
	})
	// Output:
	// at 4.04s: drop
	// at 8.04s: drop
	// at 10.04s: read tcp 10.0.0.2:80: i/o timeout
}

// A connection that is kept for later costs no task: the loop calls back when
// the other side says something unasked, or goes.
func ExampleConn_OnReadable() {
	onWire(func(ctx *aio.Context) error {
		err := startServer(ctx, "10.0.0.2:80", func(ctx *aio.Context, c *aio.Conn) error {
			return aio.Sleep(ctx, time.Minute) // and then Serve closes it
		})
		if err != nil {
			return err
		}
		c, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		idle := map[aio.Addr]*aio.Conn{c.RemoteAddr(): c}
		if !c.Buffered() {
			err = c.OnReadable(func() {
				say(ctx, "dropped", c.RemoteAddr())
				delete(idle, c.RemoteAddr())
				c.Close()
			})
		}
		if err != nil {
			return err
		}
		if err := aio.Sleep(ctx, time.Hour); err != nil {
			return err
		}
		say(ctx, len(idle), "kept; closed:", c.Closed())
		return nil
	})
	// Output:
	// at 1m0.04s: dropped 10.0.0.2:80
	// at 1h0m0.04s: 0 kept; closed: true
}

// Close delivers what was written; Abort lets go at once, and the other side is
// told by a reset.
func ExampleConn_Abort() {
	onWire(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		for _, end := range []func(*aio.Conn) error{(*aio.Conn).Close, (*aio.Conn).Abort} {
			client, err := aio.Dial(ctx, "tcp", ln.Addr().String())
			if err != nil {
				return err
			}
			server, err := ln.Accept(ctx)
			if err != nil {
				return err
			}
			if err := end(client); err != nil {
				return err
			}
			_, err = server.Next(ctx)
			fmt.Println(err == io.EOF, errors.Is(err, syscall.ECONNRESET))
			server.Close()
		}
		return nil
	})
	// Output:
	// true false
	// false true
}

// One task may read while another writes. Two that read would tear the stream
// apart: the second is refused.
func ExampleConn_Read() {
	onWire(func(ctx *aio.Context) error {
		if err := startServer(ctx, "10.0.0.2:80", echo); err != nil {
			return err
		}
		c, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer c.Close()
		read := func(ctx *aio.Context) (string, error) {
			buf := make([]byte, 512)
			n, err := c.Read(ctx, buf)
			return string(buf[:n]), err
		}
		first, second := aio.Go(ctx, read), aio.Go(ctx, read)
		if _, err := c.Write(ctx, []byte("hello")); err != nil {
			return err
		}
		fmt.Println(first.Wait(ctx))
		_, err = second.Wait(ctx)
		fmt.Println(errors.Is(err, aio.ErrBusy))
		return nil
	})
	// Output:
	// hello <nil>
	// true
}
