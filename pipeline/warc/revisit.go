package warc

import "io"

// The profiles of revisits (§6.7).
const (
	sameDigest  = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
	notModified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
)

// kept is what is stored of a response.
type kept struct {
	profile        string // of a revisit; "" = it is a response
	original       Original
	size           int64 // of the block, which is the message's beginning
	cut            Truncated
	block, payload string // digests
}

// keep decides that from the first reading.
func (w *Writer) keep(x *Exchange) (k kept, err error) {
	k.block, k.size, k.cut = w.response.block.take(), x.Response.Size(), x.Truncated
	if w.response.headDone {
		k.payload = w.response.payload.take()
	}
	k.profile, k.original = w.revisits(x, k.payload)
	switch k.profile {
	case sameDigest:
		k.size, k.cut = w.response.head, ByLength
		k.block, err = w.digestOf(io.NewSectionReader(x.Response, 0, k.size))
	case notModified: // §6.7.3: its payload is that of the original
		k.payload = k.original.Digest
	}
	return k, err
}

// writeResponse writes what came: as a response, or as a revisit of an earlier one.
func (w *Writer) writeResponse(x *Exchange, record *id) (c Capture, err error) {
	k, err := w.keep(x)
	if err != nil {
		return c, err
	}
	c = Capture{
		URL: x.URL, Method: x.Method, Date: x.Start, Status: w.response.status(), MIME: w.response.mime(),
		Digest: k.payload, Truncated: x.Truncated, Revisit: k.profile != "",
	}
	kind := "response"
	if c.Revisit {
		kind = "revisit"
	}
	c.Place, err = w.record(k.append(w.beginMessage(kind, record, x)), x.Response, k.size)
	return c, err
}

// append adds what a response's header has of its own.
func (k *kept) append(h []byte) []byte {
	if k.profile != "" {
		h = appendField(h, "WARC-Profile", k.profile)
		h = appendURIField(h, "WARC-Refers-To-Target-URI", k.original.URL)
		h = appendDate(h, "WARC-Refers-To-Date", k.original.Date)
	}
	if k.cut != "" {
		h = appendField(h, "WARC-Truncated", string(k.cut))
	}
	h = appendField(h, "WARC-Block-Digest", k.block)
	if k.payload != "" {
		h = appendField(h, "WARC-Payload-Digest", k.payload)
	}
	return appendField(h, "Content-Type", "application/http;msgtype=response")
}

// revisits says which kind of revisit a response is, if it is one, and of what.
func (w *Writer) revisits(x *Exchange, digest string) (profile string, original Original) {
	switch r := &w.response; {
	case x.Truncated != "" || !r.headDone:
	case x.NotModified != nil && r.status() == 304:
		return notModified, *x.NotModified
	case r.content > 0 && w.o.Earlier != nil:
		if original, ok := w.o.Earlier(digest); ok {
			return sameDigest, original
		}
	}
	return "", Original{}
}
