package h1

import "bytes"

// section collects the lines of a head or of a trailer section, up to and with
// the empty line that ends it. What arrives in one piece is never copied here;
// what arrives in several is scanned once.
type section struct {
	buf   []byte  // what has arrived, as long as the end is not in sight
	ends  []int32 // the offset of each line's LF
	start int     // the offset of the line that is being scanned
}

// maxKept is the most memory that a section holds on to for the next one, in bytes.
const maxKept = 4 << 10

func (s *section) reset() {
	s.buf, s.ends, s.start = s.buf[:0], s.ends[:0], 0
	if cap(s.buf) > maxKept {
		s.buf = nil
	}
	if cap(s.ends) > maxKept/4 {
		s.ends = nil
	}
}

// scan looks through p, which follows what was kept. It stops after the empty
// line, with done, and after maxLines lines. n is what it looked at.
//
// RFC 9112 §2.2: a recipient may take a single LF as the end of a line and
// ignore a CR before it.
func (s *section) scan(p []byte, maxLines int) (n int, done bool) {
	ends, start, base := s.ends, s.start, len(s.buf)
	if ends == nil {
		ends = make([]int32, 0, 32)
	}
	for n < len(p) && len(ends) < maxLines && !done {
		i := bytes.IndexByte(p[n:], '\n')
		if i < 0 {
			n = len(p)
			break
		}
		n += i + 1
		end := base + n - 1
		ends = append(ends, int32(end))
		size := end - start
		done = size == 0 || size == 1 && s.at(p, start) == '\r'
		start = end + 1
	}
	s.ends, s.start = ends, start
	return n, done
}

func (s *section) at(p []byte, offset int) byte {
	if offset < len(s.buf) {
		return s.buf[offset]
	}
	return p[offset-len(s.buf)]
}

func (s *section) keep(p []byte) { s.buf = append(s.buf, p...) }

// text returns the whole section as one string; p is its last piece.
func (s *section) text(p []byte) string {
	if len(s.buf) == 0 {
		return string(p)
	}
	s.keep(p)
	return string(s.buf)
}
