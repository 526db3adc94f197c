package aiotest_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// packets runs story with a UDP server's socket and one connected to it.
func packets(t *testing.T, w *aiotest.World, story func(ctx *aio.Context, server, client *aio.PacketConn) error) {
	t.Helper()
	err := w.Run(func(ctx *aio.Context) error {
		server, err := aio.ListenPacket(ctx, "udp", "10.0.0.2:53")
		if err != nil {
			return err
		}
		defer server.Close()
		client, err := aio.DialPacket(ctx, "udp", "10.0.0.2:53")
		if err != nil {
			return err
		}
		defer client.Close()
		return story(ctx, server, client)
	})
	if err != nil || w.Open() != 0 {
		t.Errorf("run: %v, %d sockets left open", err, w.Open())
	}
}

// arrived takes what arrives within an hour; every packet is one digit.
func arrived(ctx *aio.Context, c *aio.PacketConn) (digits string) {
	c.SetReadDeadline(ctx.Loop().Now().Add(time.Hour))
	buf := make([]byte, 1)
	for {
		if _, _, err := c.ReadFrom(ctx, buf); err != nil {
			return digits
		}
		digits += string(buf)
	}
}

func TestPacketsAreLostBySeed(t *testing.T) {
	run := func(seed uint64) (digits string) {
		w := aiotest.New()
		w.Loss, w.Rand = 0.5, rand.New(rand.NewPCG(seed, 0))
		packets(t, w, func(ctx *aio.Context, server, client *aio.PacketConn) error {
			for i := range 100 {
				client.Write(ctx, []byte{byte('0' + i%10)})
			}
			digits = arrived(ctx, server)
			return nil
		})
		return digits
	}
	first := run(1)
	if n := len(first); n < 25 || n > 75 {
		t.Errorf("%d of 100 packets arrived", n)
	}
	if run(1) != first {
		t.Error("the same seed loses others")
	}
	if run(2) == first {
		t.Error("another seed loses the same")
	}
}

func TestPacketsTakeTheirTimeAndComeInOrder(t *testing.T) {
	w := aiotest.New()
	w.Latency, w.Bandwidth = 10*time.Second, 1
	packets(t, w, func(ctx *aio.Context, server, client *aio.PacketConn) error {
		for _, digit := range "123" {
			client.Write(ctx, []byte(string(digit)))
		}
		for i := range 3 {
			buf := make([]byte, 1)
			_, _, err := server.ReadFrom(ctx, buf)
			if err != nil || buf[0] != byte('1'+i) {
				t.Errorf("packet %d: %q, %v", i, buf, err)
			}
			elapsed(t, "packet", w, time.Duration(11+i)*time.Second)
		}
		return nil
	})
}

func TestPacketsThatNobodyReadsAreDroppedOnceTheWindowIsFull(t *testing.T) {
	w := aiotest.New()
	w.Window = 5
	packets(t, w, func(ctx *aio.Context, server, client *aio.PacketConn) error {
		for _, digit := range "123456789" {
			client.Write(ctx, []byte(string(digit)))
		}
		if got := arrived(ctx, server); got != "12345" {
			t.Errorf("%q arrived", got)
		}
		return nil
	})
}

func TestPacketsThatFail(t *testing.T) {
	for _, c := range []struct {
		link  aiotest.Link
		write error
		read  error
		after time.Duration
	}{
		{aiotest.Link{Fail: syscall.ECONNREFUSED}, nil, syscall.ECONNREFUSED, 2 * time.Second},
		{aiotest.Link{Fail: syscall.EHOSTUNREACH}, nil, syscall.EHOSTUNREACH, 2 * time.Second},
		{aiotest.Link{Fail: syscall.ENETUNREACH}, syscall.ENETUNREACH, os.ErrDeadlineExceeded, time.Hour},
		{aiotest.Link{Silent: true}, nil, os.ErrDeadlineExceeded, time.Hour},
	} {
		w := aiotest.New()
		w.Latency = time.Second
		packets(t, w, func(ctx *aio.Context, server, client *aio.PacketConn) error {
			w.Link = c.link
			w.Latency = time.Second
			if err := client.Write(ctx, []byte("x")); !errors.Is(err, c.write) {
				t.Errorf("write: %v, want %v", err, c.write)
			}
			client.SetReadDeadline(ctx.Loop().Now().Add(time.Hour))
			if _, _, err := client.ReadFrom(ctx, nil); !errors.Is(err, c.read) {
				t.Errorf("read: %v, want %v", err, c.read)
			}
			elapsed(t, "answer", w, c.after)
			return nil
		})
	}
}

func TestPortsComeAround(t *testing.T) {
	w := aiotest.New()
	packets(t, w, func(ctx *aio.Context, server, client *aio.PacketConn) error {
		for range 30_000 {
			c, err := aio.DialPacket(ctx, "udp", "10.0.0.2:53")
			if err != nil {
				return err
			}
			if c.LocalAddr().Port() < 40000 || c.LocalAddr() == client.LocalAddr() {
				t.Errorf("local address %v", c.LocalAddr())
			}
			c.Close()
		}
		return nil
	})
}
