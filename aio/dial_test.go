//go:build linux

package aio_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR49_RefusedConnect(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		ln.Close()
		_, err = aio.DialAddr(ctx, ln.Addr())
		is(t, "connect", err, syscall.ECONNREFUSED)
		contains(t, "text", err.Error(), "connect tcp "+ln.Addr().String())
		_, err = aio.Dial(ctx, "unix", filepath.Join(t.TempDir(), "nobody"))
		is(t, "connect to no path", err, syscall.ENOENT)
		return nil
	})
}

// full returns a listener whose queue is full, so that connects hang.
func full(t *testing.T) (at aio.Addr, cleanUp func()) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM, 0)
	if err == nil {
		err = errors.Join(unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}), unix.Listen(fd, 0))
	}
	if err != nil {
		t.Fatal(err)
	}
	sa, _ := unix.Getsockname(fd)
	fds := []int{fd}
	for range 3 { // one more than fits
		c, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK, 0)
		if err != nil {
			t.Fatal(err)
		}
		unix.Connect(c, sa)
		fds = append(fds, c)
	}
	at, _ = aio.KernelNetwork().LocalAddr(fd)
	return at, func() {
		for _, fd := range fds {
			unix.Close(fd)
		}
	}
}

func TestR49_CanceledConnectClosesItsDescriptor(t *testing.T) {
	at, cleanUp := full(t)
	defer cleanUp()
	really(t, func(ctx *aio.Context) error {
		before := descriptors()
		task := aio.Go(ctx, func(ctx *aio.Context) (*aio.Conn, error) { return aio.DialAddr(ctx, at) })
		aio.Sleep(ctx, time.Millisecond)
		equal(t, "still connecting", task.Done(), false)
		task.Cancel(errTest)
		_, err := task.Wait(ctx)
		isCancel(t, "connect", err, errTest)
		equal(t, "descriptors", descriptors(), before)
		return nil
	})
}

func TestR49_ConnectUnderALimit(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		w.Silent = true
		_, err := aio.WaitFor(ctx, 3*time.Second, func(ctx *aio.Context) (*aio.Conn, error) {
			return aio.Dial(ctx, "tcp", "10.0.0.2:80")
		})
		isTimeout(t, "connect", err)
		equal(t, "time", w.Elapsed(), 3*time.Second)
		return nil
	})
}

func TestR49_CancelWithTheEndOfTheConnectLosesNoDescriptor(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		w.Latency = time.Second
		var task *aio.Task[*aio.Conn]
		ctx.Loop().CallLater(2*time.Second, func() { task.Cancel(nil) })
		task = aio.Go(ctx, func(ctx *aio.Context) (*aio.Conn, error) { return aio.DialAddr(ctx, ln.Addr()) })
		c, err := task.Wait(ctx) // either is right, and nothing is left open
		if err == nil {
			c.Close()
		}
		equal(t, "sockets besides the listener", w.Open()-1, 0)
		return nil
	})
}

func TestR49_ServerOfACanceledConnectSeesItsEnd(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		w.Latency = time.Second
		_, err = aio.WaitFor(ctx, time.Millisecond, func(ctx *aio.Context) (*aio.Conn, error) {
			return aio.DialAddr(ctx, ln.Addr())
		})
		isTimeout(t, "connect", err)
		_, err = aio.WaitFor(ctx, time.Minute, func(ctx *aio.Context) (any, error) {
			c, err := ln.Accept(ctx)
			if err != nil {
				return nil, err
			}
			defer c.Close()
			_, err = c.Next(ctx)
			if err != io.EOF && !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("read from the client that has gone: %v", err)
			}
			return nil, nil
		})
		if err != nil && w.Elapsed() < time.Minute {
			return err
		}
		return nil // that the connection never came in is right too
	})
}

func TestR49_NamesAreLookedUpAndEveryAddressIsTried(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "127.0.0.1:0") // localhost may be ::1 first
		if err != nil {
			return err
		}
		defer ln.Close()
		_, port, _ := strings.Cut(ln.Addr().String(), ":")
		c, err := aio.Dial(ctx, "tcp", "localhost:"+port)
		if err != nil {
			return err
		}
		c.Close()
		ips, err := aio.LookupIP(ctx, "ip4", "localhost")
		if err == nil {
			equal(t, "localhost", ips[0].String(), "127.0.0.1")
		}
		return err
	})
}

func TestDialRefusesWhatIsNoAddress(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		for _, c := range []struct{ network, address, says string }{
			{"tcp", "10.0.0.1", "missing port"},
			{"tcp", "10.0.0.1:http", "port"},
			{"tcp", "10.0.0.1:65536", "port"},
			{"carrier pigeon", "10.0.0.1:1", "unknown network"},
		} {
			_, err := aio.Dial(ctx, c.network, c.address)
			if err == nil {
				t.Errorf("%s %s was accepted", c.network, c.address)
				continue
			}
			contains(t, "error", err.Error(), c.says)
		}
		var unknown net.UnknownNetworkError
		_, err := aio.Dial(ctx, "x", "y")
		equal(t, "its type", errors.As(err, &unknown), true)
		return nil
	})
}

// linkLocal returns an IPv6 address that means something only together with its
// interface, and that.
func linkLocal(t *testing.T) (netip.Addr, net.Interface) {
	links, _ := net.Interfaces()
	for _, link := range links {
		addrs, _ := link.Addrs()
		for _, a := range addrs {
			if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Is6() && p.Addr().IsLinkLocalUnicast() {
				return p.Addr(), link
			}
		}
	}
	t.Skip("no interface has a link-local address")
	return netip.Addr{}, net.Interface{}
}

func TestIPv6ZoneIsTheNameOrTheNumberOfAnInterface(t *testing.T) {
	ip, link := linkLocal(t)
	really(t, func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", fmt.Sprintf("[%s%%%s]:0", ip, link.Name))
		if err != nil {
			return err
		}
		defer ln.Close()
		equal(t, "zone of the address", ln.Addr().Addr().Zone(), fmt.Sprint(link.Index))
		for _, zone := range []any{link.Name, link.Index} {
			c, err := aio.Dial(ctx, "tcp", fmt.Sprintf("[%s%%%v]:%d", ip, zone, ln.Addr().Port()))
			if err != nil {
				return err
			}
			equal(t, "remote", c.RemoteAddr().Addr().WithZone(""), ip)
			c.Close()
		}
		_, err = aio.Dial(ctx, "tcp", fmt.Sprintf("[%s%%nowhere0]:1", ip))
		is(t, "no such interface", err, syscall.ENODEV)
		return nil
	})
}
