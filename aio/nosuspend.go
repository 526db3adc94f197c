package aio

import (
	"fmt"
	"runtime"
	"strings"
)

// NoSuspend calls fn, in which the task may not suspend: a call that would have
// to wait panics instead and names the place. It is for sections that must not
// be interleaved with other tasks. Calls that take a Context and need not wait,
// as for a lock that is free, are allowed.
func NoSuspend(ctx *Context, fn func() error) error {
	t := ctx.running()
	t.noSuspend++
	defer func() { t.noSuspend-- }()
	return fn()
}

// mustMaySuspend panics inside NoSuspend. It is inlined where it is called.
func (t *task) mustMaySuspend(what waitable) {
	if t.noSuspend > 0 {
		t.refuseToSuspend(what)
	}
}

func (t *task) refuseToSuspend(what waitable) {
	t.waiter.leave()
	panic(fmt.Sprintf("aio: task %v would suspend inside NoSuspend, at %s, to wait for %s", t, userCaller(), what.waitState()))
}

// userCaller is the nearest caller outside of this package, as "file:line".
func userCaller() string {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "clew/aio.") {
			return fmt.Sprintf("%s:%d", f.File, f.Line)
		}
		if !more {
			return "unknown place"
		}
	}
}
