package aio

import (
	"fmt"
	"slices"
	"strings"
)

// Tasks that wait for each other in a circle are a deadlock, whatever the rest
// of the program does. A circle closes when its last wait begins, so that is
// where it is looked for: from a wait for a task that itself waits for a task.
// Any other wait costs nothing, and a lock that is free does not come this far.
//
// A wait that closes a circle is not refused. Some other task may still cancel
// one of its members, as asyncio's programs do; it is reported, and the program
// goes on. Refused is what no cancel of others could make right: that a task
// waits for itself, or for one whose group waits for it.

// A DeadlockError says that tasks wait for each other. [Run] returns it when
// every task waits and nothing is outstanding that could wake one: no timer, no
// descriptor, no work in a lane. Before that, [Runner].OnError gets one for
// every circle of tasks that wait for each other while the others go on.
type DeadlockError struct {
	// Cycles are circles of tasks each of which waits for the next one, and
	// the last for the first. There may be none: where everybody waits for a
	// queue, nobody can say who should have filled it.
	Cycles [][]TaskInfo

	// Tree is every task and what it waits for, as [Loop.Tree] prints it;
	// empty where some go on.
	Tree string
}

func (e *DeadlockError) Error() string {
	var b strings.Builder
	b.WriteString("deadlock: ")
	for i, c := range e.Cycles {
		if i > 0 {
			b.WriteString("\n")
		}
		writeCycle(&b, c)
	}
	if e.Tree != "" {
		if len(e.Cycles) > 0 {
			b.WriteString("\n")
		}
		b.WriteString("every task waits\n" + e.Tree)
	}
	return b.String()
}

// writeCycle writes `task 3 waits for lock held by task 4, which waits for …`.
func writeCycle(b *strings.Builder, c []TaskInfo) {
	fmt.Fprintf(b, "%s waits for %s", c[0], c[0].Wait)
	for i, t := range c[1:] {
		if strings.HasSuffix(c[i].Wait, t.String()) {
			fmt.Fprintf(b, ", which waits for %s", t.Wait)
		} else {
			fmt.Fprintf(b, ", of which %s waits for %s", t, t.Wait)
		}
	}
	if !strings.HasSuffix(c[len(c)-1].Wait, c[0].String()) {
		fmt.Fprintf(b, ", of which %s is one", c[0])
	}
}

// Deadlocks returns the circles of tasks that wait for each other now, as in
// [DeadlockError].Cycles; of those that share tasks, at least one. A time limit
// around one of the waits makes a circle none: it will end. It takes time in
// proportion to the tasks and what they wait for.
func (l *Loop) Deadlocks() [][]TaskInfo {
	l.mustBeOurs()
	return infos(slices.DeleteFunc(l.allCircles(false), willTimeOut))
}

// deadlockOfAll is the error of a loop whose tasks all wait.
func (l *Loop) deadlockOfAll() error {
	return &DeadlockError{Cycles: infos(l.allCircles(true)), Tree: l.Tree()}
}

func infos(circles [][]*task) [][]TaskInfo {
	all := make([][]TaskInfo, len(circles))
	for i, c := range circles {
		for j, t := range c {
			info := t.info(t.depth())
			info.On = []uint64{c[(j+1)%len(c)].id}
			all[i] = append(all[i], info)
		}
	}
	return all
}

// deadlocks is what a loop knows of them.
type deadlocks struct {
	suspects []*task // began to wait for others in this turn
	told     []circle
	search   search
	marks    uint64 // used by searches so far
}

// circle is the tasks of a circle that was reported, and since when each waits.
type circle struct {
	tasks []*task
	since []loopTime
}

// broken reports whether one of the tasks does not wait any more.
func (c circle) broken() bool {
	for i, t := range c.tasks {
		if t.heldUp() == nil || t.since != c.since[i] {
			return true
		}
	}
	return false
}

// suspect notes that t is about to wait for on, among others perhaps; it reports
// whether the others matter. Who waits for a task that can go on closes no circle.
func (t *task) suspect(on *task) bool {
	if on.heldUp() == nil {
		return true
	}
	t.loop.dead.suspects = append(t.loop.dead.suspects, t)
	return false
}

// heldUp is what t waits for, where that is for other tasks.
func (t *task) heldUp() heldUp {
	if t.scheduled {
		return nil
	}
	held, _ := t.waitsFor().(heldUp)
	return held
}

// reach bounds how far a wait that begins is followed, so that a chain of a
// hundred thousand tasks is not walked for each that joins it. Longer circles
// are found by Deadlocks and when everything waits.
const reach = 10

// checkSuspects reports the circles that were closed in the last turn. It
// allocates nothing where there are none.
func (l *Loop) checkSuspects() {
	d := &l.dead
	s := &d.search
	s.begin(l)
	d.told = slices.DeleteFunc(d.told, circle.broken)
	for _, c := range d.told {
		for _, t := range c.tasks {
			t.visited = s.done
		}
	}
	for _, t := range d.suspects {
		s.from(t, reach)
	}
	clear(d.suspects)
	d.suspects = d.suspects[:0]
	for _, tasks := range slices.DeleteFunc(s.end(), willTimeOut) {
		c := circle{tasks: tasks}
		for _, t := range tasks {
			c.since = append(c.since, t.since)
		}
		d.told = append(d.told, c)
		l.report(&DeadlockError{Cycles: infos([][]*task{tasks})})
	}
}

// willTimeOut reports whether a time limit will end one of the waits.
func willTimeOut(circle []*task) bool { return slices.ContainsFunc(circle, (*task).limited) }

// limited reports whether a time limit of t, or of a task whose group it is in,
// will end its wait.
func (t *task) limited() bool {
	for s := t.top; ; {
		for ; s != nil && s.kind != shieldScope; s = s.outer {
			if s.limit != nil && s.limit.timer.armed() {
				return true
			}
		}
		if s != nil || t.group().scope == nil {
			return false
		}
		s, t = t.group().scope.outer, t.parent()
	}
}

// awaits reports whether by is in a group of t, or in one of a task that is.
// Then t was made before it.
func (t *task) awaits(by *task) bool {
	for ; by != nil && by.id > t.id; by = by.parent() {
	}
	return by == t
}

func (t *task) depth() (n int) {
	for p := t.parent(); p != nil; p = p.parent() {
		n++
	}
	return n
}
