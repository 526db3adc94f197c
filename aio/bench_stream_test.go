package aio_test

import (
	"testing"

	"clew/aio"
)

// A task sends a line of 64 bytes over the kernel's loopback to another one of
// the same loop and gets it back, through Streams and through Conns as they are.
func BenchmarkEchoLine(b *testing.B) {
	line := append(make([]byte, 63), '\n')
	over := func(name string, server func(*aio.Context, *aio.Conn) error, client func(*aio.Conn) func(*aio.Context) error) {
		b.Run(name, func(b *testing.B) {
			inLoop(b, func(ctx *aio.Context) error {
				here, there, err := pair(ctx, "tcp", "127.0.0.1:0")
				if err != nil {
					return err
				}
				defer here.Close()
				defer there.Close()
				spawn(ctx, func(ctx *aio.Context) error { return server(ctx, there) })
				round := client(here)
				for b.Loop() {
					if err := round(ctx); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
	over("Conn", echo, func(c *aio.Conn) func(*aio.Context) error {
		return func(ctx *aio.Context) error {
			if _, err := c.Write(ctx, line); err != nil {
				return err
			}
			_, err := c.Next(ctx)
			return err
		}
	})
	over("Stream", echoLines, func(c *aio.Conn) func(*aio.Context) error {
		s := aio.NewStream(c)
		return func(ctx *aio.Context) error {
			s.Write(line)
			_, err := s.ReadUntil(ctx, []byte("\n"))
			return err
		}
	})
}

func echoLines(ctx *aio.Context, c *aio.Conn) error {
	s := aio.NewStream(c)
	for {
		line, err := s.ReadUntil(ctx, []byte("\n"))
		if err != nil {
			return err
		}
		s.Write(line)
		if err := s.Drain(ctx); err != nil {
			return err
		}
	}
}
