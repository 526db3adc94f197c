package aio

// An Event is a flag that tasks can wait for. The zero value is not set. It may
// be used by tasks of one loop.
type Event struct {
	Name string // for the task tree

	set     bool
	waiters waitQueue
}

// Set sets the event and wakes every task that waits for it at this moment,
// even if [Event.Clear] follows before they run. It does not suspend.
func (e *Event) Set() {
	e.set = true
	e.waiters.grantAll()
}

// Clear takes the flag down. It does not suspend.
func (e *Event) Clear() { e.set = false }

// IsSet reports whether the event is set.
func (e *Event) IsSet() bool { return e.set }

// Wait suspends until the event is set; if it is, it returns at once.
func (e *Event) Wait(ctx *Context) error {
	t := ctx.running()
	if e.set {
		return nil
	}
	_, err := e.waiters.wait(t, e, 0)
	return err
}

func (e *Event) waitState() string { return named("event", e.Name) }
