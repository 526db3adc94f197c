package h2

import (
	"errors"
	"fmt"
	"strconv"

	"golang.org/x/net/http2"
)

// Code is a reason for ending a stream or a connection (RFC 9113 §7).
type Code = http2.ErrCode

// ErrNotProcessed is wrapped by the error of a stream that the server certainly
// did nothing for, so that any request may be sent again (RFC 9113 §8.7).
var ErrNotProcessed = errors.New("not processed by the server")

// ErrClosed is the error of what [Conn.Close] ended.
var ErrClosed = errors.New("the connection is closed")

// A ConnError is a connection that the server made unusable: it broke the
// protocol or a limit. The GOAWAY that tells it so is in the output.
type ConnError struct {
	Code   Code
	Detail string
}

func (e *ConnError) Error() string { return fmt.Sprintf("HTTP/2: %s (%v)", e.Detail, e.Code) }

// A StreamError is a response that is not valid, or that this client must not
// accept. The RST_STREAM that tells the server so is in the output.
type StreamError struct {
	Code   Code
	Detail string
	Seen   string // the offending text, at most 60 bytes of it
}

func (e *StreamError) Error() string {
	if e.Seen == "" {
		return "HTTP/2: " + e.Detail
	}
	return "HTTP/2: " + e.Detail + ": " + strconv.Quote(e.Seen)
}

// A ResetError is a stream that the server ended with RST_STREAM. It wraps
// [ErrNotProcessed] where the server refused the stream unread.
type ResetError struct{ Code Code }

func (e *ResetError) Error() string { return fmt.Sprintf("HTTP/2: reset by the server (%v)", e.Code) }

// Is tells that errors.Is(e, ErrNotProcessed) holds for REFUSED_STREAM.
func (e *ResetError) Is(target error) bool {
	return target == ErrNotProcessed && e.Code == http2.ErrCodeRefusedStream
}

// A GoAwayError is a stream that ended because the server ended the connection
// with GOAWAY. It wraps [ErrNotProcessed] where the server said that it had not
// processed the stream.
type GoAwayError struct {
	Code      Code
	Debug     string // what the server said besides, at most 100 bytes of it
	Processed bool   // perhaps
}

func (e *GoAwayError) Error() string {
	s := fmt.Sprintf("HTTP/2: the server ended the connection (%v)", e.Code)
	if e.Debug != "" {
		s += ": " + strconv.Quote(e.Debug)
	}
	return s
}

// Is tells that errors.Is(e, ErrNotProcessed) holds unless e.Processed.
func (e *GoAwayError) Is(target error) bool { return target == ErrNotProcessed && !e.Processed }

// maxSeen is how much of an offending text an error keeps, in bytes.
const maxSeen = 60

func malformed(detail, seen string) error {
	return &StreamError{http2.ErrCodeProtocol, detail, string([]byte(seen[:min(len(seen), maxSeen)]))}
}
