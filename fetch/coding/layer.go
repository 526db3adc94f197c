package coding

import (
	"bufio"
	"errors"
	"io"
	"sync"
)

// A layer removes one coding: what is read from it is decoded from what it reads
// from below. Layers are used again, whatever became of the body before.
type layer struct {
	coding string
	in     *bufio.Reader // the coded form
	stage  stage
	room   int64 // bytes that may still come out
	begun  bool
	err    error // how it ended
}

// A stage is the decoder in a layer. It reads from the layer's buffer.
type stage interface {
	// begin makes the stage ready for a body, as if it were new.
	begin()
	// Read returns io.EOF at the end of a sound form, which need not be the
	// end of what there is to read, and io.ErrUnexpectedEOF where it was cut
	// short.
	io.Reader
}

// layers are the layers of each coding that are not in use.
var layers = map[string]*sync.Pool{
	"gzip":    pool("gzip", newGzip),
	"deflate": pool("deflate", newDeflate),
	"br":      pool("br", newBrotli),
	"zstd":    pool("zstd", newZstd),
}

func pool(coding string, newStage func(*bufio.Reader) stage) *sync.Pool {
	return &sync.Pool{New: func() any {
		in := bufio.NewReader(nil)
		return &layer{coding: coding, in: in, stage: newStage(in)}
	}}
}

// reset makes the layer ready for a body, of which at most room bytes may come
// out.
func (l *layer) reset(body io.Reader, room int64) {
	l.in.Reset(body)
	l.room, l.begun, l.err = room, false, nil
}

func (l *layer) Read(p []byte) (int, error) {
	if l.err != nil {
		return 0, l.err
	}
	n, err := l.read(p)
	if l.room -= int64(n); l.room < 0 {
		n, err = 0, ErrTooLarge
	}
	l.err = l.explain(err)
	return n, l.err
}

// read begins with the first byte: nothing is complete in every coding.
func (l *layer) read(p []byte) (int, error) {
	if !l.begun {
		if _, err := l.in.Peek(1); err != nil {
			return 0, err
		}
		l.stage.begin()
		l.begun = true
	}
	return l.stage.Read(p)
}

// explain says which coding is broken, unless it is one further below.
func (l *layer) explain(err error) error {
	var below *Error
	if err == nil || err == io.EOF || err == ErrTooLarge || errors.As(err, &below) {
		return err
	}
	return &Error{l.coding, err}
}

// fixedMemory is about what a layer takes besides its window: buffers and tables.
const fixedMemory = 64 << 10

// windowOf returns how far back a list of codings may look, in bytes.
func windowOf(codings []string) (window int64) {
	for _, coding := range codings {
		switch coding {
		case "zstd":
			window += maxZstdWindow
		case "br":
			window += maxBrotliWindow
		}
	}
	return window
}
