package h1

import "strconv"

// Request is the head of a request.
type Request struct {
	Method string // a token, as "GET"
	Target string // in the form that goes into the request line (RFC 9112 §3.2), percent-encoded
	Host   string // the value of the Host field: host, and port where it is not the default
	Header Header // the other fields, in the order in which they are sent
	// ContentLength is the length of the body in bytes, which the caller sends
	// after the head. 0 is no body: the field is left out but for the methods
	// that anticipate one: POST, PUT, PATCH (RFC 9110 §8.6).
	ContentLength int64
}

// AppendRequest appends the request line and the fields of req, Host first (RFC
// 9110 §7.2), and the empty line that ends them. It allocates nothing but dst's growth.
//
// On an error, a [*RequestError], it returns dst as it was. Nothing that the
// caller gives can end a line or a word early; Host, Content-Length and
// Transfer-Encoding are not accepted among the fields, as they frame the message.
func AppendRequest(dst []byte, req *Request) ([]byte, error) {
	if err := req.check(); err != nil {
		return dst, err
	}
	b := append(dst, req.Method...)
	b = append(b, ' ')
	b = append(b, req.Target...)
	b = append(b, " HTTP/1.1\r\n"...)
	b = appendField(b, "Host", req.Host)
	for i := range req.Header {
		f := &req.Header[i]
		if err := f.check(); err != nil {
			return dst, err
		}
		b = appendField(b, f.Name, f.Value)
	}
	if req.SendsLength() {
		b = append(b, "Content-Length: "...)
		b = strconv.AppendInt(b, req.ContentLength, 10)
		b = append(b, "\r\n"...)
	}
	return append(b, "\r\n"...), nil
}

func appendField(b []byte, name, value string) []byte {
	b = append(b, name...)
	b = append(b, ": "...)
	b = append(b, value...)
	return append(b, "\r\n"...)
}

// SendsLength reports whether the request has a Content-Length field; see
// ContentLength.
func (req *Request) SendsLength() bool {
	return req.ContentLength > 0 || req.Method == "POST" || req.Method == "PUT" || req.Method == "PATCH"
}

// Check returns the error that [AppendRequest] would return, for those who send
// the request in another form.
func (req *Request) Check() error {
	err := req.check()
	for i := 0; i < len(req.Header) && err == nil; i++ {
		err = req.Header[i].check()
	}
	return err
}

// check is Check without the fields.
func (req *Request) check() error {
	switch {
	case !isToken(req.Method):
		return refuse("method", "want a token", req.Method)
	case !consistsOf(req.Target, &targetChar):
		return refuse("target", "want visible ASCII characters", req.Target)
	case !consistsOf(req.Host, &hostChar):
		return refuse("host", "want host or host:port", req.Host)
	case req.ContentLength < 0:
		return refuse("content length", "negative", strconv.FormatInt(req.ContentLength, 10))
	}
	return nil
}

// check refuses what RFC 9110 §5.1 and §5.5 forbid a sender to generate.
func (f *Field) check() error {
	if !isToken(f.Name) {
		return refuse("field name", "want a token", f.Name)
	}
	switch len(f.Name) {
	case len("host"), len("content-length"), len("transfer-encoding"):
		if equalFold(f.Name, "host") || equalFold(f.Name, "content-length") || equalFold(f.Name, "transfer-encoding") {
			return refuse("field name", "belongs to the request, not among its fields", f.Name)
		}
	}
	for i := range len(f.Value) {
		if c := f.Value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return refuse("field value", "control character in "+f.Name, f.Value)
		}
	}
	return nil
}

func refuse(part, detail, seen string) error {
	return &RequestError{Part: part, Detail: detail, Seen: excerpt(seen)}
}

// targetChar holds the visible ASCII characters: more than a URL may have, but
// what the URL standard leaves unencoded, such as "|", and nothing that ends the word.
var targetChar = func() (t [256]bool) {
	for c := '!'; c <= '~'; c++ {
		t[c] = true
	}
	return t
}()

// hostChar is targetChar without what delimits an authority or a list.
var hostChar = func() (t [256]bool) {
	t = targetChar
	for _, c := range `/\?#@,<>"` {
		t[c] = false
	}
	return t
}()

func consistsOf(s string, set *[256]bool) bool {
	for i := range len(s) {
		if !set[s[i]] {
			return false
		}
	}
	return s != ""
}
