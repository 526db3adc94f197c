package fetch_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"clew/fetch"
)

// gz compresses a text to a gzip member.
func gz(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(text))
	z.Close()
	return b.String()
}

// decode feeds a decoder with pieces and returns what came out.
func decode(coding string, max int64, pieces ...string) (string, error) {
	var b strings.Builder
	d := fetch.NewDecoder(coding, max, func(p []byte) error {
		b.Write(p)
		return nil
	})
	for _, piece := range pieces {
		if _, err := d.Write([]byte(piece)); err != nil {
			again := d.Close()
			if again != err {
				return b.String(), errors.Join(errors.New("Close says something else"), err, again)
			}
			return b.String(), err
		}
	}
	err := d.Close()
	if int64(b.Len()) != d.Len() {
		err = errors.Join(errors.New("Len is wrong"), err)
	}
	return b.String(), err
}

// text is something to compress: of several windows, with repetitions.
func text(size int) string {
	rnd := rand.New(rand.NewPCG(1, 1))
	var b strings.Builder
	for b.Len() < size {
		b.WriteString(strings.Repeat(string(rune('a'+rnd.IntN(26))), 1+rnd.IntN(9)))
	}
	return b.String()[:size]
}

func TestDecodeInEverySplit(t *testing.T) {
	want := text(500)
	coded := gz(want)
	for at := range len(coded) + 1 {
		got, err := decode("gzip", 0, coded[:at], coded[at:])
		is(t, "two pieces", err, nil)
		equal(t, "two pieces", got, want)
	}
	got, err := decode("gzip", 0, strings.Split(coded, "")...)
	is(t, "byte by byte", err, nil)
	equal(t, "byte by byte", got, want)
}

func TestDecodeCodings(t *testing.T) {
	coded := gz("hello")
	for _, tt := range []struct {
		coding, body, want, error string
	}{
		{"gzip", coded, "hello", ""},
		{"GZip", coded, "hello", ""},
		{" x-gzip ", coded, "hello", ""},
		{"", coded, coded, ""},
		{"identity", coded, coded, ""},
		{"Identity", "", "", ""},
		{"br", "", "", ""}, // an empty body is complete in every coding
		{"br", "x", "", `unknown content coding "br"`},
		{"gzip, gzip", gz(coded), "", `unknown content coding "gzip, gzip"`},
		{"gzip;q=1", coded, "", `unknown content coding "gzip;q=1"`},
		{strings.Repeat("x", 1000), coded, "", `unknown content coding "` + strings.Repeat("x", 100) + `"`},
	} {
		got, err := decode(tt.coding, 0, tt.body)
		equal(t, tt.coding, got, tt.want)
		if tt.error == "" {
			is(t, tt.coding, err, nil)
		} else if err == nil || err.Error() != tt.error {
			t.Errorf("%s: got error %v, want %s", tt.coding, err, tt.error)
		}
		name := strings.ToLower(strings.TrimSpace(tt.coding))
		equal(t, tt.coding+" is coded", fetch.IsCoded(tt.coding), name != "" && name != "identity")
	}
	for coding := range strings.SplitSeq(fetch.AcceptEncoding, ",") {
		_, err := decode(coding, 0, coded)
		if err != nil && strings.Contains(err.Error(), "unknown") {
			t.Errorf("%s is asked for and not known", coding)
		}
	}
}

func TestDecodeGzip(t *testing.T) {
	coded := gz("hello")
	named := "\x1f\x8b\x08\x18\x00\x00\x00\x00\x00\xff" + "name\x00" + "comment\x00" + coded[10:]
	badSum := coded[:len(coded)-8] + "\x00\x00\x00\x00" + coded[len(coded)-4:]
	for _, tt := range []struct {
		what, body, want, error string
	}{
		{"empty body", "", "", ""},
		{"empty text", gz(""), "", ""},
		{"name and comment", named, "hello", ""},
		{"two members", coded + gz(" world"), "hello world", ""},
		{"many members", strings.Repeat(gz("x"), 100), strings.Repeat("x", 100), ""},
		{"empty members", strings.Repeat(gz(""), 1000) + coded, "hello", ""},
		{"zeros behind", coded + strings.Repeat("\x00", 1000), "hello", ""},
		{"garbage behind", coded + "<!-- cached -->", "hello", ""},
		{"much garbage behind", coded + strings.Repeat("x", 100_000), "hello", ""},
		{"half a magic behind", coded + "\x1f", "hello", ""},
		{"garbage like a member", coded + "\x1f\x8b\x08", "hello", "gzip: the body broke off: unexpected EOF"},
		{"second member broken", coded + "\x1f\x8b\x08\x02" + strings.Repeat("x", 100), "hello", "gzip: invalid header"},
		{"second member cut", coded + coded[:20], "hellohello", "gzip: the body broke off: unexpected EOF"},
		{"second member cut in its name", coded + "\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xffna", "hello", "gzip: the body broke off: unexpected EOF"},
		{"cut in its name", "\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xffna", "", "gzip: the body broke off: unexpected EOF"},
		{"not gzip", "<html>not compressed at all", "", "gzip: invalid header"},
		{"deflate", "x\x9c\xcbH\xcd\xc9\xc9\x07\x00\x06,\x02\x15", "", "gzip: invalid header"},
		{"wrong sum", badSum, "hello", "gzip: invalid checksum"},
		{"wrong size", coded[:len(coded)-1] + "\x01", "hello", "gzip: invalid checksum"},
		{"corrupt data", coded[:10] + "\xff" + coded[11:], "", "gzip: flate: corrupt input before offset 1"},
	} {
		for _, pieces := range [][]string{{tt.body}, strings.Split(tt.body, "")} {
			got, err := decode("gzip", 0, pieces...)
			equal(t, tt.what, got, tt.want)
			if tt.error == "" {
				is(t, tt.what, err, nil)
			} else if err == nil || err.Error() != tt.error {
				t.Errorf("%s: got error %v, want %s", tt.what, err, tt.error)
			}
		}
	}
}

// TestDecodeTruncated: what came before the cut comes out, and the cut is an
// error at every place.
func TestDecodeTruncated(t *testing.T) {
	want := text(2000)
	coded := gz(want)
	for at := 1; at < len(coded); at++ {
		got, err := decode("gzip", 0, coded[:at])
		is(t, "cut", err, io.ErrUnexpectedEOF)
		if !strings.HasPrefix(want, got) {
			t.Errorf("cut at %d: %q is not how the text begins", at, got)
		}
	}
}

func TestDecodeNoMoreThan(t *testing.T) {
	for _, tt := range []struct {
		size int
		max  int64
		fits bool
	}{
		{100, 0, true}, {100, -1, true}, {100, 100, true}, {100, 101, true}, {100, 99, false}, {100, 1, false}, {0, 1, true},
		{100_000, 100_000, true}, {100_000, 99_999, false}, {100_000, 32 << 10, false},
	} {
		want := text(tt.size)
		for coding, body := range map[string]string{"": want, "gzip": gz(want)} {
			got, err := decode(coding, tt.max, body)
			if tt.fits {
				is(t, coding, err, nil)
				equal(t, coding, got, want)
				continue
			}
			is(t, coding, err, fetch.ErrBodyTooLarge)
			equal(t, coding, got, want[:tt.max])
		}
	}
}

// TestDecodeBomb: a body that would become 1 GiB stops at its limit, and what is
// held meanwhile is a window.
func TestDecodeBomb(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	zeros := make([]byte, 1<<20)
	for range 64 {
		z.Write(zeros)
	}
	z.Close()
	largest := 0
	d := fetch.NewDecoder("gzip", 10<<20, func(p []byte) error {
		largest = max(largest, len(p))
		return nil
	})
	_, err := d.Write(b.Bytes())
	is(t, "write", err, fetch.ErrBodyTooLarge)
	is(t, "write again", second(d.Write([]byte("x"))), fetch.ErrBodyTooLarge)
	is(t, "close", d.Close(), fetch.ErrBodyTooLarge)
	equal(t, "length", d.Len(), 10<<20)
	equal(t, "largest piece", largest, 32<<10)
}

func second(_ int, err error) error { return err }

var errSink = errors.New("disk full")

func TestDecodeSinkFails(t *testing.T) {
	for coding, body := range map[string]string{"": text(100), "gzip": gz(text(100))} {
		calls := 0
		d := fetch.NewDecoder(coding, 0, func([]byte) error { calls++; return errSink })
		is(t, "write", second(d.Write([]byte(body))), errSink)
		is(t, "write again", second(d.Write([]byte(body))), errSink)
		is(t, "close", d.Close(), errSink)
		equal(t, "calls", calls, 1)
	}
}

func TestDecodeComesOutAtOnce(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	var got []string
	d := fetch.NewDecoder("gzip", 0, func(p []byte) error { got = append(got, string(p)); return nil })
	for _, word := range []string{"one", "two", "three"} {
		z.Write([]byte(word))
		z.Flush()
		n, err := d.Write(b.Bytes())
		equal(t, "taken", n, b.Len())
		is(t, "write", err, nil)
		b.Reset()
	}
	lines(t, "so far", got, "one, two, three")
	is(t, "close before the end", d.Close(), io.ErrUnexpectedEOF)
}

func TestDecodeClose(t *testing.T) {
	for _, coding := range []string{"", "gzip", "nonsense"} {
		d := fetch.NewDecoder(coding, 0, nil)
		is(t, "close without write", d.Close(), nil)
		d = fetch.NewDecoder(coding, 0, nil)
		is(t, "write of nothing", second(d.Write(nil)), nil)
		is(t, "close", d.Close(), nil)
		is(t, "close again", d.Close(), nil)
	}
}

// TestDecoderLeavesNothingBehind: it runs on a goroutine of its own, which must
// end however the decoder does.
func TestDecoderLeavesNothingBehind(t *testing.T) {
	before := goroutines()
	coded := gz(text(1000))
	discard := func([]byte) error { return nil }
	for _, cut := range []int{0, 1, 5, 10, 100, len(coded) - 1, len(coded)} {
		d := fetch.NewDecoder("gzip", 0, discard)
		d.Write([]byte(coded[:cut]))
		d.Close() // early
		d.Close()
	}
	fetch.NewDecoder("gzip", 0, discard).Write([]byte("garbage, garbage")) // failed: needs no Close
	fetch.NewDecoder("gzip", 10, discard).Write([]byte(coded))
	fetch.NewDecoder("br", 0, discard).Write([]byte(coded))
	fetch.NewDecoder("gzip", 0, func([]byte) error { return errSink }).Write([]byte(coded))
	if left := leftGoroutines(before); left != nil {
		t.Errorf("%d goroutines are left:\n%s", len(left), strings.Join(left, "\n\n"))
	}
}

// FuzzDecoder holds the decoder against the standard library's, with the input
// cut at will.
func FuzzDecoder(f *testing.F) {
	for _, s := range []string{"", gz(""), gz("hello"), gz("a") + gz("b"), gz("a") + "junk", gz("a") + "\x1f\x8b\x08", gz(text(300))[:50], "garbage"} {
		f.Add([]byte(s), uint16(7))
	}
	f.Fuzz(func(t *testing.T, body []byte, seed uint16) {
		rnd := rand.New(rand.NewPCG(uint64(seed), 0))
		got, err := decode("gzip", 1<<20, cut(rnd, string(body), 1+int(seed)%50)...)
		want, wantErr := referee(body)
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("got error %v, the referee %v", err, wantErr)
		}
		if err == nil && got != want {
			t.Fatalf("got %q, the referee %q", got, want)
		}
		round, err := decode("gzip", 0, cut(rnd, gz(string(body)), 1+int(seed)%50)...)
		if err != nil || round != string(body) {
			t.Fatalf("there and back: %v, %q of %q", err, round, body)
		}
	})
}

// referee decodes with the standard library, member by member, with the limit
// of the fuzz test.
func referee(body []byte) (string, error) {
	if len(body) == 0 {
		return "", nil
	}
	in := bytes.NewReader(body)
	var out bytes.Buffer
	for {
		if at := len(body) - in.Len(); at+3 < len(body) && body[at+3]&0xe0 != 0 {
			return "", errors.New("reserved bits") // RFC 1952 §2.3.1.2; the standard library lets them pass
		}
		z, err := gzip.NewReader(in)
		if err != nil {
			return "", err
		}
		z.Multistream(false)
		n, err := io.Copy(&out, io.LimitReader(z, 1<<20+1))
		if err != nil {
			return "", err
		}
		if n > 1<<20 || out.Len() > 1<<20 {
			return "", fetch.ErrBodyTooLarge
		}
		if rest := body[len(body)-in.Len():]; !bytes.HasPrefix(rest, []byte(fetch.GzipMagic)) {
			return out.String(), nil
		}
	}
}
