package h1

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Where names the part of a message that an error is about.
type Where string

// The parts of a message.
const (
	InHead       Where = "head"
	InStatusLine Where = "status line"
	InField      Where = "header field"
	InFraming    Where = "body framing"
	InInterim    Where = "interim response"
	InBody       Where = "body"
	InChunk      Where = "chunked body"
	InTrailer    Where = "trailer"
)

var (
	// ErrNoResponse is returned by [Reader.EOF] where the peer closed before the
	// first byte of a response. On a connection that had been used before, this
	// is what a server that closed it as idle looks like (RFC 9112 §9.3.1).
	ErrNoResponse = errors.New("no response: closed before its first byte")

	// ErrHeadTooLarge is wrapped by the error of a head or a trailer section that
	// exceeds [Limits].
	ErrHeadTooLarge = errors.New("too large")
)

// ProtocolError is a response that is not valid HTTP/1, or that this client must
// not accept.
type ProtocolError struct {
	Where  Where
	Detail string // what was expected or what is wrong
	Seen   string // the offending bytes, at most 60 of them, as far as they had arrived
}

func (e *ProtocolError) Error() string {
	s := string(e.Where) + ": " + e.Detail
	if e.Seen != "" {
		s += ": " + strconv.Quote(e.Seen)
	}
	return s
}

// TruncatedError is a response that broke off: the peer closed within the head
// or within the body. It unwraps to [io.ErrUnexpectedEOF].
type TruncatedError struct {
	Where Where // InHead or InBody
	Got   int64 // bytes that had arrived: of the head, or of the payload
	Want  int64 // bytes that the head had announced; negative where it did not
}

func (e *TruncatedError) Error() string {
	if e.Want < 0 {
		return fmt.Sprintf("%s: broke off after %d bytes", e.Where, e.Got)
	}
	return fmt.Sprintf("%s: broke off after %d of %d bytes", e.Where, e.Got, e.Want)
}

// Unwrap returns [io.ErrUnexpectedEOF].
func (e *TruncatedError) Unwrap() error { return io.ErrUnexpectedEOF }

// RequestError is a request that [AppendRequest] does not write: a mistake of the
// caller, or an attempt to smuggle bytes into the head.
type RequestError struct {
	Part   string // "method", "target", "host", "field name", "field value", "content length"
	Detail string // what is wrong
	Seen   string // the offending text, at most 60 bytes of it
}

func (e *RequestError) Error() string {
	return "request " + e.Part + ": " + e.Detail + ": " + strconv.Quote(e.Seen)
}

// maxSeen is how much of an offending text an error keeps, in bytes.
const maxSeen = 60

func malformed(where Where, detail, seen string) error {
	return &ProtocolError{Where: where, Detail: detail, Seen: excerpt(seen)}
}

// excerpt copies, so that an error never keeps a whole head alive.
func excerpt(s string) string { return strings.Clone(s[:min(len(s), maxSeen)]) }

func tooLarge(where Where, limit int, unit string) error {
	return fmt.Errorf("%s: %w: over %d %s", where, ErrHeadTooLarge, limit, unit)
}
