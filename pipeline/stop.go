package pipeline

import (
	"errors"
	"os"
	"syscall"
	"time"

	"clew/aio"
)

// onSignal ends the run in two steps: the first signal lets what is under way
// end within the grace, the second ends everything at once.
func (r *run) onSignal(sig os.Signal) {
	r.signals++
	why := interrupted
	if sig == syscall.SIGTERM {
		why = terminated
	}
	if r.signals > 1 {
		r.co.stop(why)
		r.top.Cancel(errors.New("second signal"))
		return
	}
	if r.co.counts.InFlight > 0 && !r.settings.Run.Quiet {
		r.warn("%s: %d requests in flight may end within %v; once more ends them", why, r.co.counts.InFlight, r.settings.Run.Grace)
	}
	r.windDown(why)
}

// windDown starts nothing new and cuts what is left at the end of the grace.
func (r *run) windDown(why stopReason) {
	r.co.stop(why)
	r.outs.disk.GiveUp()
	if r.graceEnd == nil {
		r.graceEnd = r.top.Loop().CallLater(r.settings.Run.Grace, r.cut)
	}
}

// lastResort is how long the output may take nothing after the grace.
const lastResort = 2 * time.Second

// cut ends the requests that are still in flight; what then still hangs can
// only be the output.
func (r *run) cut() {
	if r.workers != nil {
		r.workers.Cancel(errors.New("the grace is over"))
	}
	r.watchOutput()
}

// watchOutput gives an output up that has taken nothing for a while. One that is
// slow may take its time: all is written.
func (r *run) watchOutput() {
	r.endGrace()
	before := r.outs.written()
	r.graceEnd = r.top.Loop().CallLater(lastResort, func() {
		if r.outs.written() > before {
			r.watchOutput()
			return
		}
		r.failWith(&FileError{Op: "write", Name: r.outs.behind(), Err: errors.New("it takes nothing; records are lost")})
		r.top.Cancel(r.fileError)
	})
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
	return loop.CallLater(d, func() { r.windDown(timeIsUp) }).Daemon()
}
