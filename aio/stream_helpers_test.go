//go:build linux

package aio_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"clew/aio"
	"clew/aio/aiotest"
)

// end is one end of a connection, as a Stream and as what is below.
type end struct {
	*aio.Stream
	conn *aio.Conn
}

// streamed runs test with Streams on both ends of a connection in memory, in
// clear and encrypted.
func streamed(t *testing.T, test func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error) {
	for _, how := range []string{"clear", "encrypted"} {
		t.Run(how, func(t *testing.T) {
			virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
				a, b, err := pair(ctx, "tcp", "10.0.0.2:80")
				if err != nil {
					return err
				}
				defer b.Close()
				defer a.Close()
				if how == "encrypted" {
					if err := encrypt(ctx, a, b); err != nil {
						return err
					}
				}
				sa, sb := aio.NewStream(a), aio.NewStream(b)
				defer sa.Abort()
				defer sb.Abort()
				return test(t, ctx, w, end{sa, a}, end{sb, b})
			})
		})
	}
}

// transcript says what a read returned: the bytes in quotes, or why there are
// none.
func transcript(p []byte, err error) string {
	var part *aio.IncompleteError
	switch {
	case err == nil:
		return fmt.Sprintf("%q", p)
	case err == io.EOF:
		return "end"
	case errors.Is(err, aio.ErrTooLong):
		return "too long"
	case errors.As(err, &part):
		return fmt.Sprintf("part %q", part.Partial)
	}
	return err.Error()
}

// transcripts repeats read until it tells of the end, or of something else that
// is no data, and says what it returned.
func transcripts(read func() ([]byte, error)) string {
	var d diary
	for range 10_000 {
		d.note(transcript(read()))
		if last := d[len(d)-1]; !strings.HasPrefix(last, "\"") && last != "too long" && !strings.HasPrefix(last, "part") {
			break
		}
	}
	return strings.Join(d, " ")
}

// sendChunks writes the chunks in turns of their own and ends the stream.
func sendChunks(ctx *aio.Context, to end, chunks ...string) *aio.Task[struct{}] {
	return spawn(ctx, func(ctx *aio.Context) error {
		for _, chunk := range chunks {
			if _, err := to.Write([]byte(chunk)); err != nil {
				return err
			}
			yield(ctx, 2)
		}
		return to.CloseWrite(ctx)
	})
}

// readToEnd reads all of a stream.
func readToEnd(ctx *aio.Context, s *aio.Stream) ([]byte, error) {
	var all []byte
	buf := make([]byte, 1000)
	for {
		n, err := s.Read(ctx, buf)
		all = append(all, buf[:n]...)
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
	}
}

// readAway reads and forgets whatever comes.
func readAway(ctx *aio.Context, s *aio.Stream) *aio.Task[struct{}] {
	return spawn(ctx, func(ctx *aio.Context) error { readToEnd(ctx, s); return nil })
}
