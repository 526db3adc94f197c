package pipeline

import (
	"errors"
	"os"

	"clew/aio"
)

// spillFile holds the segments that the frontier hands out: an unlinked file
// in the directory for temporary files. Space is used again only when the file
// is empty.
type spillFile struct {
	file *os.File
	end  int64
	at   map[uint64]extent
}

const temporaryFile = "temporary file"

type extent struct {
	offset int64
	size   int
}

// spill writes away what exceeds the frontier's memory. It suspends.
func (r *run) spill(ctx *aio.Context) error {
	for {
		seg, ok := r.co.frontier.Overflow()
		if !ok {
			return nil
		}
		offset := r.segments.reserve(seg.ID, len(seg.Data))
		write := func() error { return r.segments.write(seg.Data, offset) }
		err := r.outs.disk.Write(ctx, r.disk, temporaryFile, write)
		if errors.Is(err, aio.ErrCanceled) { // it must get there all the same
			err = r.outs.disk.Write(ctx, r.disk, temporaryFile, write)
		}
		if err != nil {
			return &FileError{Op: "write", Name: temporaryFile, Err: err}
		}
	}
}

// refill brings back the segments that the frontier wants. It suspends.
func (r *run) refill(ctx *aio.Context) error {
	for {
		id, ok := r.co.frontier.Wanted()
		if !ok {
			return nil
		}
		ext := r.segments.take(id)
		data, err := aio.OnLane(ctx, r.disk, func() ([]byte, error) { return r.segments.read(ext) })
		if err != nil {
			return &FileError{Op: "read", Name: temporaryFile, Err: err}
		}
		if err := r.co.frontier.Restore(id, data, r.co.now()); err != nil {
			return err
		}
		r.co.changed.Set()
	}
}

// reserve finds room for a segment; on the loop.
func (s *spillFile) reserve(id uint64, size int) (offset int64) {
	if len(s.at) == 0 {
		s.end = 0
	}
	if s.at == nil {
		s.at = make(map[uint64]extent)
	}
	offset = s.end
	s.at[id] = extent{offset, size}
	s.end += int64(size)
	return offset
}

func (s *spillFile) take(id uint64) extent {
	ext := s.at[id]
	delete(s.at, id)
	return ext
}

// write and read are called in the disk lane, which has one worker.
func (s *spillFile) write(data []byte, offset int64) (err error) {
	if s.file == nil {
		if s.file, err = unlinkedFile("clew-frontier-*"); err != nil {
			return err
		}
	}
	_, err = s.file.WriteAt(data, offset)
	return err
}

func (s *spillFile) read(ext extent) ([]byte, error) {
	data := make([]byte, ext.size)
	_, err := s.file.ReadAt(data, ext.offset)
	return data, err
}

func (s *spillFile) close() {
	if s.file != nil {
		s.file.Close()
	}
}
