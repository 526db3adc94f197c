package aio

import (
	"fmt"
	"strings"
)

// taskList counts the tasks of a loop.
type taskList struct {
	last uint64 // number given out
	live int    // not ended
}

// number returns the next task's number.
func (tl *taskList) number() uint64 {
	tl.last++
	return tl.last
}

// Tree returns one line for every live task: number, name, and what it waits
// for since when. The tasks of a group stand indented below the task that waits
// for them, in the order in which they were started.
func (l *Loop) Tree() string {
	l.mustBeOurs()
	var b strings.Builder
	l.root.describe(&b, "")
	return b.String()
}

func (g *TaskGroup) describe(b *strings.Builder, indent string) {
	for t := g.first; t != nil; t = t.next {
		t.describe(b, indent)
		t.eachGroup(func(g *TaskGroup) { g.describe(b, indent+"  ") })
	}
}

// eachGroup calls f for the groups whose blocks the task is in, innermost first.
func (t *task) eachGroup(f func(*TaskGroup)) {
	for s := t.top; s != nil; s = s.outer {
		if s.kind == groupScope {
			f(s.ctx.group)
		}
	}
}

func (t *task) describe(b *strings.Builder, indent string) {
	fmt.Fprintf(b, "%stask %s: ", indent, t)
	switch {
	case t.parked():
		fmt.Fprintf(b, "waits for %s, %v", t.waiting.waitState(), t.loop.now-t.since)
	case t.coro == nil:
		b.WriteString("not begun")
	default:
		b.WriteString("running")
	}
	b.WriteByte('\n')
}
