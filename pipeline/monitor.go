package pipeline

import (
	"errors"
	"os"
	"syscall"

	"clew/aio"
	"clew/pipeline/control"
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
	task := named(g, "monitor", func(ctx *aio.Context) error {
		monitor.New(r.view).Serve(ctx, ln) // until it is canceled
		return nil
	})
	task.Daemon()
	return func() { task.Cancel(nil) }
}

const (
	shownHosts = 20
	shownTasks = 300
)

// view makes a picture of the run, in the loop's time.
func (r *run) view() *report.View {
	seen, now := r.look(), r.co.now()
	v := r.figures.View(now)
	v.Run = r.aboutRun(seen.report.Age)
	v.Run.Requests = r.client.Requests()
	v.Live = &report.Live{
		Totals: seen.report.Totals, TasksTotal: len(seen.tasks),
		Tasks: control.TasksOf(seen.tasks[:min(len(seen.tasks), shownTasks)]),
	}
	for _, h := range r.co.frontier.Busiest(shownHosts) {
		v.Live.Busiest = append(v.Live.Busiest, report.HostQueue{
			Name: h.Name, Queued: h.Queued, Active: h.Active, Opens: max(0, h.OpenAt.Sub(now)),
		})
	}
	return v
}
