package fetch

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// AcceptEncoding is what a client that decodes with [NewDecoder] may ask for.
const AcceptEncoding = "gzip"

// ErrBodyTooLarge says that a decoded body is longer than allowed.
var ErrBodyTooLarge = errors.New("body too large")

// A Decoder removes the content codings of a body. It is fed by Write with the
// pieces of the body as they come and hands what they decode to on at once, so
// that no more than a window is held; Close tells it that the body has ended.
//
// The decoders of the libraries want to read; a Decoder runs one as a coroutine
// that gives way when it has read everything. So it must be closed, unless Write
// has failed. All calls must come from the same kind of goroutine: all from a
// loop's thread, or all from others.
type Decoder struct {
	sink func([]byte) error
	max  int64 // bytes that may come out; 0 = no limit
	n    int64 // that have

	coding string
	next   func() (struct{}, bool)
	in     []byte
	eof    bool
	err    error
}

// NewDecoder returns a decoder for a Content-Encoding field. Decoded bytes go
// to sink, valid during the call; the first max of them, if there are more, and
// then [ErrBodyTooLarge]. An unknown coding is an error of Write.
func NewDecoder(contentEncoding string, max int64, sink func([]byte) error) *Decoder {
	return &Decoder{coding: coding(contentEncoding), max: max, sink: sink}
}

// coding returns the one coding of a field, "" for none.
func coding(field string) string {
	field = strings.ToLower(strings.TrimSpace(field))
	switch field {
	case "identity":
		return ""
	case "x-gzip":
		return "gzip"
	}
	return field
}

// IsCoded reports whether a body with this Content-Encoding needs decoding.
func IsCoded(contentEncoding string) bool { return coding(contentEncoding) != "" }

// Len returns how many bytes have come out.
func (d *Decoder) Len() int64 { return d.n }

// Write decodes p. An error is final: of the sink, of the coding (it is then
// an [*Error] of kind decode once the caller has named the URL), or
// ErrBodyTooLarge.
func (d *Decoder) Write(p []byte) (int, error) {
	if d.err != nil {
		return 0, d.err
	}
	if len(p) == 0 {
		return 0, nil
	}
	if d.coding == "" {
		d.err = d.emit(p)
		return len(p), d.err
	}
	d.in = p
	d.resume()
	return len(p), d.err
}

// Close tells the decoder that the body has ended, or is no longer wanted. It
// returns an error where the coded body is not complete. An empty body is
// complete in every coding.
func (d *Decoder) Close() error {
	if d.next != nil && d.err == nil {
		d.in, d.eof = nil, true
		d.resume() // to its end
	}
	return d.err
}

// emit hands decoded bytes on, no more than max.
func (d *Decoder) emit(p []byte) error {
	var tooLarge error
	if d.max > 0 && int64(len(p)) > d.max-d.n {
		p, tooLarge = p[:d.max-d.n], ErrBodyTooLarge
	}
	if len(p) > 0 {
		d.n += int64(len(p))
		if err := d.sink(p); err != nil {
			return err
		}
	}
	return tooLarge
}

// resume runs the coroutine until it wants more.
func (d *Decoder) resume() {
	if d.next == nil {
		d.next, _ = iter.Pull(d.run) // ends by itself, after an error or at the end of the input
	}
	d.next()
}

// run is the coroutine: it copies from the library's reader to the sink. It may
// end before the body does: what follows is not looked at.
func (d *Decoder) run(yield func(struct{}) bool) {
	r, err := openDecoder(d.coding, feed{d, yield})
	if err == nil {
		err = d.copy(r)
	}
	if err != nil {
		d.err = err
	}
}

func (d *Decoder) copy(r io.Reader) error {
	buf := make([]byte, 32<<10)
	for {
		n, err := r.Read(buf)
		if n > 0 {
			if err := d.emit(buf[:n]); err != nil {
				return err
			}
		}
		switch err {
		case nil:
		case io.EOF:
			return nil
		default:
			return decodeError(d.coding, err)
		}
	}
}

// decodeError says which coding is broken; io.EOF never comes here as itself.
func decodeError(coding string, err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s: the body broke off: %w", coding, io.ErrUnexpectedEOF)
	case strings.HasPrefix(err.Error(), coding+": "):
		return err
	}
	return fmt.Errorf("%s: %w", coding, err)
}

// feed is the reader under the library's: what was written, then a pause.
type feed struct {
	d     *Decoder
	yield func(struct{}) bool
}

func (f feed) Read(p []byte) (int, error) {
	for len(f.d.in) == 0 {
		if f.d.eof {
			return 0, io.EOF
		}
		f.yield(struct{}{})
	}
	n := copy(p, f.d.in)
	f.d.in = f.d.in[n:]
	return n, nil
}

// openDecoder returns the library's reader of a coding.
func openDecoder(coding string, r io.Reader) (io.Reader, error) {
	switch coding {
	case "gzip":
		z, err := newGzipReader(r)
		if err != nil {
			return nil, decodeError(coding, err)
		}
		return z, nil
	}
	return nil, fmt.Errorf("unknown content coding %q", cut(coding))
}
