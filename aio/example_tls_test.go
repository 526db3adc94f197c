//go:build linux

package aio_test

import (
	"fmt"

	"clew/aio"
)

// Both sides of an encrypted connection. The handshake is computed on another
// thread; afterwards the connection is read and written as any other.
func ExampleConn_StartTLS() {
	onWire(func(ctx *aio.Context) error {
		err := startServer(ctx, "10.0.0.2:443", func(ctx *aio.Context, c *aio.Conn) error {
			if err := c.StartTLSServer(ctx, keys().server); err != nil {
				return err
			}
			question, err := c.Next(ctx)
			if err != nil {
				return err
			}
			_, err = c.Write(ctx, append([]byte("you said: "), question...))
			return err
		})
		if err != nil {
			return err
		}
		c, err := aio.Dial(ctx, "tcp", "10.0.0.2:443")
		if err != nil {
			return err
		}
		defer c.Close()
		if err := c.StartTLS(ctx, keys().client); err != nil {
			return err
		}
		state, encrypted := c.TLS()
		say(ctx, "encrypted:", encrypted, "for", state.ServerName)
		if _, err := c.Write(ctx, []byte("hello")); err != nil {
			return err
		}
		answer, err := c.Next(ctx)
		fmt.Println(string(answer))
		return err
	})
	// Output:
	// at 80ms: encrypted: true for clew.test
	// you said: hello
}
