package pipeline

import (
	"errors"
	"time"

	"clew/config"
	"clew/fetch"
)

// slots are the places of max-inflight: as many as the user says, or as many as
// the governor finds worth while.
type slots struct {
	limit, used int
	governor    *governor // nil = the limit is fixed
}

func newSlots(load config.Load) slots {
	if !load.AutoInflight {
		return slots{limit: load.MaxInflight}
	}
	g := newGovernor(load.MaxInflight)
	return slots{limit: g.limit, governor: g}
}

// take takes a slot if there is one.
func (s *slots) take() bool {
	if s.used >= s.limit {
		return false
	}
	s.used++
	return true
}

func (s *slots) give() { s.used-- }

// mayStay reports whether who has a slot may go on with another request.
func (s *slots) mayStay() bool { return s.used <= s.limit }

// ended tells the governor of a request that has ended. It reports whether there
// are more slots now.
func (s *slots) ended(now time.Time, err error) (more bool) {
	if s.governor == nil {
		return false
	}
	s.governor.ended(now, s.used, isStrain(err))
	more = s.governor.limit > s.limit
	s.limit = s.governor.limit
	return more
}

// isStrain reports whether a failure may be one of too many requests at once.
func isStrain(err error) bool {
	var e *fetch.Error
	return isTimeout(err) || errors.As(err, &e) && (e.Kind == fetch.KindConnect || e.Kind == fetch.KindTimeout)
}
