package warc

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"slices"
)

// A Sorter puts the lines of an index into order, of which there may be more than
// memory holds: what is full is sorted and goes to a temporary file as a run; in
// the end the runs are merged. Order is that of bytes, as CDXJ demands.
//
// A Sorter may be used by one goroutine at a time. Its calls block.
type Sorter struct {
	dir   string
	limit int
	text  []byte // the lines that are in memory, one behind the other
	lines []span
	file  *os.File // holds the runs; it has no name any more
	runs  []span
}

// span is a piece of a text or of a file.
type span struct{ start, end int64 }

// sorterMemory is how many bytes of lines are held. A merge takes a buffer for
// each run besides, which is 1/500 of what was spilled.
const sorterMemory = 16 << 20

// NewSorter returns a sorter that keeps what does not fit in a file in dir, ""
// being the system's folder for such. The file vanishes with the process.
func NewSorter(dir string) *Sorter { return &Sorter{dir: dir, limit: sorterMemory} }

// Add adds a capture, if it belongs in an index. Where it fails, because a run
// could not be written, nothing is lost: the next call tries that again.
func (s *Sorter) Add(c *Capture) error {
	if !c.Indexed() {
		return nil
	}
	start := int64(len(s.text))
	s.text = c.AppendCDXJ(s.text)
	return s.added(start)
}

// AddLine adds a line of an earlier index, which ends with a line feed.
func (s *Sorter) AddLine(line []byte) error {
	start := int64(len(s.text))
	s.text = append(s.text, line...)
	return s.added(start)
}

func (s *Sorter) added(start int64) error {
	s.lines = append(s.lines, span{start, int64(len(s.text))})
	if len(s.text) < s.limit {
		return nil
	}
	return s.spill()
}

func (s *Sorter) line(at span) []byte { return s.text[at.start:at.end] }

func (s *Sorter) sort() {
	slices.SortFunc(s.lines, func(a, b span) int { return bytes.Compare(s.line(a), s.line(b)) })
}

// spill makes a run of what is in memory.
func (s *Sorter) spill() error {
	if s.file == nil {
		file, err := os.CreateTemp(s.dir, "clew-cdxj-")
		if err != nil {
			return fmt.Errorf("sort index: %w", err)
		}
		s.file = file
		os.Remove(file.Name())
	}
	start := s.spilled()
	out := bufio.NewWriterSize(io.NewOffsetWriter(s.file, start), outBuffer)
	s.sort()
	if err := s.writeLines(out); err != nil {
		return fmt.Errorf("sort index: %w", err)
	}
	s.runs = append(s.runs, span{start, start + int64(len(s.text))})
	s.text, s.lines = s.text[:0], s.lines[:0]
	return nil
}

// spilled returns how many bytes of the file are runs.
func (s *Sorter) spilled() int64 {
	if len(s.runs) == 0 {
		return 0
	}
	return s.runs[len(s.runs)-1].end
}

func (s *Sorter) writeLines(out *bufio.Writer) error {
	for _, at := range s.lines {
		out.Write(s.line(at))
	}
	return out.Flush()
}

// WriteTo writes all lines in order. It changes nothing in what the sorter holds.
func (s *Sorter) WriteTo(w io.Writer) (int64, error) {
	n := s.spilled() + int64(len(s.text))
	out := bufio.NewWriterSize(w, outBuffer)
	s.sort()
	if len(s.runs) == 0 {
		return n, s.writeLines(out)
	}
	if err := s.merge(out); err != nil {
		return 0, fmt.Errorf("sort index: %w", err)
	}
	return n, nil
}

// Close gives the temporary file back.
func (s *Sorter) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
