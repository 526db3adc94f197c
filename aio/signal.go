package aio

import (
	"os"
	"os/signal"
	"sync"
)

// OnSignal makes the loop call fn, as a callback, each time the process gets
// one of the signals, instead of what they would do otherwise. stop takes that
// back; the loop's end does too. Signals that come faster than the loop turns
// may count as one. It is nothing to wait for: a loop whose tasks all wait for a
// signal needs a [Loop.Hold].
func (l *Loop) OnSignal(fn func(os.Signal), signals ...os.Signal) (stop func()) {
	l.mustBeOurs()
	c := make(chan os.Signal, 8)
	signal.Notify(c, signals...)
	stopped := false
	go func() {
		for s := range c {
			if l.Post(func() {
				if !stopped {
					fn(s)
				}
			}) != nil {
				signal.Stop(c)
				return
			}
		}
	}()
	stop = sync.OnceFunc(func() {
		stopped = true
		signal.Stop(c)
		close(c)
	})
	l.atClose = append(l.atClose, stop)
	return stop
}
