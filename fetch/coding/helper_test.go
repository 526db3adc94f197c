package coding_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"clew/fetch/coding"
)

// encoders write each form that can be read, under the name of its coding, with
// "raw" for deflate without zlib's frame.
var encoders = map[string]func(io.Writer) io.WriteCloser{
	"gzip":    func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
	"deflate": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
	"raw": func(w io.Writer) io.WriteCloser {
		z, _ := flate.NewWriter(w, flate.DefaultCompression)
		return z
	},
	"br": func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
	"zstd": func(w io.Writer) io.WriteCloser {
		z, _ := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		return z
	},
}

// encode returns the form of a text in one of encoders.
func encode(form, text string) string {
	var b bytes.Buffer
	z := encoders[form](&b)
	io.WriteString(z, text)
	z.Close()
	return b.String()
}

// gz is encode with gzip.
func gz(text string) string { return encode("gzip", text) }

// nameOf is the coding of a form.
func nameOf(form string) string {
	if form == "raw" {
		return "deflate"
	}
	return form
}

// decode feeds a decoder with pieces and returns what came out.
func decode(list string, max int64, pieces ...string) (string, error) {
	var b strings.Builder
	d := coding.NewDecoder(list, max, func(p []byte) error {
		b.Write(p)
		return nil
	})
	for _, piece := range pieces {
		if _, err := d.Write([]byte(piece)); err != nil {
			if again := d.Close(); again != err {
				err = errors.Join(errors.New("Close says something else"), err, again)
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

// cut cuts a text at random into pieces of up to size bytes.
func cut(rnd *rand.Rand, s string, size int) (pieces []string) {
	for s != "" {
		n := min(1+rnd.IntN(size), len(s))
		pieces, s = append(pieces, s[:n]), s[n:]
	}
	return pieces
}

// equal checks one fact.
func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %s, want %s", what, brief(got), brief(want))
	}
}

// brief is a value as text, not all of it where it is long.
func brief(v any) string {
	s := fmt.Sprintf("%v", v)
	return fmt.Sprintf("%q", s[:min(len(s), 300)])
}

// is checks an error with errors.Is; a nil want wants none.
func is(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", what, err, want)
	}
}

// says checks the message of an error; "" wants none.
func says(t testing.TB, what string, err error, want string) {
	t.Helper()
	if got := fmt.Sprint(err); err == nil && want != "" || err != nil && got != want {
		t.Errorf("%s: got error %v, want %q", what, err, want)
	}
}

// A story is a coded form, and what is made of it.
type story struct{ what, body, want, error string }

// tell decodes bodies whole and byte by byte.
func tell(t *testing.T, list string, stories []story) {
	t.Helper()
	for _, s := range stories {
		for _, pieces := range [][]string{{s.body}, strings.Split(s.body, "")} {
			got, err := decode(list, 0, pieces...)
			equal(t, s.what, got, s.want)
			says(t, s.what, err, s.error)
		}
	}
}

// inPieces decodes a sound form, cut at random.
func inPieces(t *testing.T, list, coded, want string) {
	t.Helper()
	got, err := decode(list, 0, cut(rand.New(rand.NewPCG(3, 3)), coded, 2000)...)
	is(t, list, err, nil)
	equal(t, list, got, want)
}
