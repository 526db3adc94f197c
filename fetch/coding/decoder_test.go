package coding_test

import (
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/fetch/coding"
)

func TestEverySplit(t *testing.T) {
	want := text(500)
	for form := range encoders {
		coded := encode(form, want)
		for at := range len(coded) + 1 {
			got, err := decode(nameOf(form), 0, coded[:at], coded[at:])
			is(t, form, err, nil)
			equal(t, form, got, want)
		}
	}
}

// TestTruncated: what came before the cut comes out, and the cut is an error at
// every place.
func TestTruncated(t *testing.T) {
	want := text(2000)
	for form := range encoders {
		coded := encode(form, want)
		for at := 1; at < len(coded); at++ {
			got, err := decode(nameOf(form), 0, coded[:at])
			is(t, form, err, io.ErrUnexpectedEOF)
			if !strings.HasPrefix(want, got) {
				t.Errorf("%s cut at %d: %q is not how the text begins", form, at, got)
			}
		}
	}
}

// TestCorrupt: a changed bit is an error, or does not matter. Raw deflate and br
// have no sum: there it may go unseen.
func TestCorrupt(t *testing.T) {
	want := text(300)
	for _, form := range []string{"gzip", "deflate", "zstd"} {
		coded := []byte(encode(form, want))
		for bit := range 8 * len(coded) {
			coded[bit/8] ^= 1 << (bit % 8)
			got, err := decode(form, 1000, string(coded))
			if err == nil && got != want {
				t.Errorf("%s: bit %d changed, and taken for sound", form, bit)
			}
			coded[bit/8] ^= 1 << (bit % 8)
		}
	}
}

func TestNoMoreThan(t *testing.T) {
	for _, tt := range []struct {
		size int
		max  int64
		fits bool
	}{
		{100, 0, true}, {100, -1, true}, {100, 100, true}, {100, 101, true}, {100, 99, false}, {100, 1, false}, {0, 1, true},
		{100_000, 100_000, true}, {100_000, 99_999, false}, {100_000, 32 << 10, false}, {100, math.MaxInt64, true},
	} {
		want := text(tt.size)
		bodies := map[string]string{"": want, "gzip, br": encode("br", gz(want))}
		for form := range encoders {
			bodies[nameOf(form)] = encode(form, want)
		}
		for list, body := range bodies {
			got, err := decode(list, tt.max, body)
			if tt.fits {
				is(t, list, err, nil)
				equal(t, list, got, want)
				continue
			}
			is(t, list, err, coding.ErrTooLarge)
			equal(t, list, got, want[:tt.max])
		}
	}
}

// TestBombs: what would become 4 MiB, or of several codings far more, stops at
// its limit, and what is handed on at once is a piece.
func TestBombs(t *testing.T) {
	zeros := string(make([]byte, 4<<20))
	bodies := map[string]string{}
	for form := range encoders {
		bodies[nameOf(form)] = encode(form, zeros)
	}
	bodies["br, gzip"] = gz(bodies["br"])
	bodies["gzip, gzip"] = gz(bodies["gzip"])
	for list, body := range bodies {
		largest := 0
		d := coding.NewDecoder(list, 512<<10, func(p []byte) error {
			largest = max(largest, len(p))
			return nil
		})
		is(t, list, second(d.Write([]byte(body))), coding.ErrTooLarge)
		is(t, list+": write again", second(d.Write([]byte("x"))), coding.ErrTooLarge)
		is(t, list+": close", d.Close(), coding.ErrTooLarge)
		equal(t, list+": length", d.Len(), 512<<10)
		equal(t, list+": largest piece", largest, 32<<10)
	}
}

func second(_ int, err error) error { return err }

// TestMuchForNothing: a coded form that stands for little or nothing, and does not
// end, is too large as well; and so is one between two codings.
func TestMuchForNothing(t *testing.T) {
	const max = 1000
	name := "\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff" + strings.Repeat("n", 1<<20)
	stored := "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + strings.Repeat("\x00\x00\x00\xff\xff", 1<<17)
	for _, tt := range []struct{ what, list, body string }{
		{"members", "gzip", strings.Repeat(gz(""), 1<<16)},
		{"a name", "gzip", name},
		{"blocks", "gzip", stored},
		{"frames", "zstd", strings.Repeat(skippable(0, ""), 1<<17)},
		{"what follows", "gzip", gz("") + strings.Repeat("x", 1<<20)},
		{"between", "gzip, br", encode("br", strings.Repeat(gz(""), 1<<16))},
		{"what follows, between", "gzip, br", encode("br", gz("")+strings.Repeat("x", 1<<20))},
	} {
		got, err := decode(tt.list, max, strings.SplitAfter(tt.body, strings.Repeat("x", 1000))...)
		is(t, tt.what, err, coding.ErrTooLarge)
		equal(t, tt.what, got, "")
	}
	for list, body := range map[string]string{ // incompressible, three times
		"gzip,deflate,br": encode("br", encode("raw", gz(noise(100_000)))), "zstd,zstd,zstd": encode("zstd", encode("zstd", encode("zstd", noise(100_000)))),
	} {
		got, err := decode(list, 100_000, body)
		is(t, list, err, nil)
		equal(t, list, got, noise(100_000))
	}
}

// noise is a text that does not get shorter.
func noise(size int) string {
	b := make([]byte, size)
	rand.NewChaCha8([32]byte{}).Read(b)
	return string(b)
}

var errSink = errors.New("disk full")

func TestSinkFails(t *testing.T) {
	bodies := map[string]string{"": text(100)}
	for form := range encoders {
		bodies[nameOf(form)] = encode(form, text(100))
	}
	for list, body := range bodies {
		calls := 0
		d := coding.NewDecoder(list, 0, func([]byte) error { calls++; return errSink })
		is(t, "write", second(d.Write([]byte(body))), errSink)
		is(t, "write again", second(d.Write([]byte(body))), errSink)
		is(t, "close", d.Close(), errSink)
		equal(t, "calls", calls, 1)
	}
}

// TestComesOutAtOnce: what was flushed by the other side does not wait for more.
func TestComesOutAtOnce(t *testing.T) {
	for form, newEncoder := range encoders {
		var b strings.Builder
		z := newEncoder(&b)
		var got []string
		d := coding.NewDecoder(nameOf(form), 0, func(p []byte) error { got = append(got, string(p)); return nil })
		for _, word := range []string{"one", "two", "three"} {
			io.WriteString(z, word)
			z.(interface{ Flush() error }).Flush()
			n, err := d.Write([]byte(b.String()))
			equal(t, form+": taken", n, b.Len())
			is(t, form+": write", err, nil)
			b.Reset()
		}
		equal(t, form+": so far", strings.Join(got, ", "), "one, two, three")
		is(t, form+": close before the end", d.Close(), io.ErrUnexpectedEOF)
	}
}

func TestClose(t *testing.T) {
	for _, list := range []string{"", "gzip", "nonsense", "br, zstd"} {
		d := coding.NewDecoder(list, 0, nil)
		is(t, "close without write", d.Close(), nil)
		d = coding.NewDecoder(list, 0, nil)
		is(t, "write of nothing", second(d.Write(nil)), nil)
		is(t, "close", d.Close(), nil)
		is(t, "close again", d.Close(), nil)
	}
}

// TestUsedAgain: whatever became of a body, the next one is decoded as if it were
// the first.
func TestUsedAgain(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 5))
	for form := range encoders {
		want := text(3000)
		coded := encode(form, want)
		for range 200 {
			bad := []byte(coded)
			switch rnd.IntN(4) {
			case 0:
				bad = bad[:1+rnd.IntN(len(bad)-1)]
			case 1:
				bad[rnd.IntN(len(bad))] ^= 1 << rnd.IntN(8)
			case 2:
				bad = append(bad, noise(100)...)
			}
			decode(nameOf(form), int64(rnd.IntN(4000)), cut(rnd, string(bad), 500)...)
			got, err := decode(nameOf(form), 0, coded)
			is(t, form, err, nil)
			equal(t, form, got, want)
		}
	}
}

// TestSeveralAtOnce: decoders under way share nothing.
func TestSeveralAtOnce(t *testing.T) {
	type body struct {
		list, want, rest string
		d                *coding.Decoder
		got              strings.Builder
	}
	rnd := rand.New(rand.NewPCG(6, 6))
	var open []*body
	for i := range 10 {
		for form := range encoders {
			b := &body{list: nameOf(form), want: fmt.Sprint(i, form, text(5000))}
			b.rest = encode(form, b.want)
			b.d = coding.NewDecoder(b.list, 0, func(p []byte) error { b.got.Write(p); return nil })
			open = append(open, b)
		}
	}
	for len(open) > 0 {
		i := rnd.IntN(len(open))
		b := open[i]
		n := min(1+rnd.IntN(500), len(b.rest))
		is(t, b.list, second(b.d.Write([]byte(b.rest[:n]))), nil)
		if b.rest = b.rest[n:]; b.rest == "" {
			is(t, b.list, b.d.Close(), nil)
			equal(t, b.list, b.got.String(), b.want)
			open = slices.Delete(open, i, i+1)
		}
	}
}

// TestLeavesNothingBehind: a decoder runs on a goroutine of its own, which must
// end however the decoder does.
func TestLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	discard := func([]byte) error { return nil }
	for form := range encoders {
		list, coded := nameOf(form), encode(form, text(1000))
		for _, at := range []int{0, 1, 5, 10, 100, len(coded) - 1, len(coded)} {
			d := coding.NewDecoder(list, 0, discard)
			d.Write([]byte(coded[:at]))
			d.Close() // early
			d.Close()
		}
		// Failed ones need no Close.
		coding.NewDecoder(list, 0, discard).Write([]byte("\xffgarbage, garbage"))
		coding.NewDecoder(list, 10, discard).Write([]byte(coded))
		coding.NewDecoder(list, 10, discard).Write([]byte(coded + noise(100_000)))
		coding.NewDecoder(list, 0, func([]byte) error { return errSink }).Write([]byte(coded))
	}
	coding.NewDecoder("snappy", 0, discard).Write([]byte("x"))
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines are left", runtime.NumGoroutine()-before)
}
