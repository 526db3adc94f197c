package aio

import "time"

// A Clock tells a loop the time. The loop reads it once in each turn and where
// a timer is made; all deadlines are compared by its monotonic part.
type Clock interface {
	Now() time.Time
}

func (l *Loop) startClock() {
	l.epoch = time.Now()
	if l.clock != nil {
		l.epoch = l.clock.Now()
	}
}

// clockNow reads the clock; deadlines are counted from it, so that a turn that
// ran long does not make them early. Of the system's clock it takes the
// monotonic part alone: time.Now, which reads the wall clock as well, costs
// twice as much.
func (l *Loop) clockNow() loopTime {
	if l.clock == nil {
		return time.Since(l.epoch)
	}
	return l.clock.Now().Sub(l.epoch)
}
