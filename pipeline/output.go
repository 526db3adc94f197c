package pipeline

import (
	"errors"
	"syscall"

	"clew/aio"
	"clew/pipeline/record"
)

// write writes the record of an input: its last step. It suspends while the
// output is behind.
func (r *run) write(ctx *aio.Context, rec *record.Record) error {
	err := r.out.Write(ctx, func(dst []byte) []byte { return r.format(dst, rec) })
	if errors.Is(err, aio.ErrCanceled) { // the record is due all the same
		err = r.out.Write(ctx, func(dst []byte) []byte { return r.format(dst, rec) })
	}
	r.co.recorded(rec)
	if rec.Depth <= 0 {
		r.ahead.leave()
	}
	if r.out.Err() != nil {
		return nil // the writer has stopped the run
	}
	return err
}

// writeOut runs the writer; a write that fails stops the run.
func (r *run) writeOut(ctx *aio.Context) (struct{}, error) {
	err := r.out.Run(ctx)
	switch {
	case err == nil || errors.Is(err, aio.ErrCanceled):
		return struct{}{}, err
	case errors.Is(err, syscall.EPIPE):
		r.co.stop(outputGone)
	default:
		r.fileError = &FileError{Op: "write", Name: r.outName, Err: err}
		r.co.stop(outputFails)
	}
	r.cut(lastResort)
	return struct{}{}, nil
}
