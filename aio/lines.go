package aio

import (
	"bytes"
	"io"
	"strings"
)

// MaxLine is the longest line in bytes that [Lines] hands on whole.
const MaxLine = 1 << 20

// lineChunk is how much is read at once. It is small, so that little is read
// ahead of what is wanted.
const lineChunk = 16 << 10

// Lines reads r and puts its lines into q, without their line ends, until the
// end of r; a last line need not have one. Of a longer line than [MaxLine] it
// puts the first MaxLine+1 bytes and drops the rest. It reads in a lane of its
// own, so that a terminal or a pipe does not hold the loop, and not before q has
// taken what was read. It suspends; a read that is under way when the task is
// canceled is left behind.
func Lines(ctx *Context, r io.Reader, q *Queue[string]) error {
	lane := NewLane(ctx.task.loop, "lines", 1).Daemon()
	defer lane.Close()
	s := lineSplitter{put: func(line string) error { return q.Put(ctx, line) }}
	for {
		chunk, err := OnLane(ctx, lane, func() ([]byte, error) {
			buf := make([]byte, lineChunk)
			n, err := r.Read(buf)
			return buf[:n], err
		})
		if err := s.split(chunk); err != nil {
			return err
		}
		switch {
		case err == io.EOF:
			return s.end()
		case err != nil:
			return err
		}
	}
}

// lineSplitter cuts chunks into lines.
type lineSplitter struct {
	put  func(string) error
	part strings.Builder // the beginning of a line whose end has not come
}

func (s *lineSplitter) split(chunk []byte) error {
	for len(chunk) > 0 {
		i := bytes.IndexByte(chunk, '\n')
		if i < 0 {
			s.add(chunk)
			return nil
		}
		s.add(chunk[:i])
		chunk = chunk[i+1:]
		if err := s.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (s *lineSplitter) add(p []byte) {
	s.part.Write(p[:min(len(p), MaxLine+1-s.part.Len())])
}

func (s *lineSplitter) flush() error {
	line := s.part.String()
	s.part.Reset()
	return s.put(strings.TrimSuffix(line, "\r"))
}

func (s *lineSplitter) end() error {
	if s.part.Len() == 0 {
		return nil
	}
	return s.flush()
}
