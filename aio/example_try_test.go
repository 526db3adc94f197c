package aio_test

import (
	"bytes"

	"clew/aio"
)

// caller is a connection that has no task of its own: the loop reads and writes
// it, and any task may ask something of the other side.
type caller struct {
	conn    *aio.Conn
	unsent  []byte
	answers *aio.Queue[string]
}

func (c *caller) ask(question string) error {
	c.unsent = append(c.unsent, question+"\n"...)
	return c.send()
}

func (c *caller) send() error {
	n, done, err := c.conn.TryWrite(c.unsent)
	c.unsent = c.unsent[n:]
	if err == nil && !done {
		err = c.conn.OnWritable(func() { c.send() })
	}
	return err
}

func (c *caller) receive() {
	for {
		p, err := c.conn.TryNext()
		if err != nil {
			c.answers.Close()
			return
		}
		if len(p) == 0 {
			break
		}
		for line := range bytes.Lines(p) { // short ones: each comes in one piece
			c.answers.TryPut(string(bytes.TrimSpace(line)))
		}
	}
	c.conn.OnReadable(c.receive)
}

// Two tasks share one connection, which is served by callbacks: nobody has to
// read for the other.
func ExampleConn_TryNext() {
	onWire(func(ctx *aio.Context) error {
		err := startServer(ctx, "10.0.0.2:80", func(ctx *aio.Context, c *aio.Conn) error {
			for {
				p, err := c.Next(ctx)
				if err != nil {
					return err
				}
				if _, err := c.Write(ctx, bytes.ToUpper(p)); err != nil {
					return err
				}
			}
		})
		if err != nil {
			return err
		}
		conn, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer conn.Close()
		shared := &caller{conn: conn, answers: aio.NewQueue[string](0)}
		if err := conn.OnReadable(shared.receive); err != nil {
			return err
		}
		defer ctx.Loop().Hold()() // answers may come as long as this lasts
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for _, question := range []string{"where?", "when?"} {
				g.Go(func(ctx *aio.Context) error { return shared.ask(question) })
			}
			for range 2 {
				answer, err := shared.answers.Get(ctx)
				if err != nil {
					return err
				}
				say(ctx, answer)
			}
			return nil
		})
	})
	// Output:
	// at 80ms: WHERE?
	// at 80ms: WHEN?
}
