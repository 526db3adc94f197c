package pipeline

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/term"

	"clew/aio"
	"clew/config"
	"clew/pipeline/record"
)

const (
	barInterval  = 200 * time.Millisecond // of a bar on a terminal
	lineInterval = 5 * time.Second        // of plain lines elsewhere
)

// progress is how far a run is.
type progress struct {
	inputs, done, failed int
	whole                bool // there will be no more inputs
	inFlight             int
	hostsWaiting         int
	bytes                int64
	rate                 float64 // records a second, of late
}

// total is how many records there will be, 0 where that is not known.
func (p *progress) total() int {
	if p.whole {
		return p.inputs
	}
	return 0
}

// parts say it in words, what matters most first.
func (p *progress) parts() []string {
	done := fmt.Sprintf("%d done", p.done)
	if p.whole {
		done = fmt.Sprintf("%d of %d done", p.done, p.inputs)
	}
	parts := []string{done, fmt.Sprintf("%d failed", p.failed), rateText(p.rate)}
	if left := p.inputs - p.done; p.whole && left > 0 && p.rate > 0 {
		wait := time.Duration(float64(left) / p.rate * float64(time.Second))
		parts = append(parts, fmt.Sprintf("%v left", wait.Round(time.Second)))
	}
	parts = append(parts, fmt.Sprintf("%d in flight", p.inFlight))
	if p.hostsWaiting > 0 {
		parts = append(parts, fmt.Sprintf("%d hosts waiting", p.hostsWaiting))
	}
	return append(parts, record.Size(p.bytes))
}

func rateText(rate float64) string {
	if rate < 9.95 {
		return fmt.Sprintf("%.1f/s", rate)
	}
	return fmt.Sprintf("%.0f/s", rate)
}

// A speedometer tells how fast a count grows, of late: what is five seconds old
// counts for a third.
type speedometer struct {
	at    time.Time
	count int
	rate  float64
}

func (s *speedometer) read(now time.Time, count int) float64 {
	const memory = 5.0 // seconds
	past := now.Sub(s.at).Seconds()
	if past <= 0 {
		return s.rate
	}
	weight := past / (past + memory)
	s.rate += weight * (float64(count-s.count)/past - s.rate)
	s.at, s.count = now, count
	return s.rate
}

// progress returns how far the run is.
func (r *run) progress(speed *speedometer) progress {
	c := &r.co.counts
	hosts, _ := r.co.frontier.Waiting()
	return progress{
		inputs: c.Inputs, done: c.Done(), failed: c.Failed, inFlight: c.InFlight, bytes: c.Bytes,
		whole:        r.settings.Command == config.Fetch && r.co.sourceDone,
		hostsWaiting: hosts,
		rate:         speed.read(r.co.now(), c.Done()),
	}
}

// startProgress shows how far the run is: a bar on a terminal, plain lines
// elsewhere if asked for. stop ends it and clears the bar.
func (r *run) startProgress(g *aio.TaskGroup) (stop func()) {
	if !r.settings.ShowProgress() {
		return func() {}
	}
	show, clear, interval := r.sayProgress, func() {}, lineInterval
	if r.settings.Terminal.Stderr {
		show, clear, interval = r.drawProgress, r.clearProgress, barInterval
		r.bar = newBar(r.columns)
		if r.settings.Terminal.Stdout {
			r.outs.around(r.bar)
		}
	}
	speed := speedometer{at: r.started}
	task := named(g, "progress", func(ctx *aio.Context) error {
		for {
			if err := aio.Sleep(ctx, interval); err != nil {
				return err
			}
			show(r.progress(&speed))
		}
	})
	task.Daemon()
	return func() {
		task.Cancel(nil)
		clear()
	}
}

func (r *run) sayProgress(p progress) {
	text := ""
	for i, part := range p.parts() {
		text += []string{"", ", "}[min(i, 1)] + part
	}
	r.warn("%s", text)
}

// drawProgress draws the bar, unless the terminal has not taken what it was given
// before: then it is too slow, or stopped, for a newer one.
func (r *run) drawProgress(p progress) {
	if r.errs != nil && r.errs.Pending() == 0 {
		r.errs.TryWrite(r.bar.draw(p))
	}
}

func (r *run) clearProgress() {
	if r.errs != nil {
		r.errs.TryWrite(r.bar.clear())
	}
	r.bar = nil
}

// columns is how wide the terminal is.
func (r *run) columns() int {
	if f, ok := r.stderr.(*os.File); ok {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return width
		}
	}
	return 80
}
