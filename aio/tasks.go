package aio

import (
	"fmt"
	"strings"
	"time"
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

// A TaskInfo is what can be seen of a live task at one moment.
type TaskInfo struct {
	ID     uint64 // counts the tasks of a loop, from 1
	Name   string // of SetName
	Doing  string // what it says itself, see [Context.Doing]
	Parent uint64 // the task whose group waits for it; 0: the loop itself
	Depth  int    // how many groups it is in, one inside the other
	Daemon bool
	State  string // "not begun", "ready", "running" or "waiting"

	// Of a task that waits:

	Wait   string        // what for, in words
	Waited time.Duration // how long, at the beginning of this turn
	On     []uint64      // the tasks that it waits for: a lock's holder, those that it joins, a group's
	FD     int           // the descriptor that it waits for; -1: none
	Peer   string        // the address at the descriptor's other end
}

// String returns the task's number and name, as `task 3 "reader"`.
func (i TaskInfo) String() string { return "task " + taskString(i.ID, i.Name) }

func taskString(id uint64, name string) string {
	if name == "" {
		return fmt.Sprint(id)
	}
	return fmt.Sprintf("%d %q", id, name)
}

// Tasks returns every live task once, in the order of the tree: the tasks of a
// group behind the task that waits for them, in the order in which they were
// started. It takes time in proportion to the tasks and what they wait for.
func (l *Loop) Tasks() []TaskInfo {
	l.mustBeOurs()
	infos := make([]TaskInfo, 0, l.tasks.live)
	var on []uint64 // of all, one after the other
	note := func(t *task) bool { on = append(on, t.id); return true }
	depth := 0
	for t := l.root.first; t != nil; t = t.following(&depth) {
		info := t.info(depth)
		if held, ok := t.waitsFor().(heldUp); ok && info.State == "waiting" {
			begin := len(on)
			held.holders(note)
			info.On = on[begin:len(on):len(on)]
		}
		infos = append(infos, info)
	}
	return infos
}

// info is everything but On.
func (t *task) info(depth int) TaskInfo {
	info := TaskInfo{ID: t.id, Name: t.label(), Doing: t.saysDoing(), Parent: t.parentID(), Depth: depth, Daemon: t.daemon, State: "running", FD: -1}
	switch what := t.waitsFor(); {
	case what != nil && t.scheduled:
		info.State = "ready"
	case what != nil:
		info.State, info.Wait, info.Waited = "waiting", what.waitState(), t.loop.now-t.since
		if dir, ok := what.(*direction); ok {
			info.FD, info.Peer = dir.d.fd, dir.d.peer
		}
	case t.coro == nil:
		info.State = "not begun"
	}
	return info
}

// parent is the task whose group waits for t; nil where the loop does.
func (t *task) parent() *task {
	if s := t.group().scope; s != nil {
		return s.ctx.task
	}
	return nil
}

func (t *task) parentID() uint64 {
	if p := t.parent(); p != nil {
		return p.id
	}
	return 0
}

// following is the task after t in the order of the tree, nil after the last
// one. It needs no stack: a tree may be as deep as there are tasks.
func (t *task) following(depth *int) *task {
	if child := t.firstIn(t.top); child != nil {
		*depth++
		return child
	}
	for t.next == nil {
		p := t.parent()
		if p == nil {
			return nil
		}
		if child := p.firstIn(t.group().scope.outer); child != nil {
			return child
		}
		t = p
		*depth--
	}
	return t.next
}

// firstIn is the first task of the innermost group of t that has one, from the
// scope s outwards.
func (t *task) firstIn(s *scope) *task {
	for ; s != nil; s = s.outer {
		if s.kind == groupScope && s.ctx.group.first != nil {
			return s.ctx.group.first
		}
	}
	return nil
}

// maxIndent bounds the indentation, and with it the size of a line.
const maxIndent = 32

// Tree returns one line for every live task, as [Loop.Tasks] tells of them: the
// tasks of a group stand indented below the task that waits for them.
func (l *Loop) Tree() string {
	var b strings.Builder
	for _, t := range l.Tasks() {
		fmt.Fprintf(&b, "%*s%s: ", 2*min(t.Depth, maxIndent), "", t)
		if t.Doing != "" {
			fmt.Fprintf(&b, "%s; ", t.Doing)
		}
		if t.State == "waiting" {
			fmt.Fprintf(&b, "waits for %s, %v\n", t.Wait, t.Waited)
		} else {
			fmt.Fprintln(&b, t.State)
		}
	}
	return b.String()
}
