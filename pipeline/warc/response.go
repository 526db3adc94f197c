package warc

import (
	"strings"

	"clew/fetch/h1"
)

// A response is what the first reading of one finds. It is written to.
type response struct {
	block, payload *digest
	http           h1.Reader
	headDone, done bool
	err            error
	head           int64 // bytes of the head, with the empty line
	content        int64 // bytes of the payload
}

// maxHead is the most bytes of a head; it is held until it ends. A response with
// a longer one is stored like what is no HTTP.
const maxHead = 16 << 20

// reset makes r ready for the response to a request with this method. It has
// passed the limits of the client already, which may be wide.
func (r *response) reset(method string) {
	r.block.Reset()
	r.payload.Reset()
	r.http.Reset(method, h1.Limits{MaxHead: maxHead, MaxFields: -1, MaxInterim: -1})
	r.headDone, r.done, r.err, r.head, r.content = false, false, nil, 0, 0
}

// Write takes the next bytes of the message. It does not fail: what is no HTTP
// is a block without a payload.
func (r *response) Write(p []byte) (int, error) {
	r.block.Write(p)
	for rest, n := p, 0; len(rest) > 0 && !r.done && r.err == nil; rest = rest[n:] {
		if n = r.read(rest); n == 0 {
			break
		}
	}
	return len(p), nil
}

func (r *response) read(p []byte) (n int) {
	if !r.headDone {
		n, r.headDone, r.err = r.http.Head(p)
		r.head += int64(n)
		return n
	}
	var payload []byte
	payload, n, r.done, r.err = r.http.Body(p)
	r.payload.Write(payload)
	r.content += int64(len(payload))
	return n
}

func (r *response) status() int {
	if !r.headDone {
		return 0
	}
	return r.http.Response().StatusCode
}

// mime returns the type and subtype that the head names.
func (r *response) mime() string {
	if !r.headDone {
		return ""
	}
	value := r.http.Response().Header.Get("Content-Type")
	if end := strings.IndexAny(value, "; \t,"); end >= 0 {
		value = value[:end]
	}
	return value
}
