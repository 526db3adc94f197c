package warc

import (
	"bufio"
	"bytes"
	"container/heap"
	"io"
)

// merge writes the smallest line of all runs, again and again.
func (s *Sorter) merge(out *bufio.Writer) error {
	var m merge
	for _, r := range s.runs {
		in := bufio.NewReaderSize(io.NewSectionReader(s.file, r.start, r.end-r.start), copyBuffer)
		m = append(m, &run{next: func() ([]byte, error) { return in.ReadBytes('\n') }})
	}
	lines := s.lines
	m = append(m, &run{next: func() ([]byte, error) {
		if len(lines) == 0 {
			return nil, io.EOF
		}
		l := s.line(lines[0])
		lines = lines[1:]
		return l, nil
	}})
	for i := len(m) - 1; i >= 0; i-- {
		if err := m[i].advance(); err != nil {
			return err
		}
	}
	heap.Init(&m)
	for m[0].head != nil {
		out.Write(m[0].head)
		if err := m[0].advance(); err != nil {
			return err
		}
		heap.Fix(&m, 0)
	}
	return out.Flush()
}

// run is one that is read.
type run struct {
	next func() ([]byte, error)
	head []byte // its next line; nil = it has none
}

func (r *run) advance() (err error) {
	if r.head, err = r.next(); err == io.EOF {
		r.head, err = nil, nil
	}
	return err
}

// merge is a heap of runs by their next lines.
type merge []*run

func (m merge) Len() int      { return len(m) }
func (m merge) Swap(i, j int) { m[i], m[j] = m[j], m[i] }
func (m *merge) Push(any)     { panic("warc: a run joins a merge") }
func (m *merge) Pop() any     { panic("warc: a run leaves a merge") }

func (m merge) Less(i, j int) bool {
	a, b := m[i].head, m[j].head
	return a != nil && (b == nil || bytes.Compare(a, b) < 0)
}
