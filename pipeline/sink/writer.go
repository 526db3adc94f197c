// Package sink is where records leave the run: buffers on the loop's side,
// files behind a lane.
package sink

import (
	"io"
	"time"

	"clew/aio"
)

const (
	fullBuffer = 64 << 10  // written at once
	maxBuffer  = 256 << 10 // beyond it writers wait
	maxDelay   = 100 * time.Millisecond
)

// A Writer collects what is written and writes it in a lane of its own, so that
// a reader who stalls holds up who writes here, and never the loop. What is
// given to one Write goes out in one piece, in order. A Writer may be used by
// the tasks of one loop.
type Writer struct {
	name string
	out  io.Writer
	lane *aio.Lane
	each bool  // write at once instead of waiting for company
	disk *Disk // nil = a full one is an error like any other

	buf, spare []byte
	dirty      aio.Event // there is something to write
	urgent     aio.Event // and it should not wait
	room       aio.Event // buf is below maxBuffer
	writing    int       // bytes that the lane is at
	written    int64
	closed     bool
	err        error
}

// NewWriter returns a writer to out, by a lane of that name. Where each is set
// every Write goes out at once, as on a terminal; else after 100 ms or 64 KB.
func NewWriter(loop *aio.Loop, name string, out io.Writer, each bool) *Writer {
	w := &Writer{name: name, out: out, lane: aio.NewLane(loop, name, 1).Daemon(), each: each}
	w.dirty.Name, w.room.Name = "something to write", "room in "+name
	w.room.Set()
	return w
}

// On makes the writer wait while its disk is full, and returns it.
func (w *Writer) On(disk *Disk) *Writer {
	w.disk = disk
	return w
}

// Write lets fill append to the buffer. It suspends while the buffer is full.
// After a failed write it returns that error.
func (w *Writer) Write(ctx *aio.Context, fill func([]byte) []byte) error {
	for !w.room.IsSet() && w.err == nil {
		if err := w.room.Wait(ctx); err != nil {
			return err
		}
	}
	if w.err != nil {
		return w.err
	}
	w.add(fill(w.buf))
	return nil
}

// TryWrite is [Writer.Write] for what may be lost: it does not suspend, and
// reports false where the buffer is full or a write has failed.
func (w *Writer) TryWrite(p []byte) bool {
	if w.err != nil || !w.room.IsSet() {
		return false
	}
	w.add(append(w.buf, p...))
	return true
}

func (w *Writer) add(buf []byte) {
	w.buf = buf
	w.dirty.Set()
	if w.each || len(w.buf) >= fullBuffer {
		w.urgent.Set()
	}
	if len(w.buf) >= maxBuffer {
		w.room.Clear()
	}
}

// Finish is [Writer.Close] with a last piece, for which there is always room. It may
// be called again, to no effect.
func (w *Writer) Finish(last []byte) {
	if !w.closed {
		w.add(append(w.buf, last...))
		w.Close()
	}
}

// Close makes Run return when everything is written.
func (w *Writer) Close() {
	w.closed = true
	w.dirty.Set()
	w.urgent.Set()
}

// Name returns the name of the output.
func (w *Writer) Name() string { return w.name }

// Err returns the error that ended the writing.
func (w *Writer) Err() error { return w.err }

// Written returns how many bytes have been written.
func (w *Writer) Written() int64 { return w.written }

// Pending returns how many bytes wait to be written.
func (w *Writer) Pending() int { return len(w.buf) + w.writing }

// Run writes until the writer is closed, or a write fails. It suspends. When it
// has ended with an error, nobody waits for room any more.
func (w *Writer) Run(ctx *aio.Context) error {
	err := w.run(ctx)
	if err != nil && w.err == nil {
		w.err = err
		w.room.Set()
	}
	return err
}

func (w *Writer) run(ctx *aio.Context) error {
	for {
		if err := w.dirty.Wait(ctx); err != nil {
			return err
		}
		if err := w.company(ctx); err != nil {
			return err
		}
		out := w.take()
		if len(out) > 0 {
			if err := w.flush(ctx, out); err != nil {
				return err
			}
		} else if w.closed {
			return nil
		}
	}
}

// company waits a little for more to write.
func (w *Writer) company(ctx *aio.Context) error {
	if w.urgent.IsSet() {
		return nil
	}
	err := aio.Timeout(ctx, maxDelay, w.urgent.Wait)
	if _, late := err.(*aio.TimeoutError); late {
		return nil
	}
	return err
}

// take swaps the buffers.
func (w *Writer) take() []byte {
	out := w.buf
	w.buf, w.spare = w.spare[:0], nil
	w.room.Set()
	if !w.closed {
		w.dirty.Clear()
		w.urgent.Clear()
	}
	return out
}

func (w *Writer) flush(ctx *aio.Context, out []byte) error {
	w.writing = len(out)
	err := w.put(ctx, out)
	if err != nil { // a canceled write may still be using the buffer
		w.err = err
		w.room.Set()
		return err
	}
	w.writing = 0
	w.written += int64(len(out))
	w.spare = out[:0]
	return nil
}

// put writes in the lane. What a full disk took of it is not written again.
func (w *Writer) put(ctx *aio.Context, out []byte) error {
	rest := out
	try := func() error {
		n, err := w.out.Write(rest)
		rest = rest[n:]
		return err
	}
	if w.disk == nil {
		_, err := aio.OnLane(ctx, w.lane, func() (struct{}, error) { return struct{}{}, try() })
		return err
	}
	return w.disk.Write(ctx, w.lane, w.name, try)
}
