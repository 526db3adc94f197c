package aio

import (
	"runtime"
	"strings"
)

// mustBeOurs panics, in debug mode, where the caller is not on the loop's
// thread.
func (l *Loop) mustBeOurs() {
	if l.debug {
		l.checkThread()
	}
}

func (l *Loop) checkThread() {
	if int64(threadID()) != l.thread.Load() {
		panic("aio: called from another goroutine than the loop's; only Loop.Post may be")
	}
}

// onLoop reports whether the caller is run by a loop: then its stack ends in a
// task's coroutine or in the loop's turns.
func onLoop() bool {
	pcs := make([]uintptr, 128)
	for skip := 1; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs)
		if n == 0 {
			return false
		}
		for frames, more := runtime.CallersFrames(pcs[:n]), true; more; {
			var f runtime.Frame
			f, more = frames.Next()
			if name, ours := strings.CutPrefix(f.Function, "clew/aio."); ours && (name == "(*coro).run" || name == "(*Loop).turn") {
				return true
			}
		}
	}
}
