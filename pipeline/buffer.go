package pipeline

import (
	"sync/atomic"

	"clew/aio"
)

// buffer bounds the bytes of bodies that are held in memory (--max-buffer): as they
// came, decoded, and what decoders remember. While it is full nothing is decoded as
// it comes: bodies go to a temporary file as they are received, and the parse stage
// takes them from there one at a time. Nobody waits for room that another has, so a
// server that never comes to an end holds up no body but its own.
//
// What it does not count is on its way for a moment: of each request in flight one
// read, of each worker of the parse lane one body, and the record that is written.
type buffer struct {
	max   int64        // 0 = no bound
	held  atomic.Int64 // counted on the loop and in the parse lane
	disk  *aio.Lane    // with one worker: what is given to it first is written first
	file  blockFile
	alone aio.Lock // whoever completes a body while the buffer is full
}

func newBuffer(max int64, disk *aio.Lane) *buffer {
	b := &buffer{max: max, disk: disk}
	b.alone.Name = "buffer"
	return b
}

// full reports whether bodies go to the file. A quarter of the bound is left for
// what is on its way. It may be called from any thread.
func (b *buffer) full() bool { return b.max > 0 && b.held.Load() >= b.max-b.max/4 }

// backlog is what has been received of a body and is not decoded yet: what is in the
// file came first, what is in memory last.
type backlog struct {
	buffer  *buffer
	raw     []byte
	stored  stored
	counted int64 // of the body, in the buffer
}

// count tells the buffer how many bytes of memory a body has, besides the backlog's.
// It is called by who has the body: its task, or the lane.
func (l *backlog) count(more int64) {
	now := int64(cap(l.raw)) + more
	l.buffer.held.Add(now - l.counted)
	l.counted = now
}

// store puts what is in memory into the file. It suspends. Where it fails the bytes
// stay where they are.
func (l *backlog) store(ctx *aio.Context) error {
	b, p, at := l.buffer, l.raw, l.stored.size
	b.file.extend(&l.stored, len(p))
	blocks := l.stored.blocks
	_, err := aio.OnLane(ctx, b.disk, func() (struct{}, error) { return struct{}{}, b.file.write(blocks, at, p) })
	if err != nil {
		return err
	}
	l.stored.size += int64(len(p))
	l.raw = nil
	return nil
}

// drain hands on all of the backlog, in the parse lane.
func (l *backlog) drain(to func([]byte) error) error {
	err := l.buffer.file.read(&l.stored, to)
	if err == nil {
		err = to(l.raw)
	}
	l.raw = nil
	return err
}

// release gives everything back.
func (l *backlog) release() {
	l.raw = nil
	l.count(0)
	l.buffer.file.release(&l.stored)
}
