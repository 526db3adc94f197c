package coding_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"clew/fetch/coding"
)

// fuzzMax is the limit of what comes out of a fuzzed body.
const fuzzMax = 1 << 20

// FuzzDecoder holds the decoder against what other readers make of the same
// bytes, with the input cut at will, and brings every text there and back.
func FuzzDecoder(f *testing.F) {
	for i, form := range []string{"gzip", "deflate", "br", "zstd", "raw"} {
		for _, s := range []string{"", encode(form, ""), encode(form, "hello"), encode(form, "a") + encode(form, "b"),
			encode(form, "a") + "junk", encode(form, text(300))[:50], encode(form, text(300)), "garbage"} {
			f.Add([]byte(s), uint8(i), uint16(7))
		}
	}
	f.Add([]byte(gz("a")+"\x1f\x8b\x08"), uint8(0), uint16(7))
	f.Add([]byte(skippable(1, "abc")+rawFrame(10, "x")), uint8(3), uint16(7))
	f.Fuzz(func(t *testing.T, body []byte, which uint8, seed uint16) {
		form := []string{"gzip", "deflate", "br", "zstd", "raw"}[which%5]
		rnd := rand.New(rand.NewPCG(uint64(seed), 0))
		got, err := decode(nameOf(form), fuzzMax, cut(rnd, string(body), 1+int(seed)%50)...)
		want, wantErr := referees[nameOf(form)](body)
		if errors.Is(wantErr, errUndecided) || errors.Is(err, coding.ErrZeroOffset) {
			return
		}
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("%s: got error %v, the referee %v", form, err, wantErr)
		}
		if err == nil && got != want {
			t.Fatalf("%s: got %q, the referee %q", form, got, want)
		}
		round, err := decode(nameOf(form), 0, cut(rnd, encode(form, string(body)), 1+int(seed)%50)...)
		if err != nil || round != string(body) {
			t.Fatalf("%s, there and back: %v, %q of %q", form, err, round, body)
		}
	})
}

// FuzzStack looks for a list and a body that do harm; and what two codings wrap
// comes out again.
func FuzzStack(f *testing.F) {
	f.Add("gzip, br", []byte(encode("br", gz("hello"))))
	f.Add("deflate,deflate,zstd", []byte(encode("zstd", "x")))
	f.Fuzz(func(t *testing.T, list string, body []byte) {
		got, err := decode(list, 1<<16, string(body))
		if len(got) > 1<<16 {
			t.Fatalf("%d bytes, %v", len(got), err)
		}
		round, err := decode("zstd, gzip", 0, gz(encode("zstd", string(body))))
		if err != nil || round != string(body) {
			t.Fatalf("there and back: %v", err)
		}
	})
}

// FuzzFollow looks for a block that does harm before the library sees it.
func FuzzFollow(f *testing.F) {
	for _, s := range []string{"", "hello", text(300), page(5000), string(make([]byte, 100))} {
		f.Add([]byte(encode("zstd", s)))
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, block []byte) {
		size := len(block) << 3
		coding.Follow("\x28\xb5\x2f\xfd\x00\x00" + string([]byte{5 | byte(size), byte(size >> 8), byte(size >> 16)}) + string(block))
		coding.Follow(string(block))
	})
}

// errUndecided is a referee's: it cannot tell.
var errUndecided = errors.New("undecided")

// referees read a coding with other readers, or with the same library fresh and
// fed at once.
var referees = map[string]func([]byte) (string, error){
	"gzip": func(body []byte) (string, error) {
		in := bytes.NewReader(body)
		var out bytes.Buffer
		for in.Len() > 0 {
			if at := len(body) - in.Len(); at+3 < len(body) && body[at+3]&0xe0 != 0 {
				return "", errors.New("reserved bits") // RFC 1952 §2.3.1.2; the standard library lets them pass
			}
			z, err := gzip.NewReader(in)
			if err == gzip.ErrHeader && len(body) > 500 {
				return "", errUndecided // it may be a long name
			}
			if err != nil {
				return "", err
			}
			z.Multistream(false)
			if err := limited(&out, z); err != nil {
				return "", err
			}
			if !bytes.HasPrefix(body[len(body)-in.Len():], []byte("\x1f\x8b\x08")) {
				break
			}
		}
		return out.String(), nil
	},
	"deflate": func(body []byte) (string, error) {
		var out bytes.Buffer
		if len(body) == 0 {
			return "", nil
		}
		z, err := zlib.NewReader(bytes.NewReader(body))
		switch {
		case err == zlib.ErrDictionary:
			return "", err
		case err != nil:
			z = flate.NewReader(bytes.NewReader(body))
		}
		err = limited(&out, z)
		return out.String(), err
	},
	"br": func(body []byte) (string, error) {
		var out bytes.Buffer
		if len(body) == 0 {
			return "", nil
		}
		err := limited(&out, brotli.NewReader(bytes.NewReader(body)))
		if err != nil && err.Error() == "brotli: excessive input" {
			err = nil
		}
		return out.String(), err
	},
	"zstd": func(body []byte) (string, error) {
		z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(8<<20))
		if err != nil {
			return "", err
		}
		defer z.Close()
		out, err := z.DecodeAll(body, nil)
		if errors.Is(err, zstd.ErrDecoderSizeExceeded) {
			return "", errUndecided // it bounds the whole there, not the window
		}
		if len(out) > fuzzMax {
			err = coding.ErrTooLarge
		}
		return string(out), err
	},
}

// limited copies to out, which may hold no more than fuzzMax.
func limited(out *bytes.Buffer, r io.Reader) error {
	_, err := io.Copy(out, io.LimitReader(r, int64(fuzzMax+1-out.Len())))
	if err == nil && out.Len() > fuzzMax {
		return coding.ErrTooLarge
	}
	return err
}
