//go:build linux

package aio_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"syscall"
	"testing"
	"time"

	"clew/aio"
)

// inBothForms runs test with both ends of a connection in clear, and of an
// encrypted one.
func inBothForms(t *testing.T, test func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error) {
	t.Run("clear", func(t *testing.T) { connected(t, test) })
	t.Run("encrypted", func(t *testing.T) { encrypted(t, test) })
}

func TestR47_CloseDeliversWhatWasWritten(t *testing.T) {
	inBothForms(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		sent := pattern(50_000)
		_, err := a.Write(ctx, sent)
		is(t, "write", err, nil)
		a.Close()
		got, err := readAll(ctx, b, 1000)
		equal(t, "all arrived", bytes.Equal(got, sent), true)
		return err
	})
}

func TestR47_AbortIsNoEnd(t *testing.T) {
	inBothForms(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		a.Write(ctx, []byte("last words"))
		aio.Sleep(ctx, time.Millisecond) // until they are there
		a.Abort()
		got, err := readAll(ctx, b, 1000)
		equal(t, "received", string(got), "last words")
		is(t, "then", err, syscall.ECONNRESET)
		_, err = b.Next(ctx)
		is(t, "and again", err, syscall.ECONNRESET)
		return nil
	})
}

// A socket tells of a reset once. If that was a write, the next read is told of
// an end.
func TestR47_ResetThatAWriteWasToldOfIsNoEnd(t *testing.T) {
	inBothForms(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		b.Write(ctx, []byte("last words"))
		aio.Sleep(ctx, time.Millisecond)
		b.Abort()
		aio.Sleep(ctx, time.Millisecond)
		_, err := a.Write(ctx, []byte("x"))
		is(t, "write", err, syscall.ECONNRESET)
		got, err := readAll(ctx, a, 1000)
		equal(t, "received", string(got), "last words")
		is(t, "then", err, syscall.ECONNRESET)
		return nil
	})
}

func TestR47_CloseWithUnreadInputResets(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		b.Write(ctx, []byte("unread"))
		aio.Sleep(ctx, time.Millisecond)
		a.Close()
		_, err := readAll(ctx, b, 1000)
		is(t, "the other side", err, syscall.ECONNRESET)
		return nil
	})
}

func TestR47_CloseAfterTheOtherSidesEndIsSure(t *testing.T) {
	inBothForms(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		sent := pattern(1 << 20)
		talker := spawn(ctx, func(ctx *aio.Context) error { // talks on, and listens late
			if _, err := b.Write(ctx, sent); err != nil {
				return err
			}
			aio.Sleep(ctx, time.Millisecond)
			got, err := readAll(ctx, b, 1000)
			equal(t, "all arrived", bytes.Equal(got, sent[:20_000]), true)
			is(t, "and the end", err, nil)
			return b.Close()
		})
		a.Write(ctx, sent[:20_000])
		is(t, "the writing side's end", a.CloseWrite(ctx), nil)
		_, err := readAll(ctx, a, 100_000)
		is(t, "the reading side's end", err, nil)
		a.Close()
		_, err = talker.Wait(ctx)
		return err
	})
}

func TestR47_EachDirectionEndsForItself(t *testing.T) {
	inBothForms(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		is(t, "end", a.CloseWrite(ctx), nil)
		_, err := b.Next(ctx)
		is(t, "the other side", err, io.EOF)
		_, err = b.Next(ctx)
		is(t, "the other side again", err, io.EOF)
		for range 3 { // it has read the end and writes on
			b.Write(ctx, []byte("answer"))
			got, err := a.Next(ctx) // it has written its end and reads on
			equal(t, "answer", string(got), "answer")
			is(t, "answer", err, nil)
		}
		is(t, "the other end", b.CloseWrite(ctx), nil)
		_, err = a.Next(ctx)
		is(t, "this side", err, io.EOF)
		return nil
	})
}

func TestR51_EndWhileATaskWritesIsBusy(t *testing.T) {
	inBothForms(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		writer := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return a.Write(ctx, make([]byte, 32<<20)) })
		untilWriterWaits(ctx)
		is(t, "end", a.CloseWrite(ctx), aio.ErrBusy)
		writer.Cancel(nil)
		writer.Wait(ctx)
		return nil
	})
}

func TestR46_AbortWakesWhoWaits(t *testing.T) {
	inBothForms(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		reader := aio.Go(ctx, a.Next)
		writer := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return a.Write(ctx, make([]byte, 32<<20)) })
		untilWriterWaits(ctx)
		is(t, "abort", a.Abort(), nil)
		_, err := reader.Wait(ctx)
		is(t, "reader", err, aio.ErrClosed)
		_, err = writer.Wait(ctx)
		is(t, "writer", err, aio.ErrClosed)
		is(t, "again", a.Abort(), nil)
		is(t, "close", a.Close(), nil)
		return nil
	})
}

// held is a net.Conn that can keep what is written.
type held struct {
	net.Conn
	keeps bool
	bytes []byte
}

func (h *held) Write(p []byte) (int, error) {
	if !h.keeps {
		return h.Conn.Write(p)
	}
	h.bytes = append(h.bytes, p...)
	return len(p), nil
}

// crypto/tls looks for an alert behind the data that it returns.
func TestTLSAlertBehindTheData(t *testing.T) {
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, late := range []int{0, 5} {
			t.Run(fmt.Sprint(tls.VersionName(version), ", late bytes ", late), func(t *testing.T) {
				config := keys().server.Clone()
				config.MaxVersion = version
				read := make(chan bool)
				withServer(t, func(c net.Conn) {
					h := &held{Conn: c}
					s := tls.Server(h, config)
					is(t, "handshake", s.Handshake(), nil)
					h.keeps = true
					s.Write([]byte("data"))
					s.CloseWrite()
					c.SetWriteDeadline(time.Time{}) // CloseWrite has set one
					cut := len(h.bytes) - late
					c.Write(h.bytes[:cut])
					<-read
					c.Write(h.bytes[cut:])
				}, func(ctx *aio.Context, c *aio.Conn) error {
					defer close(read)
					if err := c.StartTLS(ctx, keys().client); err != nil {
						return err
					}
					got, err := c.Next(ctx)
					equal(t, "received", string(got), "data")
					is(t, "received", err, nil)
					read <- true
					for range 2 {
						_, err = c.Next(ctx)
						is(t, "the alert", err, io.EOF)
					}
					return nil
				})
			})
		}
	}
}
