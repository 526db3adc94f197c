package aio_test

import (
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// onWire runs main on a network in memory on which everything takes 20 ms. The
// same code runs on the kernel's sockets.
func onWire(main func(*aio.Context) error) {
	w := aiotest.New()
	w.Latency = 20 * time.Millisecond
	if err := w.Run(main); err != nil {
		fmt.Println("run:", err)
	}
}

// An echo server and its client.
func ExampleListener_Serve() {
	onWire(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:7")
		if err != nil {
			return err
		}
		server := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			return nil, ln.Serve(ctx, func(ctx *aio.Context, c *aio.Conn) error {
				buf := make([]byte, 512)
				for {
					n, err := c.Read(ctx, buf)
					if err == io.EOF {
						return nil
					}
					if err != nil {
						return err
					}
					if _, err := c.Write(ctx, buf[:n]); err != nil {
						return err
					}
				}
			})
		})

		c, err := aio.Dial(ctx, "tcp", ln.Addr().String())
		if err != nil {
			return err
		}
		defer c.Close()
		say(ctx, "connected to", c.RemoteAddr(), "from", c.LocalAddr().Addr())
		if _, err := c.Write(ctx, []byte("hello, world")); err != nil {
			return err
		}
		answer, err := c.Next(ctx)
		say(ctx, string(answer))
		server.Cancel(nil)
		return err
	})
	// Output:
	// at 40ms: connected to 10.0.0.2:7 from 10.0.0.1
	// at 80ms: hello, world
}

// startServer answers each connection to address by handler until the example ends.
func startServer(ctx *aio.Context, address string, handler func(*aio.Context, *aio.Conn) error) error {
	ln, err := aio.Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, ln.Serve(ctx, handler) }).Daemon()
	return nil
}

// A server that is asked and a limit for all of it: name, connect and answer. An
// error says what was tried on whom, and why it failed.
func ExampleDial() {
	onWire(func(ctx *aio.Context) error {
		err := startServer(ctx, "10.0.0.2:13", func(ctx *aio.Context, c *aio.Conn) error {
			_, err := c.Write(ctx, []byte("twelve o'clock"))
			return err
		})
		if err != nil {
			return err
		}
		ask := func(address string) (string, error) {
			return aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) (string, error) {
				c, err := aio.Dial(ctx, "tcp", address)
				if err != nil {
					return "", err
				}
				defer c.Close()
				text, err := c.Next(ctx)
				return string(text), err
			})
		}
		text, err := ask("10.0.0.2:13")
		say(ctx, text, err)
		_, err = ask("10.0.0.3:13")
		say(ctx, err, errors.Is(err, syscall.ECONNREFUSED))
		return nil
	})
	// Output:
	// at 40ms: twelve o'clock <nil>
	// at 80ms: connect tcp 10.0.0.3:13: connect: connection refused true
}

// A host with an IPv6 address that nothing answers from, as behind many a router,
// and an IPv4 address that works: the second is tried when the first has said
// nothing for 250 ms, and wins.
func ExampleDialAny() {
	w := aiotest.New()
	v6, v4 := address("[2001:db8::2]:80"), address("192.0.2.2:80")
	w.Links = func(at aio.Addr) *aiotest.Link {
		return &aiotest.Link{Latency: 20 * time.Millisecond, Silent: at == v6}
	}
	err := w.Run(func(ctx *aio.Context) error {
		for _, at := range []aio.Addr{v6, v4} {
			ln, err := aio.Listen(ctx, "tcp", at.String())
			if err != nil {
				return err
			}
			defer ln.Close()
		}
		c, err := aio.DialAny(ctx, []aio.Addr{v6, v4})
		if err != nil {
			return err
		}
		say(ctx, "connected to", c.RemoteAddr())
		return c.Close()
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// at 290ms: connected to 192.0.2.2:80
}

// Names are asked in a lane of their own, so that a resolver that hangs holds up
// nothing but those who wait for it. An address is its own answer.
func ExampleLookupIP() {
	run(func(ctx *aio.Context) error {
		ips, err := aio.LookupIP(ctx, "ip", "127.0.0.1")
		fmt.Println(ips, err)
		return nil
	})
	// Output:
	// [127.0.0.1] <nil>
}

// An Addr is a net.Addr that can be compared, and be the key of a map.
func ExampleAddr() {
	server, socket := address("192.0.2.1:80"), aio.Addr{Path: "/run/clew.sock"}
	fmt.Println(server.Network(), server, server.Port())
	fmt.Println(socket.Network(), socket)
	fmt.Println(server == address("192.0.2.1:80"))
	// Output:
	// tcp 192.0.2.1:80 80
	// unix /run/clew.sock
	// true
}
