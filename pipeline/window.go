package pipeline

import "clew/aio"

// window bounds how many inputs are open. A semaphore would let the source in
// for each input that is finished, a switch of tasks a line; the window lets it
// in again when a quarter is free.
type window struct {
	size, used int
	room       aio.Event
}

func newWindow(size int) *window {
	w := &window{size: size}
	w.room.Name = "room for inputs"
	w.room.Set()
	return w
}

// enter takes a place; it suspends while the window is shut.
func (w *window) enter(ctx *aio.Context) error {
	if !w.room.IsSet() {
		if err := w.room.Wait(ctx); err != nil {
			return err
		}
	}
	if w.used++; w.used >= w.size {
		w.room.Clear()
	}
	return nil
}

// leave gives a place back. It does not suspend.
func (w *window) leave() {
	if w.used--; w.used <= w.size-max(1, w.size/4) {
		w.room.Set()
	}
}
