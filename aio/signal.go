package aio

import (
	"os"
	"os/signal"
)

// OnSignal makes the loop call fn, as a callback, each time the process gets
// one of the signals, instead of what they would do otherwise. stop takes that
// back. Signals that come faster than the loop turns may count as one.
func (l *Loop) OnSignal(fn func(os.Signal), signals ...os.Signal) (stop func()) {
	c := make(chan os.Signal, 8)
	signal.Notify(c, signals...)
	go func() {
		for s := range c {
			if l.Post(func() { fn(s) }) != nil {
				return
			}
		}
	}()
	return func() {
		signal.Stop(c)
		close(c)
	}
}
