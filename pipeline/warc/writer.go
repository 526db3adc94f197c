package warc

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
)

// Options say what a [Writer] writes, and where. They are not modified.
type Options struct {
	// Next opens the file that comes next, and is done with the one before. It is
	// called by the first Write, and by each that finds a file at its full size.
	Next func() (File, error)

	// MaxSize is the size in bytes from which on a file takes no more. The
	// exchange that reaches it is still in it. 0 = 1 GB; negative = no end.
	MaxSize int64

	SHA256 bool    // for digests, instead of SHA-1
	Info   []Field // of each warcinfo record, besides the format

	// Earlier finds the capture that had this payload digest, and thereby makes
	// a revisit of the one that is written. nil = never.
	Earlier func(digest string) (Original, bool)

	Random io.Reader // for the ids of records; nil = crypto/rand
}

// A File is one to write to.
type File struct {
	Name string // as an index names it, without a folder; with .gz it is compressed
	Out  io.Writer
	Size int64 // of what is there already, to which records are added
}

// A Writer writes exchanges as records of WARC files.
type Writer struct {
	o        Options
	file     File
	out      *bufio.Writer // to file.Out
	gz       *gzip.Writer
	info     id // of the file's warcinfo record
	response response
	block    *digest
	header   []byte
	source   io.SectionReader // of the message that is copied
	copy     []byte
	err      error
}

const (
	defaultMaxSize = 1_000_000_000
	outBuffer      = 64 << 10
	copyBuffer     = 32 << 10

	// level makes a page 1 to 2 % larger than the library's own choice, 5, in 60 %
	// of the time.
	level = 4
)

// NewWriter returns a writer. Nothing is opened before its first Write.
func NewWriter(o *Options) *Writer {
	gz, _ := gzip.NewWriterLevel(io.Discard, level) // fails for a level that there is not
	w := &Writer{
		o:     *o,
		out:   bufio.NewWriterSize(io.Discard, outBuffer),
		gz:    gz,
		block: newDigest(o.SHA256),
		copy:  make([]byte, copyBuffer),
	}
	w.response.block, w.response.payload = newDigest(o.SHA256), newDigest(o.SHA256)
	if w.o.MaxSize == 0 {
		w.o.MaxSize = defaultMaxSize
	}
	if w.o.Random == nil {
		w.o.Random = rand.Reader
	}
	return w
}

// Write writes an exchange: two records in one file, and a warcinfo record where
// it begins that file. When it returns they have been given to the file's Out.
//
// A Block that cannot be read the first time fails this call only. After any
// other failure what lies behind the last capture may be half a record; the
// error is final.
func (w *Writer) Write(x *Exchange) (Capture, error) {
	if w.err != nil {
		return Capture{}, w.err
	}
	if err := w.read(x); err != nil {
		return Capture{}, fmt.Errorf("warc %q: read the response: %w", x.URL, err)
	}
	block, err := w.digestOf(x.Request)
	if err != nil {
		return Capture{}, fmt.Errorf("warc %q: read the request: %w", x.URL, err)
	}
	c, err := w.write(x, block)
	if err != nil {
		w.err = fmt.Errorf("warc %q: write %s: %w", x.URL, w.file.Name, err)
		return Capture{}, w.err
	}
	return c, nil
}

// read is the first reading of the response.
func (w *Writer) read(x *Exchange) error {
	w.response.reset(x.Method)
	return w.copyTo(&w.response, x.Response, x.Response.Size())
}

func (w *Writer) digestOf(b Block) (string, error) {
	err := w.copyTo(w.block, b, b.Size())
	return w.block.take(), err
}

// copyTo copies a message, or its beginning.
func (w *Writer) copyTo(dst io.Writer, b io.ReaderAt, size int64) error {
	w.source = *io.NewSectionReader(b, 0, size)
	n, err := io.CopyBuffer(dst, &w.source, w.copy)
	w.source = io.SectionReader{} // which keeps no message alive
	if err == nil && n < size {
		err = io.ErrUnexpectedEOF
	}
	return err
}

func (w *Writer) write(x *Exchange, requestDigest string) (Capture, error) {
	if err := w.open(x.Start); err != nil {
		return Capture{}, err
	}
	response, err := newID(w.o.Random)
	if err != nil {
		return Capture{}, err
	}
	c, err := w.writeResponse(x, &response)
	if err != nil {
		return Capture{}, err
	}
	if c.Request, err = w.writeRequest(x, &response, requestDigest); err != nil {
		return Capture{}, err
	}
	return c, w.out.Flush()
}
