package aio_test

import (
	"errors"
	"fmt"
	"io"

	"clew/aio"
)

// mailbox is a connection that many tasks put messages into. No task serves it:
// the loop calls deliver and flush.
type mailbox struct {
	conn   *aio.Conn
	unsent []byte
	closed *aio.Event
}

// flush writes what the socket takes; it goes on when there is room again.
func (m *mailbox) flush() {
	n, done, err := m.conn.TryWrite(m.unsent)
	m.unsent = m.unsent[n:]
	if err == nil && !done {
		err = m.conn.OnWritable(m.flush)
	}
	if err != nil {
		fmt.Println("write:", err)
	}
}

// deliver takes all that has come.
func (m *mailbox) deliver() {
	for {
		p, err := m.conn.TryNext()
		switch {
		case errors.Is(err, io.EOF):
			m.closed.Set()
			return
		case err != nil:
			fmt.Println("read:", err)
			return
		case len(p) == 0:
			m.conn.OnReadable(m.deliver)
			return
		}
		fmt.Printf("%d bytes\n", len(p))
	}
}

// A connection that many tasks share needs none of its own: the functions of
// OnReadable and OnWritable serve it, with calls that never suspend.
func ExampleConn_TryNext() {
	onWire(func(ctx *aio.Context) error {
		err := startServer(ctx, "10.0.0.2:7", func(ctx *aio.Context, c *aio.Conn) error {
			p, err := c.Next(ctx)
			if err == nil {
				_, err = c.Write(ctx, p)
			}
			return err // and Serve closes it
		})
		if err != nil {
			return err
		}
		c, err := aio.Dial(ctx, "tcp", "10.0.0.2:7")
		if err != nil {
			return err
		}
		defer c.Close()
		m := &mailbox{conn: c, unsent: []byte("three words more"), closed: &aio.Event{}}
		defer ctx.Loop().Hold()() // a function is nothing that the loop waits for
		m.deliver()
		m.flush()
		err = m.closed.Wait(ctx)
		say(ctx, "closed")
		return err
	})
	// Output:
	// 16 bytes
	// at 80ms: closed
}
