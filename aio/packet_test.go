//go:build linux

package aio_test

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// onBothNetworks tells a story over the kernel's loopback and over the virtual
// network; at is an address with a free port.
func onBothNetworks(t *testing.T, story func(t *testing.T, ctx *aio.Context, at string) error) {
	t.Run("kernel", func(t *testing.T) {
		really(t, func(ctx *aio.Context) error { return story(t, ctx, "127.0.0.1:0") })
	})
	t.Run("aiotest", func(t *testing.T) {
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error { return story(t, ctx, "10.0.0.2:0") })
	})
}

// withPackets is onBothNetworks with a server's socket and one connected to it.
func withPackets(t *testing.T, story func(t *testing.T, ctx *aio.Context, server, client *aio.PacketConn) error) {
	onBothNetworks(t, func(t *testing.T, ctx *aio.Context, at string) error {
		server, err := aio.ListenPacket(ctx, "udp", at)
		if err != nil {
			return err
		}
		defer server.Close()
		client, err := aio.DialPacket(ctx, "udp", server.LocalAddr().String())
		if err != nil {
			return err
		}
		defer client.Close()
		return story(t, ctx, server, client)
	})
}

// receive checks the next packet.
func receive(t *testing.T, ctx *aio.Context, c *aio.PacketConn, want string) (from aio.Addr) {
	t.Helper()
	buf := make([]byte, 2000)
	n, from, err := c.ReadFrom(ctx, buf)
	equal(t, "packet", string(buf[:n]), want)
	is(t, "read", err, nil)
	return from
}

func TestPacketsStayApartAndSayWhereTheyComeFrom(t *testing.T) {
	withPackets(t, func(t *testing.T, ctx *aio.Context, server, client *aio.PacketConn) error {
		for _, p := range []string{"one", "", "three"} {
			is(t, "write", client.Write(ctx, []byte(p)), nil)
		}
		for _, p := range []string{"one", "", "three"} {
			equal(t, "from", receive(t, ctx, server, p), client.LocalAddr())
		}
		is(t, "answer", server.WriteTo(ctx, []byte("answer"), client.LocalAddr()), nil)
		equal(t, "from", receive(t, ctx, client, "answer"), server.LocalAddr())
		equal(t, "network", client.RemoteAddr().Network(), "udp")
		equal(t, "network", client.LocalAddr().Network(), "udp")
		equal(t, "remote", client.RemoteAddr(), server.LocalAddr())
		equal(t, "remote of what is not connected", server.RemoteAddr(), aio.Addr{})
		return nil
	})
}

func TestConnectedSocketHearsNoStranger(t *testing.T) {
	withPackets(t, func(t *testing.T, ctx *aio.Context, server, client *aio.PacketConn) error {
		stranger, err := aio.ListenPacket(ctx, "udp", server.LocalAddr().Addr().String()+":0")
		if err != nil {
			return err
		}
		defer stranger.Close()
		is(t, "stranger", stranger.WriteTo(ctx, []byte("psst"), client.LocalAddr()), nil)
		is(t, "server", server.WriteTo(ctx, []byte("hello"), client.LocalAddr()), nil)
		receive(t, ctx, client, "hello")
		return nil
	})
}

func TestPacketThatIsTooLongForTheBufferIsCutAndSaysSo(t *testing.T) {
	withPackets(t, func(t *testing.T, ctx *aio.Context, server, client *aio.PacketConn) error {
		client.Write(ctx, []byte("hello, world"))
		client.Write(ctx, []byte("hello"))
		buf := make([]byte, 5)
		n, from, err := server.ReadFrom(ctx, buf)
		is(t, "twelve bytes into five", err, io.ErrShortBuffer)
		equal(t, "what fits", string(buf[:n]), "hello")
		equal(t, "from", from, client.LocalAddr())
		n, _, err = server.ReadFrom(ctx, buf)
		is(t, "five bytes into five", err, nil)
		equal(t, "packet", string(buf[:n]), "hello")
		return nil
	})
}

func TestNobodyAtTheAddressIsToldOnceAndTheSocketWorksOn(t *testing.T) {
	withPackets(t, func(t *testing.T, ctx *aio.Context, server, client *aio.PacketConn) error {
		at := server.LocalAddr().String()
		server.Close()
		for _, when := range []string{"while a task reads", "while nobody does"} {
			var err error
			buf := make([]byte, 10)
			client.SetReadDeadline(ctx.Loop().Now().Add(time.Millisecond))
			_, _, err = client.ReadFrom(ctx, buf) // from now on the poller is asked
			is(t, "nothing to read", err, os.ErrDeadlineExceeded)
			client.SetReadDeadline(time.Time{})
			reader := spawn(ctx, func(ctx *aio.Context) error {
				if when == "while nobody does" {
					yield(ctx, 3)
				}
				_, _, err := client.ReadFrom(ctx, buf)
				return err
			})
			yield(ctx, 1)
			is(t, "write", client.Write(ctx, []byte("anybody?")), nil)
			_, err = reader.Wait(ctx)
			is(t, when, err, syscall.ECONNREFUSED)
			var op *net.OpError
			if !errors.As(err, &op) || op.Op != "read" || op.Net != "udp" || op.Addr.String() != at {
				t.Errorf("%s: error %#v", when, err)
			}
		}
		client.SetReadDeadline(ctx.Loop().Now().Add(time.Millisecond))
		_, _, err := client.ReadFrom(ctx, make([]byte, 10))
		is(t, "it is told once", err, os.ErrDeadlineExceeded)
		client.SetReadDeadline(time.Time{})

		server, err = aio.ListenPacket(ctx, "udp", at)
		if err != nil {
			return err
		}
		defer server.Close()
		is(t, "write", client.Write(ctx, []byte("hello")), nil)
		receive(t, ctx, server, "hello")
		return nil
	})
}

func TestR13_CanceledReadTakesNoPacket(t *testing.T) {
	withPackets(t, func(t *testing.T, ctx *aio.Context, server, client *aio.PacketConn) error {
		reader := spawn(ctx, func(ctx *aio.Context) error {
			_, _, err := server.ReadFrom(ctx, make([]byte, 10))
			return err
		})
		yield(ctx, 1)
		client.Write(ctx, []byte("hello"))
		ctx.Loop().CallSoon(func() { reader.Cancel(errTest) }) // in the turn in which it was woken
		_, err := reader.Wait(ctx)
		isCancel(t, "reader", err, errTest)
		receive(t, ctx, server, "hello")
		return nil
	})
}

func TestR51_SecondReaderOfPacketsIsBusyAndCloseEndsTheFirst(t *testing.T) {
	withPackets(t, func(t *testing.T, ctx *aio.Context, server, client *aio.PacketConn) error {
		read := func(ctx *aio.Context) error {
			_, _, err := server.ReadFrom(ctx, make([]byte, 10))
			return err
		}
		reader := spawn(ctx, read)
		yield(ctx, 1)
		is(t, "second", read(ctx), aio.ErrBusy)
		is(t, "close", server.Close(), nil)
		_, err := reader.Wait(ctx)
		is(t, "first", err, aio.ErrClosed)
		is(t, "read afterwards", read(ctx), aio.ErrClosed)
		is(t, "write afterwards", server.WriteTo(ctx, nil, client.LocalAddr()), aio.ErrClosed)
		is(t, "close again", server.Close(), nil)
		return nil
	})
}

func TestPacketReadDeadline(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		c, err := aio.ListenPacket(ctx, "udp", "10.0.0.2:53")
		if err != nil {
			return err
		}
		defer c.Close()
		c.SetReadDeadline(ctx.Loop().Now().Add(time.Second))
		for range 2 {
			_, _, err = c.ReadFrom(ctx, nil)
			is(t, "read", err, os.ErrDeadlineExceeded)
			equal(t, "time", w.Elapsed(), time.Second)
		}
		c.SetReadDeadline(time.Time{})
		ctx.Loop().CallLater(time.Hour, func() { c.Close() })
		_, _, err = c.ReadFrom(ctx, nil)
		is(t, "without a deadline", err, aio.ErrClosed)
		return nil
	})
}

func TestR48_WriterOfPacketsWaitsWhileTheSocketIsFull(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		c, err := aio.DialPacket(ctx, "udp", "10.0.0.2:53")
		if err != nil {
			return err
		}
		defer c.Close()
		w.Silent, w.Bandwidth, w.Window = true, 1000, 1000
		is(t, "what fits", c.Write(ctx, make([]byte, 1000)), nil)
		equal(t, "time", w.Elapsed(), 0)
		waits := spawn(ctx, func(ctx *aio.Context) error { return c.Write(ctx, make([]byte, 1000)) })
		yield(ctx, 1)
		is(t, "second writer", c.Write(ctx, nil), aio.ErrBusy)
		_, err = waits.Wait(ctx)
		is(t, "what does not fit", err, nil)
		equal(t, "time", w.Elapsed(), time.Second)
		return nil
	})
}

func TestPacketsThatCannotBeSent(t *testing.T) {
	withPackets(t, func(t *testing.T, ctx *aio.Context, server, client *aio.PacketConn) error {
		is(t, "to an address on what is connected", client.WriteTo(ctx, nil, server.LocalAddr()), net.ErrWriteToConnected)
		is(t, "to no address on what is not", server.Write(ctx, nil), syscall.EDESTADDRREQ)
		is(t, "the zero address", server.WriteTo(ctx, nil, aio.Addr{}), syscall.EDESTADDRREQ)
		err := server.WriteTo(ctx, make([]byte, 1<<16), client.LocalAddr())
		is(t, "too long", err, syscall.EMSGSIZE)
		contains(t, "too long", err.Error(), "write udp "+client.LocalAddr().String()+": write: message too long")
		return nil
	})
}

func TestPacketFamilies(t *testing.T) {
	for _, c := range []struct{ network, address, bound string }{
		{"udp", "127.0.0.1:0", "127.0.0.1"},
		{"udp", ":0", "::"},
		{"udp4", ":0", "0.0.0.0"},
		{"udp6", "[::1]:0", "::1"},
	} {
		really(t, func(ctx *aio.Context) error {
			server, err := aio.ListenPacket(ctx, c.network, c.address)
			if errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT) {
				t.Log("this system has no IPv6")
				return nil
			}
			if err != nil {
				return err
			}
			defer server.Close()
			equal(t, c.network+" "+c.address, server.LocalAddr().Addr().String(), c.bound)
			to := "127.0.0.1"
			if c.bound == "::1" {
				to = c.bound
			}
			_, port, _ := net.SplitHostPort(server.LocalAddr().String())
			client, err := aio.DialPacket(ctx, "udp", net.JoinHostPort(to, port))
			if err != nil {
				return err
			}
			defer client.Close()
			is(t, "write", client.Write(ctx, []byte("ping")), nil)
			from := receive(t, ctx, server, "ping")
			equal(t, "from, in its own family", from, client.LocalAddr())
			is(t, "answer", server.WriteTo(ctx, []byte("pong"), from), nil)
			receive(t, ctx, client, "pong")
			return nil
		})
	}
}

func TestPacketAddressesThatAreRefused(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		var unknown net.UnknownNetworkError
		for _, network := range []string{"tcp", "unix", "udp5", ""} {
			_, err := aio.ListenPacket(ctx, network, "10.0.0.2:53")
			equal(t, "listen: network unknown", errors.As(err, &unknown), true)
			_, err = aio.DialPacket(ctx, network, "10.0.0.2:53")
			equal(t, "dial: network unknown", errors.As(err, &unknown), true)
		}
		_, err := aio.Dial(ctx, "udp", "10.0.0.2:53")
		equal(t, "a connection: network unknown", errors.As(err, &unknown), true)
		var address *net.AddrError
		for network, at := range map[string]string{"udp4": "[::1]:53", "udp6": "10.0.0.2:53"} {
			_, err = aio.DialPacket(ctx, network, at)
			equal(t, "wrong family", errors.As(err, &address), true)
		}
		c, err := aio.ListenPacket(ctx, "udp", "10.0.0.2:53")
		is(t, "listen", err, nil)
		defer c.Close()
		_, err = aio.ListenPacket(ctx, "udp", "10.0.0.2:53")
		is(t, "the same address twice", err, syscall.EADDRINUSE)
		w.Fail = syscall.ENETUNREACH
		_, err = aio.DialPacket(ctx, "udp", "10.0.0.3:53")
		is(t, "no route", err, syscall.ENETUNREACH)
		return nil
	})
}

func TestReadingPacketsIsSomethingToWaitForAndOfADaemonIsNot(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		c, err := aio.ListenPacket(ctx, "udp", "10.0.0.2:53")
		if err != nil {
			return err
		}
		spawn(ctx, func(ctx *aio.Context) error {
			defer c.Close()
			_, _, err := c.ReadFrom(ctx, nil)
			return err
		}).Daemon()
		yield(ctx, 1)
		return stuck(ctx)
	}, deadlocks)
}
