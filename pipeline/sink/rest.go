package sink

// Unwritten returns what has not been written by a Run that has ended. idle says
// that nothing is being written any more: where it is false, a write that was
// given up is still under way, and another one could wait for ever.
func (w *Writer) Unwritten() (rest []byte, idle bool) {
	if w.writing > 0 {
		return nil, false
	}
	return w.buf, true
}
