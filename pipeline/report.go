package pipeline

import (
	"bufio"
	"fmt"
	"slices"
	"time"

	"clew/aio"
	"clew/pipeline/graph"
	"clew/pipeline/report"
	"clew/pipeline/sink"
)

// buildFigures begins to gather what a report, or the monitor, shows.
func (r *run) buildFigures() {
	if r.targets.report != nil || r.settings.Run.Monitor != "" {
		r.figures = report.NewStats(r.started)
	}
}

// writeReport writes --report, however the run ended.
func (r *run) writeReport() error {
	f := r.targets.report
	if f == nil {
		return nil
	}
	s := r.summary()
	v := r.figures.View(r.started.Add(time.Duration(s.WallSeconds * float64(time.Second))))
	v.Run = r.aboutRun(s.WallSeconds)
	v.Run.Ended, v.Run.Complete, v.Run.Reason, v.Run.Requests = true, s.Complete, s.Reason, s.Requests
	w := bufio.NewWriter(f)
	err := v.Write(w)
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		return &FileError{Op: "write", Name: f.Name(), Err: err}
	}
	return nil
}

// aboutRun is what is known of a run while it lasts.
func (r *run) aboutRun(seconds float64) report.Run {
	return report.Run{
		Title: r.title(), Command: r.settings.Command, Started: r.started,
		Seconds: seconds, Reason: string(r.co.stopping),
	}
}

// title names a run by its inputs, without their users.
func (r *run) title() string {
	s := r.settings
	all := slices.Concat(s.URLs, s.Lists)
	if len(all) == 0 || all[0] == "-" {
		return "standard input"
	}
	name := all[0]
	if len(s.URLs) > 0 {
		u, err := parseURL(name)
		if name = u.WithoutCredentials().WithoutFragment().String(); err != nil {
			name = "no URL"
		}
	}
	if more := len(all) - 1; more > 0 {
		name += fmt.Sprintf(" and %d more", more)
	}
	return name
}

// A graphOutput is the output of --graph.
type graphOutput struct {
	lineOutput
	last []byte
}

// Close ends the file, however the run ends.
func (g *graphOutput) Close() { g.Finish(g.last) }

// addGraph adds the output of the link graph, of the whole crawl.
func (r *run) addGraph(loop *aio.Loop, name string) {
	f := r.targets.graph
	if f == nil {
		return
	}
	form := graph.FormOf(name)
	w := sink.NewWriter(loop, name, f, false).On(&r.outs.disk)
	w.TryWrite(form.Begin())
	r.outs.whole = append(r.outs.whole, &graphOutput{lineOutput{w, form.Append}, form.End()})
}
