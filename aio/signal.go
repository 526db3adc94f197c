package aio

import (
	"os"
	"os/signal"
)

// OnSignal makes the loop call fn, as a callback, each time the process gets
// one of the signals, instead of what they would do otherwise. stop takes that
// back: fn is not called any more, even for a signal that has come already, and
// a signal for which there is no other callback does again what it did before.
// The end of the loop stops all.
//
// Any number of callbacks may be there for a signal; all of them are called, in
// no order that is promised. Signals that come faster than the loop turns may
// count as one. They are nothing to wait for: a loop whose tasks all wait for a
// signal needs a [Loop.Hold].
//
// OnSignal and stop are called on the loop's thread; after the loop has ended
// they do nothing. OnSignal panics where no signal is named, which would mean
// all.
func (l *Loop) OnSignal(fn func(os.Signal), signals ...os.Signal) (stop func()) {
	if l.ended() {
		return func() {}
	}
	l.mustBeOurs()
	if len(signals) == 0 {
		panic("aio: OnSignal needs a signal to wait for")
	}
	s := &signalWatch{loop: l, fn: fn, come: make(chan os.Signal, 8)}
	signal.Notify(s.come, signals...)
	go s.forward()
	if l.signals == nil {
		l.signals = make(map[*signalWatch]struct{})
	}
	l.signals[s] = struct{}{}
	return s.stop
}

// signalWatch is one OnSignal.
type signalWatch struct {
	loop *Loop
	fn   func(os.Signal) // nil once it is stopped
	come chan os.Signal
}

// forward brings signals to the loop, on a goroutine of its own.
func (s *signalWatch) forward() {
	for sig := range s.come {
		s.loop.Post(func() { s.call(sig) }) // of a loop that has ended nobody is told
	}
}

func (s *signalWatch) call(sig os.Signal) {
	if s.fn != nil {
		s.fn(sig)
	}
}

// stop ends the goroutine too, which waits for nothing but signals.
func (s *signalWatch) stop() {
	if s.fn == nil {
		return
	}
	s.fn = nil
	delete(s.loop.signals, s)
	signal.Stop(s.come)
	close(s.come)
}
