package coding

import (
	"io"
	"math"
)

// A stack removes several codings, the last first; it is not empty.
type stack []*layer

// newStack returns the layers that turn a coded form into what it stands for.
// Between two of them may come no more than room bytes.
func newStack(names []string, body io.Reader, room int64) stack {
	s := make(stack, len(names))
	for i := len(names) - 1; i >= 0; i-- {
		l := layers[names[i]].Get().(*layer)
		l.reset(body, room)
		body, s[i] = l, l
	}
	s[0].room = math.MaxInt64 // what comes out is counted by the decoder
	return s
}

func (s stack) Read(p []byte) (int, error) { return s[0].Read(p) }

// finish reads the lower layers to their ends: one that is broken behind what was
// needed of it is broken all the same.
func (s stack) finish() error {
	for _, l := range s[1:] {
		if _, err := io.Copy(io.Discard, l); err != nil {
			return err
		}
	}
	return nil
}

// release gives the layers back.
func (s stack) release() {
	for _, l := range s {
		l.in.Reset(nil) // the body is not kept alive
		layers[l.coding].Put(l)
	}
}
