package pipeline

import (
	"errors"
	"os"
	"syscall"

	"clew/aio"
	"clew/pipeline/monitor"
	"clew/pipeline/report"
)

// listen opens the port of --monitor, before anything is asked.
func (r *run) listen(ctx *aio.Context) (*aio.Listener, error) {
	at := r.settings.Run.Monitor
	if at == "" {
		return nil, nil
	}
	ln, err := aio.Listen(ctx, "tcp", at)
	if err != nil {
		var cause syscall.Errno
		if errors.As(err, &cause) {
			err = &os.PathError{Err: cause}
		}
		return nil, &FileError{Op: "listen at", Name: at, Err: err}
	}
	return ln, nil
}

// startMonitor shows the run on ln, until stop is called.
func (r *run) startMonitor(g *aio.TaskGroup, ln *aio.Listener) (stop func()) {
	if ln == nil {
		return func() {}
	}
	if !r.settings.Run.Quiet {
		r.warn("to look at the run: http://%v/", ln.Addr())
	}
	task := aio.Go(g, func(ctx *aio.Context) (struct{}, error) {
		monitor.New(r.view).Serve(ctx, ln) // until it is canceled
		return struct{}{}, nil
	})
	task.Daemon()
	task.SetName("monitor")
	return func() { task.Cancel(nil) }
}

const (
	shownHosts = 20
	shownTasks = 300
)

// view makes a picture of the run, in the loop's time.
func (r *run) view() *report.View {
	loop, f, now := r.top.Loop(), r.co.frontier, r.co.now()
	stats := loop.Stats()
	v := r.figures.View(now)
	v.Run = r.aboutRun(now.Sub(r.started).Seconds())
	v.Run.Requests = r.client.Requests()
	v.Live = &report.Live{
		InFlight: r.co.counts.InFlight, Queued: f.Len(), Hosts: f.Hosts(),
		LagP99: float64(stats.LagP99.Microseconds()) / 1000,
		Queues: r.queues(stats.Lanes), TasksTotal: stats.Tasks,
	}
	for _, h := range f.Busiest(shownHosts) {
		v.Live.Waiting = append(v.Live.Waiting, report.HostQueue{
			Name: h.Name, Queued: h.Queued, Active: h.Active, Opens: max(0, h.OpenAt.Sub(now)),
		})
	}
	for _, t := range loop.Tasks() {
		if len(v.Live.Tasks) == shownTasks {
			break
		}
		v.Live.Tasks = append(v.Live.Tasks, report.Task{ID: t.ID, Name: t.Name, Depth: t.Depth, State: t.State, Wait: t.Wait, Waited: t.Waited})
	}
	return v
}

// queues are what the stages hand each other things through.
func (r *run) queues(lanes []aio.LaneStats) []report.Queue {
	all := []report.Queue{
		{Name: "inputs", Len: r.ahead.used, Cap: r.ahead.size},
		{Name: "pages to read", Len: r.pages.Len(), Cap: 4 * parseBatch},
	}
	for out := range r.outs.all {
		all = append(all, report.Queue{Name: out.Name() + ", bytes", Len: out.Pending()})
	}
	for _, lane := range lanes {
		if lane.Queued > 0 {
			all = append(all, report.Queue{Name: "lane " + lane.Name, Len: lane.Queued})
		}
	}
	return all
}
