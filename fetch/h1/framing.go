package h1

import "math"

// Framing is how the end of a response's body is found (RFC 9112 §6.3).
type Framing uint8

// The framings.
const (
	None       Framing = iota // there is no body
	Length                    // the body has ContentLength bytes
	Chunked                   // the body ends with its last chunk
	UntilClose                // the body ends with the connection
)

func (f Framing) String() string {
	return [...]string{"none", "length", "chunked", "until close"}[f]
}

// framingFields is what the fields that frame a message say, all taken together.
type framingFields struct {
	length           string // the one text of all Content-Length elements
	codings          int    // elements of Transfer-Encoding
	coding           string // the first of them
	close, keepAlive bool   // tokens of Connection
	hasLength, hasTE bool   // the field is there, be it empty
	lengthsDiffer    bool
}

// frame decides how the body ends and whether the connection lives on after it.
func (h *Head) frame(method string) error {
	var f framingFields
	f.read(h.Header)
	// RFC 9112 §9.3: close ends it; 1.1 persists; 1.0 does with keep-alive.
	h.KeepAlive = !f.close && (h.atLeast11() || f.keepAlive)
	switch {
	// RFC 9112 §6.3 rule 1: no body, regardless of the fields present.
	case method == "HEAD", h.StatusCode == 204, h.StatusCode == 304:
		h.Framing = None
	// Rule 2: the connection becomes a tunnel; both fields must be ignored.
	case method == "CONNECT" && h.StatusCode/100 == 2:
		h.Framing, h.KeepAlive = None, false
	case f.hasTE:
		return h.frameByCoding(&f)
	case f.hasLength:
		return h.frameByLength(&f)
	default: // rule 8
		h.Framing, h.KeepAlive = UntilClose, false
	}
	return nil
}

// read costs one switch on the length of each name.
func (f *framingFields) read(header Header) {
	for i := range header {
		field := &header[i]
		switch len(field.Name) {
		case len("Connection"):
			if equalFold(field.Name, "Connection") {
				f.addConnection(field.Value)
			}
		case len("Content-Length"):
			if equalFold(field.Name, "Content-Length") {
				f.addLength(field.Value)
			}
		case len("Transfer-Encoding"):
			if equalFold(field.Name, "Transfer-Encoding") {
				f.addCoding(field.Value)
			}
		}
	}
}

func (f *framingFields) addConnection(list string) {
	for more := true; more; {
		var token string
		token, list, more = nextElement(list)
		switch len(token) {
		case len("close"):
			f.close = f.close || equalFold(token, "close")
		case len("keep-alive"):
			f.keepAlive = f.keepAlive || equalFold(token, "keep-alive")
		}
	}
}

// addLength takes a list of one value again and again for that value, as RFC
// 9112 §6.3 rule 5 allows. An empty element is none: this field is no list.
func (f *framingFields) addLength(list string) {
	for more := true; more; {
		var element string
		element, list, more = nextElement(list)
		f.lengthsDiffer = f.lengthsDiffer || f.hasLength && element != f.length
		f.length, f.hasLength = element, true
	}
}

// addCoding skips empty elements (RFC 9110 §5.6.1.2).
func (f *framingFields) addCoding(list string) {
	f.hasTE = true
	for more := true; more; {
		var element string
		element, list, more = nextElement(list)
		if element == "" {
			continue
		}
		if f.codings++; f.codings == 1 {
			f.coding = element
		}
	}
}

// frameByCoding obeys RFC 9112 §6.1 and rules 3 and 4 of §6.3. Codings other
// than chunked were not asked for (there is no TE field in our requests), so
// that they are an error, and none of them is ever handed on as if it were the
// content. identity, which older servers send, codes nothing: rule 4 holds.
func (h *Head) frameByCoding(f *framingFields) error {
	switch {
	case f.hasLength: // rule 3: an attempt to smuggle, ought to be handled as an error
		return malformed(InFraming, "both transfer-encoding and content-length", f.coding+", "+f.length)
	case f.codings == 1 && equalFold(f.coding, "chunked"):
		h.Framing = Chunked
		// §6.1: in a message of 1.0 the framing is faulty: close after it.
		h.KeepAlive = h.KeepAlive && h.atLeast11()
	case f.codings == 1 && equalFold(f.coding, "identity"):
		h.Framing, h.KeepAlive = UntilClose, false
	case f.codings > 1:
		return malformed(InFraming, "unsupported transfer codings, the first of several", f.coding)
	default:
		return malformed(InFraming, "unsupported transfer coding", f.coding)
	}
	return nil
}

// frameByLength obeys RFC 9112 §6.3 rule 5: an invalid length is unrecoverable.
func (h *Head) frameByLength(f *framingFields) (err error) {
	h.Framing = Length
	h.ContentLength, err = f.contentLength()
	return err
}

// ContentLength returns what the Content-Length fields of a header say, -1 where
// there is none. A [*ProtocolError] is returned where they are no lengths, or
// differ.
func ContentLength(header Header) (int64, error) {
	var f framingFields
	if f.read(header); !f.hasLength {
		return -1, nil
	}
	return f.contentLength()
}

func (f *framingFields) contentLength() (int64, error) {
	if f.lengthsDiffer {
		return -1, malformed(InFraming, "differing content-lengths, the last", f.length)
	}
	n, ok := parseLength(f.length)
	if !ok {
		return -1, malformed(InFraming, "invalid content-length", f.length)
	}
	return n, nil
}

// parseLength reads 1*DIGIT (RFC 9110 §8.6) of at most 63 bits.
func parseLength(s string) (n int64, ok bool) {
	for i := range len(s) {
		d := int64(s[i]) - '0'
		if d < 0 || d > 9 || n > (math.MaxInt64-d)/10 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, s != ""
}
