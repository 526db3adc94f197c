package fetch

// buffers are byte buffers to be used again.
type buffers [][]byte

func (s *buffers) take() []byte {
	if n := len(*s); n > 0 {
		b := (*s)[n-1]
		*s = (*s)[:n-1]
		return b[:0]
	}
	return make([]byte, 0, 4<<10)
}

func (s *buffers) give(b []byte) {
	if len(*s) < 64 && cap(b) <= 64<<10 {
		*s = append(*s, b)
	}
}
