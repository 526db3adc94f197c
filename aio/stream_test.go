//go:build linux

package aio_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR52_ReadUntil(t *testing.T) {
	for _, c := range []struct {
		name   string
		limit  int
		sep    string
		chunks []string
		want   string
	}{
		{"nothing", 0, "\n", nil, `end`},
		{"one chunk", 0, "AAA", []string{"lineAAA"}, `"lineAAA" end`},
		{"something follows", 0, "AAA", []string{"lineAAAxxx"}, `"lineAAA" part "xxx" end`},
		{"separator in pieces", 0, "aaa", []string{"QWEaa", "XYaa", "a"}, `"QWEaaXYaaa" end`},
		{"separator in other pieces", 0, "aaa", []string{"QWEaa", "XYa", "aa"}, `"QWEaaXYaaa" end`},
		{"separator byte by byte", 0, "aaa", []string{"XXX", "a", "a", "a"}, `"XXXaaa" end`},
		{"nothing but the separator", 0, "aaa", []string{"aaa"}, `"aaa" end`},
		{"separators overlap", 0, "aa", []string{"aaaaa"}, `"aa" "aa" part "a" end`},
		{"a beginning that is none", 0, "ab", []string{"a", "aab", "b"}, `"aaab" part "b" end`},
		{"end inside the separator", 0, "AAA", []string{"some dataAA"}, `part "some dataAA" end`},
		{"several in one chunk", 0, "\n", []string{"a\nb\n\nc\n"}, `"a\n" "b\n" "\n" "c\n" end`},
		{"as long as the limit", 7, "\n", []string{"1234567\n"}, `"1234567\n" end`},
		{"one more, and found", 7, "\n", []string{"12345678\nok\n"}, `too long "ok\n" end`},
		{"one more, and not found", 7, "\n", []string{"12345678"}, `too long end`},
		{"found when it is too late", 7, "\n", []string{"chunk1", "chunk2", "chunk3\n"}, `too long end`},
		{"the next is not concerned", 7, "\n", []string{"chunk1", "chunk2\n", "chunk3\n"}, `too long "chunk3\n" end`},
		{"what follows is no line", 7, "\n", []string{"12345678", "90\n", "ok\n"}, `too long "ok\n" end`},
		{"what follows is long too", 3, "\n", []string{"1234", strings.Repeat("x", 100), "\nok\n"}, `too long "ok\n" end`},
		{"its separator in pieces", 3, "aaa", []string{"some text", "a", "aXa", "aaok", "aaa"}, `too long "okaaa" end`},
		{"too long twice", 3, "\n", []string{"line1\nline2\n", "ok\n"}, `too long too long "ok\n" end`},
		{"nearly too long, and the end", 3, "AAA", []string{"somAA"}, `part "somAA" end`},
		{"negative: no limit", -1, "\n", []string{strings.Repeat("x", 100_000), "\n"}, `"` + strings.Repeat("x", 100_000) + `\n" end`},
		{"64 KiB is the default", 0, "\n", []string{strings.Repeat("x", 64<<10), "\n", strings.Repeat("x", 64<<10), "x\n"},
			`"` + strings.Repeat("x", 64<<10) + `\n" too long end`},
	} {
		t.Run(c.name, func(t *testing.T) {
			streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
				sendChunks(ctx, b, c.chunks...)
				a.Limit = c.limit
				got := transcripts(func() ([]byte, error) { return a.ReadUntil(ctx, []byte(c.sep)) })
				equal(t, "read", got, c.want)
				return nil
			})
		})
	}
}

func TestR52_ReadLine(t *testing.T) {
	for _, c := range []struct {
		name   string
		chunks []string
		want   string
	}{
		{"nothing", nil, `end`},
		{"lines", []string{"line1\nline2\nline3\n"}, `"line1" "line2" "line3" end`},
		{"in pieces", []string{"chunk1 ", "chunk2 ", "chunk3 ", "\n chunk4"}, `"chunk1 chunk2 chunk3 " " chunk4" end`},
		{"other line ends", []string{"one\r", "\n\r\n\n\r\r\n"}, `"one" "" "" "\r" end`},
		{"the last has none", []string{"some data"}, `"some data" end`},
		{"one is too long", []string{"123456789012345678901234567890", "1", "234\n", "ok\n"}, `too long "ok" end`},
	} {
		t.Run(c.name, func(t *testing.T) {
			streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
				sendChunks(ctx, b, c.chunks...)
				a.Limit = 30
				equal(t, "read", transcripts(func() ([]byte, error) { return a.ReadLine(ctx) }), c.want)
				return nil
			})
		})
	}
}

func TestR52_ReadExactly(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		sendChunks(ctx, b, "line1\nline2\nline3\n", "line1\n", "line2\nline3\n", "rest")
		a.Limit = 3 // is of no concern
		read := func(n int) string { return transcript(a.ReadExactly(ctx, n)) }
		equal(t, "nothing", read(0), `""`)
		equal(t, "more than a chunk", read(20), `"line1\nline2\nline3\nli"`)
		equal(t, "what is there already", read(4), `"ne1\n"`)
		equal(t, "no more than that", transcript(a.ReadLine(ctx)), "too long")
		equal(t, "to the byte", read(6), `"line3\n"`)
		_, err := a.ReadExactly(ctx, 36)
		var part *aio.IncompleteError
		equal(t, "its end came before", errors.As(err, &part), true)
		equal(t, "what there was", string(part.Partial), "rest")
		equal(t, "of how much", part.Expected, 36)
		is(t, "in the standard library's words", err, io.ErrUnexpectedEOF)
		contains(t, "text", err.Error(), "read tcp "+a.conn.RemoteAddr().String()+": the stream ended after 4 of 36 bytes")
		equal(t, "afterwards", read(1), "end")
		equal(t, "nothing, afterwards", read(0), `""`)
		return nil
	})
}

func TestR52_Read(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		sendChunks(ctx, b, "line1\nline2", "more than the limit")
		a.Limit = 3
		read := func(n int) string {
			p := make([]byte, n)
			n, err := a.Read(ctx, p)
			return transcript(p[:n], err)
		}
		equal(t, "a part", read(4), `"line"`)
		equal(t, "nothing", read(0), `""`)
		equal(t, "no more than there is", read(100), `"1\nline2"`)
		equal(t, "past the buffer", read(10_000), `"more than the limit"`)
		equal(t, "the end", read(10), "end")
		equal(t, "the end again", read(10_000), "end")
		return nil
	})
}

func TestR52_BufferedBytesNeedNoTurn(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		b.Write([]byte("one\ntwo\nthree\nfour and five"))
		a.ReadLine(ctx)
		return aio.NoSuspend(ctx, func() error {
			line, _ := a.ReadLine(ctx)
			equal(t, "line", string(line), "two")
			until, _ := a.ReadUntil(ctx, []byte("ee"))
			equal(t, "until", string(until), "three")
			exactly, _ := a.ReadExactly(ctx, 5)
			equal(t, "exactly", string(exactly), "\nfour")
			p := make([]byte, 100)
			n, err := a.Read(ctx, p)
			equal(t, "read", string(p[:n]), " and five")
			return err
		})
	})
}

func TestIdleStreamHoldsNoLargeBuffers(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		w.Window = 20_000
		b.Write(pattern(60_000))
		_, err := a.ReadExactly(ctx, 60_000)
		reader := aio.Go(ctx, func(ctx *aio.Context) ([]byte, error) { return a.ReadLine(ctx) })
		yield(ctx, 2)
		if held := max(a.Held(), b.Held()); held > 4<<10 {
			t.Errorf("%d bytes are held", held)
		}
		reader.Cancel(nil)
		return err
	})
}

func TestR52_MisuseOfReadsPanics(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		contains(t, "negative size", panicOf(func() { a.ReadExactly(ctx, -1) }), "negative")
		contains(t, "no separator", panicOf(func() { a.ReadUntil(ctx, nil) }), "empty separator")
		return nil
	})
}

func TestR51_SecondReaderOfAStreamIsBusy(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		b.Write([]byte("hal"))
		reader := aio.Go(ctx, func(ctx *aio.Context) ([]byte, error) { return a.ReadLine(ctx) })
		yield(ctx, 3)
		for range 2 { // the second time it has been granted, and has not run
			_, err := a.Read(ctx, make([]byte, 1)) // though there is a byte
			is(t, "Read", err, aio.ErrBusy)
			_, err = a.ReadExactly(ctx, 1)
			is(t, "ReadExactly", err, aio.ErrBusy)
			_, err = a.ReadUntil(ctx, []byte("a"))
			is(t, "ReadUntil", err, aio.ErrBusy)
			b.Write([]byte("lo\n"))
		}
		line, err := reader.Wait(ctx)
		equal(t, "the first reader goes on", string(line), "hallo")
		return err
	})
}

func TestR52_CanceledReadLosesNothing(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		for _, read := range []func(ctx *aio.Context) ([]byte, error){
			func(ctx *aio.Context) ([]byte, error) { return a.ReadExactly(ctx, 10) },
			func(ctx *aio.Context) ([]byte, error) { return a.ReadUntil(ctx, []byte("\n")) },
		} {
			b.Write([]byte("on"))
			_, err := aio.WaitFor(ctx, time.Second, read)
			isTimeout(t, "the first", err)
			b.Write([]byte("e or"))
			reader := aio.Go(ctx, read)
			yield(ctx, 2)
			b.Write([]byte(" two\n")) // there is enough, and the cancel wins
			reader.Cancel(errTest)
			_, err = reader.Wait(ctx)
			isCancel(t, "the second", err, errTest)
			line, err := a.ReadLine(ctx)
			equal(t, "the third", string(line), "one or two")
			is(t, "the third", err, nil)
		}
		return nil
	})
}

func TestStreamReadDeadline(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		b.Write([]byte("hal"))
		a.conn.SetReadDeadline(ctx.Loop().Now().Add(time.Second))
		for range 2 {
			_, err := a.ReadLine(ctx)
			is(t, "half a line", err, os.ErrDeadlineExceeded)
		}
		a.conn.SetReadDeadline(time.Time{})
		b.Write([]byte("lo\n"))
		line, err := a.ReadLine(ctx)
		equal(t, "the line", string(line), "hallo")
		return err
	})
}

func TestR52_CanceledReadStillDropsTheLongLine(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		a.Limit = 3
		b.Write([]byte("12345"))
		_, err := a.ReadLine(ctx)
		is(t, "a line without an end", err, aio.ErrTooLong)
		is(t, "as bufio says it", err, bufio.ErrTooLong)
		contains(t, "text", err.Error(), `no "\n" within 3 bytes`)
		_, err = aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) ([]byte, error) { return a.ReadExactly(ctx, 2) })
		isTimeout(t, "what it is part of is no one's", err)
		b.Write([]byte("67\nok"))
		got, err := a.ReadExactly(ctx, 2)
		equal(t, "behind its end", string(got), "ok")
		return err
	})
}

func TestR52_BytesAreValidUntilTheNextRead(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		b.Write([]byte("one\ntwo\n"))
		line, err := a.ReadLine(ctx)
		_ = append(line, "XXXX"...) // hurts nobody
		b.Write([]byte("three\n"))
		yield(ctx, 3)
		equal(t, "after others had their turns", string(line), "one")
		line, _ = a.ReadLine(ctx)
		equal(t, "the next", string(line), "two")
		return err
	})
}

func TestR47_StreamDeliversWhatCameBeforeAReset(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, ca, cb *aio.Conn) error {
		a, b := aio.NewStream(ca), aio.NewStream(cb)
		b.Write([]byte("last words\nand a beg"))
		b.Abort()
		aio.Sleep(ctx, time.Millisecond)
		line, err := a.ReadLine(ctx)
		equal(t, "line", string(line), "last words")
		is(t, "line", err, nil)
		for range 2 {
			_, err = a.ReadLine(ctx)
			is(t, "half a line", err, syscall.ECONNRESET)
		}
		got, err := a.ReadExactly(ctx, 9)
		equal(t, "its bytes", string(got), "and a beg")
		is(t, "its bytes", err, nil)
		for range 2 {
			_, err = a.ReadExactly(ctx, 1)
			is(t, "behind", err, syscall.ECONNRESET)
		}
		return nil
	})
}

func TestR52_ErrorWakesTheReader(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		reader := aio.Go(ctx, func(ctx *aio.Context) ([]byte, error) { return a.ReadLine(ctx) })
		yield(ctx, 2)
		b.Abort()
		_, err := reader.Wait(ctx)
		is(t, "reader", err, syscall.ECONNRESET)
		var op *net.OpError
		equal(t, "it says what and where", errors.As(err, &op) && op.Op == "read" && op.Addr == net.Addr(a.conn.RemoteAddr()), true)
		return nil
	})
}

func TestR51_CloseWakesTheReaderOfAStream(t *testing.T) {
	streamed(t, func(t *testing.T, ctx *aio.Context, w *aiotest.World, a, b end) error {
		b.Write([]byte("one\ntwo"))
		a.ReadLine(ctx)
		reader := aio.Go(ctx, func(ctx *aio.Context) ([]byte, error) { return a.ReadLine(ctx) })
		yield(ctx, 2)
		is(t, "close", a.Close(ctx), nil)
		_, err := reader.Wait(ctx)
		is(t, "reader", err, aio.ErrClosed)
		_, err = a.ReadExactly(ctx, 1) // though there are some
		is(t, "read afterwards", err, aio.ErrClosed)
		return nil
	})
}

// naive is what reads up to sep return where all that comes is there at once.
func naive(all, sep []byte, limit int) string {
	var d diary
	for {
		i := bytes.Index(all, sep)
		switch {
		case i < 0 && len(all)-len(sep)+1 > limit:
			d.note("too long")
			all = nil
		case i < 0 && len(all) > 0:
			d.note(fmt.Sprintf("part %q", all))
			all = nil
		case i < 0:
			return strings.Join(append(d, "end"), " ")
		case i > limit:
			d.note("too long")
		default:
			d.note(fmt.Sprintf("%q", all[:i+len(sep)]))
		}
		all = all[min(len(all), i+len(sep)):]
	}
}

// However the bytes are cut into chunks, the lines are the same.
func FuzzReadUntil(f *testing.F) {
	f.Add([]byte("QWEaaXYaaa and more aaa"), []byte("aaa"), uint16(20), []byte{5, 4, 1})
	f.Add([]byte("12345678\n90\nok\n"), []byte("\n"), uint16(7), []byte{8, 2})
	f.Add([]byte("abababac"), []byte("abac"), uint16(0), []byte{1})
	f.Fuzz(func(t *testing.T, all, sep []byte, limit uint16, cuts []byte) {
		if len(sep) == 0 || len(all) > 1000 {
			return
		}
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			a, b, err := pair(ctx, "tcp", "10.0.0.2:80")
			if err != nil {
				return err
			}
			defer a.Close()
			defer b.Close()
			spawn(ctx, func(ctx *aio.Context) error {
				rest := all
				for i := 0; len(rest) > 0; i++ {
					n := len(rest)
					if len(cuts) > 0 {
						n = min(n, 1+int(cuts[i%len(cuts)])%16)
					}
					b.Write(ctx, rest[:n])
					rest = rest[n:]
					aio.Yield(ctx)
				}
				return b.CloseWrite(ctx)
			})
			s := aio.NewStream(a)
			s.Limit = int(limit)
			if limit == 0 {
				limit, s.Limit = 1<<15, -1
			}
			got := transcripts(func() ([]byte, error) { return s.ReadUntil(ctx, sep) })
			equal(t, "read", got, naive(all, sep, int(limit)))
			return nil
		})
	})
}
