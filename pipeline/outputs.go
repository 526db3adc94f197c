package pipeline

import (
	"errors"
	"syscall"

	"clew/aio"
	"clew/pipeline/filter"
	"clew/pipeline/record"
	"clew/pipeline/sink"
)

// An output is one of the places where records go. Each has a bounded queue of its
// own: who writes to one that is behind waits.
type output interface {
	// Write takes a record. It suspends while the output is behind; then, and only
	// then, a cancel keeps the record from it.
	Write(ctx *aio.Context, rec *record.Record) error

	// Run writes what was taken, until Close. It fails when a write fails, and
	// the output takes no more from then on.
	Run(ctx *aio.Context) error
	Close()

	Name() string   // for messages
	Err() error     // that ended it
	Written() int64 // grows while it gets on
	Pending() int   // what it has taken and not written
}

// outputs are all outputs of a run. Every record that --where lets through goes to
// each of them, every other one to those of the whole.
type outputs struct {
	list  []output
	whole []output       // those that --where does not choose for
	where *filter.Filter // nil = all
	lane  *aio.Lane      // parse
	disk  sink.Disk
	tasks []*aio.Task[struct{}]

	// failed is told of an output that has failed, odd of the first record that
	// the filter could not decide about.
	failed func(name string, err error)
	odd    func(rec *record.Record, err error)
}

// all ranges over every output.
func (o *outputs) all(yield func(output) bool) {
	for _, list := range [][]output{o.list, o.whole} {
		for _, out := range list {
			if !yield(out) {
				return
			}
		}
	}
}

// start runs the outputs as tasks of a group.
func (o *outputs) start(g *aio.TaskGroup) {
	for out := range o.all {
		task := aio.Go(g, func(ctx *aio.Context) (struct{}, error) {
			err := out.Run(ctx)
			if err != nil && !errors.Is(err, aio.ErrCanceled) {
				o.failed(out.Name(), err)
				err = nil
			}
			return struct{}{}, err
		})
		task.SetName("output " + out.Name())
		o.tasks = append(o.tasks, task)
	}
}

// close makes the tasks end when all is written.
func (o *outputs) close() {
	for out := range o.all {
		out.Close()
	}
}

// finish waits until all is written.
func (o *outputs) finish(ctx *aio.Context) error {
	o.close()
	for _, task := range o.tasks {
		if _, err := task.Wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// write gives a record to the outputs. One that has failed gets no more: it has
// stopped the run.
func (o *outputs) write(ctx *aio.Context, rec *record.Record) error {
	if err := give(ctx, rec, o.whole); err != nil || !o.wanted(ctx, rec) {
		return err
	}
	return give(ctx, rec, o.list)
}

func give(ctx *aio.Context, rec *record.Record, to []output) error {
	for _, out := range to {
		err := out.Write(ctx, rec)
		if errors.Is(err, aio.ErrCanceled) { // the record is due all the same
			err = out.Write(ctx, rec)
		}
		if err != nil && out.Err() == nil {
			return err
		}
	}
	return nil
}

// wanted asks the filter, in the parse lane where a long body is to be looked at. A
// record that it cannot decide about is left out.
func (o *outputs) wanted(ctx *aio.Context, rec *record.Record) bool {
	if o.where == nil {
		return true
	}
	var yes bool
	var err error
	apart := len(rec.Body) > pieceSize
	if apart {
		copied := *rec // a call that is canceled runs on
		yes, err = aio.OnLane(ctx, o.lane, func() (bool, error) { return o.where.Matches(&copied) })
	}
	if !apart || errors.Is(err, aio.ErrCanceled) {
		yes, err = o.where.Matches(rec)
	}
	if err != nil && o.odd != nil {
		o.odd(rec, err)
		o.odd = nil
	}
	return yes
}

// written returns what the outputs have written so far, all together.
func (o *outputs) written() (n int64) {
	for out := range o.all {
		n += out.Written()
	}
	return n
}

// behind names an output that has something to write; "" where none has.
func (o *outputs) behind() string {
	for out := range o.all {
		if out.Pending() > 0 {
			return out.Name()
		}
	}
	return ""
}

// lineOutput is an output of text, a piece for each record.
type lineOutput struct {
	*sink.Writer
	append func(dst []byte, rec *record.Record) []byte
}

func (l *lineOutput) Write(ctx *aio.Context, rec *record.Record) error {
	return l.Writer.Write(ctx, func(dst []byte) []byte { return l.append(dst, rec) })
}

// write writes the record of an input: its last step. It suspends while an output
// is behind.
func (r *run) write(ctx *aio.Context, rec *record.Record) error {
	err := r.outs.write(ctx, rec)
	r.co.recorded(rec)
	r.figures.Add(rec)
	if rec.Depth <= 0 {
		r.ahead.leave()
	}
	return err
}

// outputFailed stops the run: one of its outputs takes no more.
func (r *run) outputFailed(name string, err error) {
	if errors.Is(err, syscall.EPIPE) {
		r.co.stop(outputGone)
	} else {
		r.failWith(&FileError{Op: "write", Name: name, Err: err})
		r.co.stop(outputFails)
	}
	r.cut(lastResort)
}

// diskFull and diskFree hold the run while there is no space for what it writes.
func (r *run) diskFull(name string, err error) {
	r.co.paused = true
	r.warn("%v: the run waits, and tries again each second", &FileError{Op: "write", Name: name, Err: err})
}

func (r *run) diskFree() {
	r.co.paused = false
	r.co.changed.Set()
	r.warn("there is space again: the run goes on")
}

// failWith keeps the first error of a file.
func (r *run) failWith(err error) {
	if r.fileError == nil {
		r.fileError = err
	}
}
