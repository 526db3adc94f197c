package aio_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// Limits, shields, groups and gathers in one another around tasks that fail and
// clean up, canceled at random: what comes of it, and when, is what a model says
// that knows no tasks, only times.
func TestCompositionsAgainstAModel(t *testing.T) {
	rnd := seeded(t)
	for range soak(t, 500, 200_000) {
		moment := func() time.Duration { return 1 + time.Duration(rnd.Int64N(int64(time.Second))) } // never the same twice
		root := program(rnd, 4, moment, aio.Sleep)
		cancelAt := 2 * moment()
		want := root.asTask(0, cancelAt)
		virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
			var end time.Duration
			task := spawn(ctx, func(ctx *aio.Context) error {
				defer func() { end = w.Elapsed() }()
				return root.run(ctx)
			})
			cancel := ctx.Loop().CallLater(cancelAt, func() { task.Cancel(nil) })
			_, err := task.Wait(ctx)
			cancel.Cancel()
			equal(t, "outcome", fmt.Sprint(texts(err)), fmt.Sprint(want.outcome()))
			equal(t, "time", end, want.at)
			equal(t, "a wait afterwards", aio.Sleep(ctx, time.Hour), nil)
			equal(t, "tasks left", ctx.Loop().Stats().Tasks, 1)
			return nil
		})
		if t.Failed() {
			t.Fatalf("canceled at %d: %v", cancelAt, root)
		}
	}
}

// The same with times that are often equal, where the model knows nothing: what
// the tasks hold is given back, and all of them end.
func TestCompositionsLoseNoPermit(t *testing.T) {
	rnd := seeded(t)
	for range soak(t, 200, 50_000) {
		conserved(t, func(ctx *aio.Context) {
			const permits = 2
			s, inside := aio.NewSemaphore(permits), 0
			work := func(ctx *aio.Context, d time.Duration) error {
				if err := s.Acquire(ctx); err != nil {
					return err
				}
				defer s.Release()
				inside++
				defer func() { inside-- }()
				if inside > permits {
					t.Errorf("%d inside", inside)
				}
				return aio.Sleep(ctx, d)
			}
			var tasks [3]*aio.Task[struct{}]
			for i := range tasks {
				root := program(rnd, 3, func() time.Duration { return pause(rnd) }, work)
				tasks[i] = spawn(ctx, root.run)
			}
			for range 4 {
				aio.Sleep(ctx, pause(rnd))
				tasks[rnd.IntN(3)].Cancel(nil)
			}
			for _, task := range tasks {
				task.Wait(ctx)
			}
			aio.Sleep(ctx, time.Hour) // for what failed gathers have left
			equal(t, "tasks left", ctx.Loop().Stats().Tasks, 1)
			for range permits {
				equal(t, "permit at the end", s.TryAcquire(), true)
			}
			equal(t, "one more than there were", s.TryAcquire(), false)
		})
		if t.Failed() {
			return
		}
	}
}

// A node is a piece of such a program.
type node struct {
	kind  string        // sleep, limit, shield, group or gather
	time  time.Duration // of the sleep, or the limit
	fails string        // the error of a sleep that comes to its end; "": none
	clean time.Duration // how long one that is canceled cleans up
	then  string        // and what it returns then; "": the cancel
	sleep func(*aio.Context, time.Duration) error
	in    []*node // of a group: first what its block does, a sleep, then its tasks
}

const swallows = "nothing"

// program makes one up.
func program(rnd *rand.Rand, depth int, moment func() time.Duration, sleep func(*aio.Context, time.Duration) error) *node {
	n := &node{time: moment(), sleep: sleep}
	kinds := []string{"sleep", "limit", "limit", "shield", "group", "gather"}
	n.kind = kinds[rnd.IntN(len(kinds))]
	size := 1
	switch {
	case depth == 0 || n.kind == "sleep":
		n.kind, size, n.clean = "sleep", 0, moment()
		n.fails = []string{"", "", "", fmt.Sprint("failure at ", n.time)}[rnd.IntN(4)]
		n.then = []string{"", "", swallows, fmt.Sprint("failure of clean-up ", n.clean)}[rnd.IntN(4)]
	case n.kind == "group" || n.kind == "gather":
		size = 1 + rnd.IntN(3)
	}
	if n.kind == "group" {
		n.in = []*node{program(rnd, 0, moment, sleep)}
	}
	for range size {
		n.in = append(n.in, program(rnd, depth-1, moment, sleep))
	}
	return n
}

func (n *node) run(ctx *aio.Context) error {
	switch n.kind {
	case "limit":
		return aio.Timeout(ctx, n.time, n.in[0].run)
	case "shield":
		if err := aio.Shield(ctx, n.in[0].run); err != nil {
			return err
		}
		return aio.Yield(ctx) // what was kept out
	case "group":
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for _, in := range n.in[1:] {
				g.Go(in.run)
			}
			return n.in[0].run(ctx)
		})
	case "gather":
		fns := make([]func(*aio.Context) (int, error), len(n.in))
		for i, in := range n.in {
			fns[i] = func(ctx *aio.Context) (int, error) { return 0, in.run(ctx) }
		}
		_, err := aio.Gather(ctx, fns...)
		return err
	}
	err := n.sleep(ctx, n.time)
	if err == nil {
		return failure(n.fails)
	}
	aio.Shield(ctx, func(ctx *aio.Context) error { return aio.Sleep(ctx, n.clean) })
	if n.then == "" {
		return err
	}
	return failure(n.then)
}

func failure(text string) error {
	if text == "" || text == swallows {
		return nil
	}
	return errors.New(text)
}

// texts takes an error apart.
func texts(err error) []string {
	var timeout *aio.TimeoutError
	switch joined, ok := err.(interface{ Unwrap() []error }); {
	case err == nil:
		return nil
	case ok:
		var all []string
		for _, err := range joined.Unwrap() {
			all = append(all, texts(err)...)
		}
		return all
	case errors.As(err, &timeout):
		return []string{"timeout"}
	}
	return []string{err.Error()}
}

// The model. A request is a cancel of a scope at a time; level 0 is the task,
// higher ones are the limits in it.
type request struct {
	at    time.Duration
	level int
}

// never is when what does not come comes.
const never, none = time.Duration(math.MaxInt64), math.MaxInt

// requests are those that can reach a node.
type requests []request

func (r requests) first() request {
	first := request{never, none}
	for _, one := range r {
		if one.at < first.at {
			first = one
		}
	}
	return first
}

// outermost returns the level of the outermost that comes before a time.
func (r requests) outermost(before time.Duration) int {
	level := none
	for _, one := range r {
		if one.at < before {
			level = min(level, one.level)
		}
	}
	return level
}

// An ending is how and when a node ends.
type ending struct {
	at      time.Duration
	failed  []string
	cancel  int  // the level of the cancel that it passes on
	pending bool // a cancel of the task has come and nobody has met it
}

func (e ending) outcome() []string {
	if e.failed == nil && e.cancel != none {
		return []string{"canceled"}
	}
	return e.failed
}

// asTask ends n as a task that is canceled at a time.
func (n *node) asTask(start, cancelAt time.Duration) ending {
	e := n.end(start, requests{{cancelAt, 0}}, 0)
	if e.pending && e.failed == nil {
		e.cancel = 0
	}
	return e
}

func (n *node) end(start time.Duration, r requests, level int) ending {
	switch n.kind {
	case "limit":
		level++
		e := n.in[0].end(start, append(r[:len(r):len(r)], request{start + n.time, level}), level)
		if e.cancel == level {
			e.failed, e.cancel = []string{"timeout"}, none
		}
		return e
	case "shield":
		e := n.in[0].end(start, nil, level)
		if e.failed == nil {
			e.cancel = r.outermost(e.at)
		}
		return e
	case "group":
		return n.endGroup(start, r, level+1)
	case "gather":
		return n.endGather(start, r)
	}
	e := ending{start + n.time, nil, none, false}
	cancel, then := r.first(), n.fails
	if cancel.at < e.at {
		e.at, then = cancel.at+n.clean, n.then
		e.pending = cancel.level > 0 && r.outermost(e.at) == 0
		if then == "" {
			e.cancel = cancel.level
		}
	}
	if failure(then) != nil {
		e.failed = []string{then}
	}
	return e
}

// endGroup: the first failure cancels all, and so does a cancel that the block
// passes on, or that comes while it waits for the tasks; failures win.
func (n *node) endGroup(start time.Duration, r requests, level int) ending {
	tasks := func(abort time.Duration) (last, failed time.Duration, failures []string) {
		failed = never
		for _, in := range n.in[1:] {
			e := in.asTask(start, abort)
			last = max(last, e.at)
			if failures = append(failures, e.failed...); e.failed != nil {
				failed = min(failed, e.at)
			}
		}
		return last, failed, failures
	}
	_, abort, _ := tasks(never)
	all := append(r[:len(r):len(r)], request{abort, level})
	e := n.in[0].end(start, all, level)
	met := all.first() // by the block
	if met.at >= start+n.in[0].time {
		met = request{never, none}
	}
	if e.cancel == level {
		e.cancel = none
	}
	if e.failed != nil || e.cancel != none {
		abort = min(abort, e.at)
	}
	late := slices.DeleteFunc(slices.Clone(r), func(one request) bool { return one == met })
	for i := range late {
		late[i].at = max(late[i].at, e.at) // what the block did not meet waits for it
	}
	if last, _, _ := tasks(abort); late.first().at < last {
		abort = min(abort, late.first().at)
	}
	last, _, failures := tasks(abort)
	if met := late.outermost(last); met != none {
		e.cancel = met
	}
	if e.cancel != none {
		e.cancel = min(e.cancel, met.level)
	}
	e.pending = late.outermost(e.at+1) == 0 && last <= e.at
	e.at = max(e.at, last)
	if e.failed = append(e.failed, failures...); e.failed != nil {
		e.cancel = none
	}
	return e
}

// endGather: the first failure ends it, and a cancel that comes before that is
// passed on when all have ended.
func (n *node) endGather(start time.Duration, r requests) (e ending) {
	e.cancel = none
	failed := never
	for _, in := range n.in {
		one := in.asTask(start, never)
		e.at = max(e.at, one.at)
		if one.failed != nil && one.at < failed {
			failed, e.failed = one.at, one.failed
		}
	}
	e.at = min(e.at, failed)
	if r.first().at >= e.at {
		return e
	}
	e = ending{}
	for _, in := range n.in {
		e.at = max(e.at, in.asTask(start, r.first().at).at)
	}
	e.cancel = r.outermost(e.at)
	return e
}

func (n *node) String() string {
	if n.kind == "sleep" {
		return fmt.Sprintf("sleep(%d %q, clean %d %q)", n.time, n.fails, n.clean, n.then)
	}
	return fmt.Sprint(n.kind, "(", int64(n.time), " ", n.in, ")")
}
