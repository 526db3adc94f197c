package h1

// Reader reads one response after the other from the bytes of a connection. It
// is fed by [Reader.Head] until the head is there, then by [Reader.Body] until
// that is done; [Reader.EOF] tells it of the end of the stream. [Reader.Reset]
// makes it ready for the next response. The zero value is ready to read the
// response to a GET, with the default limits.
//
// An error is final: every later call returns it again.
type Reader struct {
	method  string
	limits  Limits
	state   state
	section section // the head or the trailer section that is arriving
	used    int     // bytes of heads so far, or of the trailer section
	blank   int     // empty lines before this head
	interim int     // 1xx heads so far
	excess  bool    // bytes came that belong to no response
	head    Head
	chunked chunked
	got     int64 // bytes of payload handed out
	trailer Header
	err     error
}

type state uint8

const (
	beforeHead   state = iota // at the start of a line that may be empty
	beforeHeadLF              // after the CR of an empty line
	inMagic                   // within the first bytes of the status line
	inHead
	inBody
	inTrailer
	done
)

// Reset makes the reader ready for the response to a request with this method.
// Memory is kept, within reason; what the former response gave stays valid.
func (r *Reader) Reset(method string, limits Limits) {
	r.section.reset()
	r.method, r.limits = method, limits
	r.state, r.used, r.blank, r.interim, r.excess = beforeHead, 0, 0, 0, false
	r.head, r.trailer, r.err = Head{}, nil, nil
	r.chunked, r.got = chunked{}, 0
}

// Response returns the head of the final response, once [Reader.Head] has
// reported it done. It is valid until Reset; what it holds stays valid.
func (r *Reader) Response() *Head { return &r.head }

// Trailer returns the fields of the trailer section, once the body is done.
// They never count as header fields (RFC 9110 §6.5.1).
func (r *Reader) Trailer() Header { return r.trailer }

// Reusable reports whether the connection may carry another request: the
// message is complete, neither side's version nor a Connection field ends the
// connection, and no byte beyond the message has been fed (RFC 9112 §9.2: such
// bytes must not be taken for the response to a later request).
func (r *Reader) Reusable() bool {
	return r.state == done && r.err == nil && r.head.KeepAlive && !r.excess
}

// EOF tells that the peer has closed its side. It returns nil where this ends
// the message properly: after a complete one, or within a body that lasts until
// the close. Else: [ErrNoResponse] before the first byte, a [*TruncatedError]
// (RFC 9112 §8: an incomplete message must not pass for a complete one), or the
// error that Head or Body gave.
func (r *Reader) EOF() error {
	switch {
	case r.err != nil, r.state == done:
	case r.state == inBody && r.head.Framing == UntilClose:
		r.state = done
	case r.state >= inBody:
		r.err = &TruncatedError{InBody, r.got, r.head.ContentLength}
	case r.used == 0:
		r.err = ErrNoResponse
	default:
		r.err = &TruncatedError{InHead, int64(r.used), -1}
	}
	return r.err
}
