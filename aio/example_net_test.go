//go:build unix

package aio_test

import (
	"fmt"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"clew/aio"
	"clew/aio/aiotest"
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

// An echo of packets, one of which is lost on the way: who sent it has to notice
// that no answer comes, and to send it again.
func ExampleListenPacket() {
	w := aiotest.New()
	w.Latency = 20 * time.Millisecond
	err := w.Run(func(ctx *aio.Context) error {
		server, err := aio.ListenPacket(ctx, "udp", "10.0.0.2:7")
		if err != nil {
			return err
		}
		aio.Go(ctx, func(ctx *aio.Context) (any, error) { // is canceled in the end
			defer server.Close()
			buf := make([]byte, 512)
			for {
				n, from, err := server.ReadFrom(ctx, buf)
				if err != nil {
					return nil, err
				}
				if err := server.WriteTo(ctx, buf[:n], from); err != nil {
					return nil, err
				}
			}
		})

		client, err := aio.DialPacket(ctx, "udp", "10.0.0.2:7")
		if err != nil {
			return err
		}
		defer client.Close()
		w.Loss = 1 // of what is sent now
		for buf := make([]byte, 512); ; w.Loss = 0 {
			if err := client.Write(ctx, []byte("hello, world")); err != nil {
				return err
			}
			client.SetReadDeadline(ctx.Loop().Now().Add(time.Second))
			n, from, err := client.ReadFrom(ctx, buf)
			if err == nil {
				fmt.Printf("%v %s from %v\n", at(ctx), buf[:n], from)
				return nil
			}
			fmt.Println(at(ctx), err)
		}
	})
	fmt.Println(err)
	// Output:
	// 1s read udp 10.0.0.2:7: i/o timeout
	// 1.04s hello, world from 10.0.0.2:7
	// <nil>
}

// A host has an IPv6 and an IPv4 address, and what is sent over IPv6 gets lost.
// After 250 ms IPv4 is tried as well, and answers.
func ExampleDialAny() {
	w := aiotest.New()
	w.Latency = 20 * time.Millisecond
	w.Links = func(a aio.Addr) *aiotest.Link {
		if a.Addr().Is6() {
			return &aiotest.Link{Silent: true}
		}
		return nil
	}
	err := w.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", ":80")
		if err != nil {
			return err
		}
		defer ln.Close()
		c, err := aio.DialAny(ctx, []aio.Addr{
			{AddrPort: netip.MustParseAddrPort("[2001:db8::2]:80")},
			{AddrPort: netip.MustParseAddrPort("192.0.2.2:80")},
		})
		if err != nil {
			return err
		}
		defer c.Close()
		fmt.Println(c.RemoteAddr(), "after", at(ctx), "and", w.Open(), "sockets: the listener and this one")
		return nil
	})
	fmt.Println(err)
	// Output:
	// 192.0.2.2:80 after 290ms and 2 sockets: the listener and this one
	// <nil>
}
