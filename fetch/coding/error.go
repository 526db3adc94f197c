package coding

import (
	"errors"
	"fmt"
	"io"
)

// ErrTooLarge says that a body is longer than allowed, decoded, or that its coded
// form is out of all proportion to what is allowed.
var ErrTooLarge = errors.New("body too large")

// An Error is a body that cannot be decoded: its form is broken or cut short, or
// the coding is unknown.
type Error struct {
	Coding string // as the list has it, in lower case
	Err    error  // io.ErrUnexpectedEOF where the body was cut short
}

func (e *Error) Error() string {
	name := e.Coding[:min(len(e.Coding), 100)]
	if e.Err == io.ErrUnexpectedEOF {
		return name + ": the body broke off: " + e.Err.Error()
	}
	return fmt.Sprintf("%s: %v", name, e.Err)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
