package aio

import "time"

// A Clock tells a loop the time. The loop reads it once in each turn and where
// a timer is made; all deadlines are compared by its monotonic part.
type Clock interface {
	Now() time.Time
}

type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }
