package pipeline

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"clew/aio"
)

// onSignal ends the run in two steps: the first signal lets what is under way
// end within the grace, the second ends everything at once. SIGUSR1 only wants to
// see.
func (r *run) onSignal(sig os.Signal) {
	if sig == syscall.SIGUSR1 {
		r.showTree()
		return
	}
	why := interrupted
	if sig == syscall.SIGTERM {
		why = terminated
	}
	switch r.signals++; r.signals {
	case 1:
		r.signal = sig
		r.windDown(why, "; once more ends them")
	case 2:
		r.nameAbandoned("the second signal")
		r.cut(farewell)
		r.top.Loop().CallLater(lastResort, r.force).Daemon()
	default:
		r.force()
	}
}

// swallow keeps a signal from ending the process while there is no loop to heed
// it, until stop is called.
func swallow(sig os.Signal) (stop func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, sig)
	return func() { signal.Stop(c) }
}

// windDown starts nothing new and cuts what is left at the end of the grace.
func (r *run) windDown(why stopReason, hint string) {
	r.co.stop(why)
	r.outs.disk.GiveUp()
	if n := r.co.counts.InFlight; n > 0 && !r.settings.Run.Quiet {
		r.warn("%s: %d requests in flight may end within %v%s", why, n, r.settings.Run.Grace, hint)
	}
	if r.graceEnd == nil {
		r.graceEnd = r.top.Loop().CallLater(r.settings.Run.Grace, func() {
			r.nameAbandoned(fmt.Sprintf("the grace of %v is over", r.settings.Run.Grace))
			r.cut(lastResort)
		})
	}
}

// How long nothing may move once the requests were cut: after the grace, and after
// the second signal. The latter gives no more than the former in all.
const (
	lastResort = 2 * time.Second
	farewell   = 250 * time.Millisecond
)

// cut ends the requests that are still in flight; their records, and those of
// what was not asked, are written as long as something moves.
func (r *run) cut(patience time.Duration) {
	if r.workers != nil {
		r.workers.Cancel(errors.New("the grace is over"))
	}
	r.watchEnd(patience)
}

// watchEnd gives everything up when nothing has moved for so long: then it hangs
// where the loop has no say, most likely at an output. One that is slow may take
// its time: all is written.
func (r *run) watchEnd(patience time.Duration) {
	r.endGrace()
	written, done := r.outs.written(), r.co.counts.Done()
	r.graceEnd = r.top.Loop().CallLater(patience, func() {
		if r.outs.written() > written || r.co.counts.Done() > done {
			r.watchEnd(patience)
			return
		}
		r.force()
	})
}

// force ends everything as it is. Records that the output holds are lost then,
// which is an error unless two signals have asked for it.
func (r *run) force() {
	if r.forced {
		return
	}
	r.forced = true
	if name := r.outs.behind(); name != "" {
		err := &FileError{Op: "write", Name: name, Err: errors.New("it takes nothing; records are lost")}
		if r.signals > 1 {
			r.warn("%v", err)
		} else {
			r.failWith(err)
		}
	}
	r.top.Cancel(errors.New("the run is forced to end"))
}

// nameAbandoned says what is still under way when it is cut.
func (r *run) nameAbandoned(why string) {
	const few = 5
	n := 0
	var text []byte
	for _, t := range r.top.Loop().Tasks() {
		if t.Doing == "" {
			continue
		}
		if n++; n <= few {
			text = fmt.Appendf(text, "\n  %s", t.Doing)
		}
	}
	if n > few {
		text = fmt.Appendf(text, "\n  and %d more", n-few)
	}
	if n > 0 && !r.settings.Run.Quiet {
		r.warn("%s: %d left behind%s", why, n, text)
	}
}

func (r *run) endGrace() {
	if r.graceEnd != nil {
		r.graceEnd.Cancel()
	}
}

// limitTime ends the run at --max-time.
func (r *run) limitTime(loop *aio.Loop) *aio.Handle {
	d := r.settings.Time.MaxTime
	if d <= 0 {
		d = 1<<63 - 1
	}
	return loop.CallLater(d, func() { r.windDown(timeIsUp, "") }).Daemon()
}
