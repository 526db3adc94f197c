package fetchtest

import (
	"crypto/tls"
	"time"

	"clew/aio"
)

// A Step is one thing that the server does with a connection. An error ends the
// script, and so does closing p; that of the network, because the client left,
// is expected, any other is reported as a failure of the server's task.
type Step func(ctx *aio.Context, p *Peer) error

// A Script is what the server does with a connection, step by step.
type Script []Step

// apart is the time between pieces that shall arrive apart.
const apart = time.Millisecond

// Send sends the pieces, a millisecond apart, so that the client reads each by
// itself.
func Send(pieces ...string) Step { return Trickle(apart, pieces...) }

// Trickle sends a piece, waits, sends the next.
func Trickle(every time.Duration, pieces ...string) Step {
	return func(ctx *aio.Context, p *Peer) error {
		for i, piece := range pieces {
			if i > 0 {
				if err := aio.Sleep(ctx, every); err != nil {
					return err
				}
			}
			if _, err := p.Write(ctx, []byte(piece)); err != nil {
				return err
			}
		}
		return nil
	}
}

// Wait lets time pass, and reads nothing meanwhile.
func Wait(d time.Duration) Step {
	return func(ctx *aio.Context, _ *Peer) error { return aio.Sleep(ctx, d) }
}

// Hang neither reads nor sends any more, and never closes.
func Hang() Step { return Wait(1 << 62) }

// EndOfStream ends the server's side of the stream; it still reads.
func EndOfStream() Step {
	return func(ctx *aio.Context, p *Peer) error { return p.CloseWrite(ctx) }
}

// Close closes the connection. What the server has not read makes that a reset.
func Close() Step {
	return func(_ *aio.Context, p *Peer) error { return p.Conn.Close() }
}

// Reset resets the connection, a moment after what was sent has arrived.
func Reset() Step {
	return func(ctx *aio.Context, p *Peer) error {
		if err := aio.Sleep(ctx, apart); err != nil {
			return err
		}
		return p.Abort()
	}
}

// TLS shakes hands; the steps behind it speak through it.
func TLS(config *tls.Config) Step {
	return func(ctx *aio.Context, p *Peer) error { return p.StartTLSServer(ctx, config) }
}

// Repeat does the steps again and again, until the client leaves.
func Repeat(steps ...Step) Step {
	return func(ctx *aio.Context, p *Peer) error {
		for {
			for _, step := range steps {
				if err := step(ctx, p); err != nil || p.Closed() {
					return err
				}
			}
		}
	}
}
