package warc

import (
	"io"
	"time"
)

// begin starts a header with what every record has.
func (w *Writer) begin(kind string, record *id, date time.Time) []byte {
	h := append(w.header[:0], "WARC/1.1\r\n"...)
	h = appendField(h, "WARC-Type", kind)
	h = appendID(h, "WARC-Record-ID", record)
	return appendDate(h, "WARC-Date", date)
}

// beginMessage adds what both messages of an exchange have.
func (w *Writer) beginMessage(kind string, record *id, x *Exchange) []byte {
	h := w.begin(kind, record, x.Start)
	h = appendURIField(h, "WARC-Target-URI", x.URL)
	h = appendID(h, "WARC-Warcinfo-ID", &w.info)
	if x.IP.IsValid() {
		h = append(h, "WARC-IP-Address: "...)
		h = append(x.IP.Unmap().WithZone("").AppendTo(h), "\r\n"...)
	}
	for _, p := range x.Protocols {
		h = appendField(h, "WARC-Protocol", p)
	}
	return h
}

func (w *Writer) writeRequest(x *Exchange, response *id, digest string) (Place, error) {
	record, err := newID(w.o.Random)
	if err != nil {
		return Place{}, err
	}
	h := w.beginMessage("request", &record, x)
	h = appendID(h, "WARC-Concurrent-To", response)
	h = appendField(h, "WARC-Block-Digest", digest)
	h = appendField(h, "Content-Type", "application/http;msgtype=request")
	return w.record(h, x.Request, x.Request.Size())
}

// record writes a header, but for its end, and the block of size bytes.
func (w *Writer) record(header []byte, block io.ReaderAt, size int64) (Place, error) {
	header = appendNumber(header, "Content-Length", size)
	header = append(header, "\r\n"...)
	w.header = header // for the next one
	place := Place{File: w.file.Name, Offset: w.file.Size}
	var dst io.Writer = (*counted)(w)
	if w.file.compressed() {
		w.gz.Reset(dst)
		dst = w.gz
	}
	if _, err := dst.Write(header); err != nil {
		return place, err
	}
	if err := w.copyTo(dst, block, size); err != nil {
		return place, err
	}
	if _, err := dst.Write(recordEnd); err != nil {
		return place, err
	}
	if w.file.compressed() {
		if err := w.gz.Close(); err != nil {
			return place, err
		}
	}
	place.Length = w.file.Size - place.Offset
	return place, nil
}

var recordEnd = []byte("\r\n\r\n")

// counted is the way to the file, on which its size is known.
type counted Writer

func (w *counted) Write(p []byte) (int, error) {
	n, err := w.out.Write(p)
	w.file.Size += int64(n)
	return n, err
}
