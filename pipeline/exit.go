package pipeline

import (
	"errors"
	"os"
	"syscall"

	"clew/aio"
	"clew/config"
)

// The exit codes.
const (
	exitOK          = 0
	exitBug         = 1
	exitFile        = 3
	exitFailed      = 4
	exitHTTPError   = 8
	exitInterrupted = 130
	exitTerminated  = 143
)

// An ending is what the exit code depends on. What is wrong with the command line
// has ended everything with 2 before there is a run.
type ending struct {
	err    error     // of the run itself; nil: it ended in order
	signal os.Signal // the first that asked the run to stop; nil: none
	gone   bool      // the output was closed by its reader

	fetch      bool // and not a crawl
	failOnHTTP bool // --fail
	counts     *Counts
}

// exits are the rules; the first that holds decides.
var exits = []struct {
	code  int
	holds func(*ending) bool
}{
	{exitFile, func(e *ending) bool { return isFileError(e.err) }},
	{exitBug, func(e *ending) bool { return e.err != nil }},
	{exitInterrupted, func(e *ending) bool { return e.signal == os.Interrupt }},
	{exitTerminated, func(e *ending) bool { return e.signal == syscall.SIGTERM }},
	{exitOK, func(e *ending) bool { return e.gone }},
	{exitFailed, func(e *ending) bool { return e.fetch && e.counts.Failed > 0 }},
	{exitFailed, func(e *ending) bool { return !e.fetch && e.counts.Inputs > 0 && e.counts.SeedsOK == 0 }},
	{exitHTTPError, func(e *ending) bool { return e.failOnHTTP && e.counts.HTTPError > 0 }},
}

func (e *ending) code() int {
	for _, rule := range exits {
		if rule.holds(e) {
			return rule.code
		}
	}
	return exitOK
}

// ending is how the run ended; err is what the loop returned.
func (r *run) ending(err error) *ending {
	return &ending{
		err: r.outcome(err), signal: r.signal, gone: r.co.stopping == outputGone,
		fetch: r.settings.Command == config.Fetch, failOnHTTP: r.settings.Run.Fail, counts: &r.co.counts,
	}
}

// outcome is what went wrong with the run itself, nil for an end in order. One that
// was stopped, and had to be forced, has ended as it was told to.
func (r *run) outcome(err error) error {
	switch {
	case r.fileError != nil:
		return r.fileError
	case isFileError(err):
		return err
	case r.bug != nil:
		return r.bug
	case errors.Is(err, aio.ErrCanceled) && !isBug(err) && r.forced:
		return nil
	}
	return err
}

func isFileError(err error) bool {
	var f *FileError
	return errors.As(err, &f)
}

// end reports how the run ended and returns its exit code.
func (r *run) end(err error) int {
	r.hushed = false
	if len(r.unsaid) > 0 {
		r.say(r.unsaid)
	}
	if isBug(err) {
		r.noticeBug(err)
	}
	e := r.ending(err)
	if e.err != nil && e.err != r.bug {
		r.warn("%v", e.err)
	}
	var late error
	if r.co.now != nil && !e.gone {
		late = r.tell()
	}
	if r.figures != nil {
		late = errors.Join(late, r.writeReport())
	}
	if late = errors.Join(late, r.targets.close()); late != nil {
		r.warn("%v", late)
		return exitFile
	}
	return e.code()
}
