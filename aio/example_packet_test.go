package aio_test

import (
	"fmt"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// echoPackets sends back what it gets, until it is canceled.
func echoPackets(ctx *aio.Context, c *aio.PacketConn) error {
	buf := make([]byte, 512)
	for {
		n, from, err := c.ReadFrom(ctx, buf)
		if err != nil {
			return err
		}
		if err := c.WriteTo(ctx, buf[:n], from); err != nil {
			return err
		}
	}
}

// An echo of packets, the first of which is lost on the way: who sent it has to
// notice that no answer comes, and sends it again.
func ExampleListenPacket() {
	w := aiotest.New()
	w.Latency = 20 * time.Millisecond
	err := w.Run(func(ctx *aio.Context) error {
		server, err := aio.ListenPacket(ctx, "udp", "10.0.0.2:7")
		if err != nil {
			return err
		}
		defer server.Close()
		aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, echoPackets(ctx, server) })

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
				say(ctx, string(buf[:n]), "from", from, "over UDP:", from.UDP)
				return nil
			}
			say(ctx, err)
		}
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// at 1s: read udp 10.0.0.2:7: i/o timeout
	// at 1.04s: hello, world from 10.0.0.2:7 over UDP: true
}
