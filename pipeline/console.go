package pipeline

import (
	"errors"
	"fmt"

	"clew/aio"
)

// warn says something on standard error. It does not suspend.
func (r *run) warn(format string, args ...any) {
	r.say(fmt.Appendf(nil, "clew: "+format+"\n", args...))
}

// remark is warn for what only --verbose shows.
func (r *run) remark(format string, args ...any) {
	if r.settings.Run.Verbose {
		r.warn(format, args...)
	}
}

// say writes whole lines to standard error, above the bar if there is one. While
// nobody takes what was said before, they are lost: the loop waits for no terminal.
func (r *run) say(text []byte) {
	switch {
	case r.errs != nil:
		r.errs.TryWrite(r.bar.above(text))
	case r.unheard:
	case r.hushed:
		r.unsaid = append(r.unsaid, text...)
	default:
		r.stderr.Write(text)
	}
}

// speak runs the writer of standard error. Where nobody takes what is said, the
// run goes on in silence. What is said when the writer has ended and the loop has
// not is kept for the end.
func (r *run) speak(ctx *aio.Context) error {
	err := r.errs.Run(ctx)
	rest, idle := r.errs.Unwritten()
	r.unsaid = append(r.unsaid, rest...)
	r.errs, r.hushed, r.unheard = nil, true, !idle
	if errors.Is(err, aio.ErrCanceled) {
		return err
	}
	return nil
}
