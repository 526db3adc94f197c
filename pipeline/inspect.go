package pipeline

import (
	"os"
	"time"

	"clew/aio"
	"clew/pipeline/control"
)

// A sight is what is seen of a run in one step of the loop.
type sight struct {
	report control.Report
	tasks  []aio.TaskInfo
}

// look sees the whole run. It takes one to two microseconds a task.
func (r *run) look() sight {
	loop, c, f := r.top.Loop(), &r.co.counts, r.co.frontier
	stats, now := loop.Stats(), r.co.now()
	s := sight{tasks: loop.Tasks()}
	s.report = control.Report{
		PID: os.Getpid(), Command: r.settings.Command, Age: now.Sub(r.started).Seconds(),
		Totals: control.Totals{
			Inputs: c.Inputs, Done: c.Done(), Failed: c.Failed, InFlight: c.InFlight,
			Frontier: f.Len(), Hosts: f.Hosts(), Stopping: string(r.co.stopping), Queues: r.queues(stats.Lanes),
			LagP99: milliseconds(stats.LagP99), LagMax: milliseconds(stats.LagMax),
		},
	}
	s.report.Totals.HostsWaiting, s.report.Totals.NextHost = f.Waiting()
	return s
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// queues are what the stages hand each other things through.
func (r *run) queues(lanes []aio.LaneStats) []control.Queue {
	all := []control.Queue{
		{Name: "inputs", Len: r.ahead.used, Cap: r.ahead.size},
		{Name: "pages", Len: r.pages.Len(), Cap: pageQueue},
	}
	for out := range r.outs.all {
		if n := out.Pending(); n > 0 {
			all = append(all, control.Queue{Name: "bytes for " + out.Name(), Len: n})
		}
	}
	for _, lane := range lanes {
		if lane.Queued > 0 {
			all = append(all, control.Queue{Name: "lane " + lane.Name, Len: lane.Queued})
		}
	}
	return all
}

// full makes the report of what was seen. It may run on any thread.
func (s sight) full() *control.Report {
	s.report.Tasks = control.TasksOf(s.tasks)
	return &s.report
}

// startControl lets clew ps look into the run, until stop is called. A run that
// can have no control socket goes on without.
func (r *run) startControl(g *aio.TaskGroup) (stop func()) {
	if !r.controlled {
		return func() {}
	}
	task := named(g, "control", func(ctx *aio.Context) error {
		if err := control.Serve(ctx, r.look, sight.full); ctx.Err() == nil {
			r.remark("clew ps cannot see this run: %v", err)
		}
		return nil
	})
	task.Daemon()
	return func() { task.Cancel(nil) }
}

// showTree writes the task tree to standard error; the words are made on another
// thread.
func (r *run) showTree() {
	seen := r.look()
	named(r.top, "tree", func(ctx *aio.Context) error {
		text, err := aio.ToThread(ctx, func() ([]byte, error) { return seen.full().AppendText(nil), nil })
		if err == nil {
			r.say(text)
		}
		return nil
	})
}

// named starts a task with a name for the task tree.
func named(g *aio.TaskGroup, name string, fn func(*aio.Context) error) *aio.Task[struct{}] {
	task := aio.Go(g, func(ctx *aio.Context) (struct{}, error) { return struct{}{}, fn(ctx) })
	task.SetName(name)
	return task
}

// doing says in the task tree what is done about an answer.
func (r *run) doing(a *answer) string {
	at := a.stage
	if at == "" {
		at = a.phase.String()
	}
	age := r.co.now().Sub(a.start).Round(time.Millisecond)
	return a.req.URL.WithoutFragment().String() + ": " + at + ", " + age.String()
}
