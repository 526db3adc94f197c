package aio

// counters are the loop's own; they are read through [Loop.Stats].
type counters struct {
	turns    uint64
	switches uint64
}

// Stats are figures of a loop since it was made.
type Stats struct {
	Turns    uint64 // iterations
	Switches uint64 // resumptions of tasks
	Tasks    int    // that live now
}

// Stats returns the loop's figures. It must be called on the loop's thread.
func (l *Loop) Stats() Stats {
	return Stats{Turns: l.stats.turns, Switches: l.stats.switches, Tasks: l.tasks.live}
}
