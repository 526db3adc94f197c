package pipeline

import (
	"bytes"
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"clew/aio"
	"clew/pipeline/record"
)

const (
	barInterval  = 200 * time.Millisecond // of a bar on a terminal
	lineInterval = 5 * time.Second        // of plain lines elsewhere
)

// startProgress shows how far the run is: a bar on a terminal, plain lines
// elsewhere if asked for. stop ends it and clears the bar.
func (r *run) startProgress(g *aio.TaskGroup) (stop func()) {
	if !r.settings.ShowProgress() {
		return func() {}
	}
	show, clear, interval := r.plainProgress, func() {}, lineInterval
	if r.settings.Terminal.Stderr {
		bar := r.newBar()
		show, clear, interval = func() { r.turnBar(bar) }, func() { bar.Clear() }, barInterval
	}
	task := aio.Go(g, func(ctx *aio.Context) (struct{}, error) {
		for {
			if err := aio.Sleep(ctx, interval); err != nil {
				return struct{}{}, err
			}
			show()
		}
	})
	task.Daemon()
	task.SetName("progress")
	return func() {
		task.Cancel(nil)
		clear()
	}
}

// newBar makes the bar; what it draws goes to standard error with everything
// else, behind the loop's back.
func (r *run) newBar() *progressbar.ProgressBar {
	return progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(barWriter{r}),
		progressbar.OptionSetDescription(string(r.settings.Command)),
		progressbar.OptionSpinnerType(14),
		progressbar.OptionSetElapsedTime(true),
		progressbar.OptionEnableColorCodes(!r.settings.Run.NoColor),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionThrottle(barInterval/2),
	)
}

type barWriter struct{ r *run }

func (w barWriter) Write(p []byte) (int, error) {
	w.r.errs.TryWrite(bytes.Clone(p))
	return len(p), nil
}

func (r *run) turnBar(bar *progressbar.ProgressBar) {
	bar.Describe(r.progressText())
	bar.Set(r.co.counts.Done())
}

func (r *run) plainProgress() { r.warn("%s", r.progressText()) }

func (r *run) progressText() string {
	c := &r.co.counts
	text := fmt.Sprintf("%d done, %d failed, %d in flight, %d waiting, %s", c.Done(), c.Failed, c.InFlight, r.co.frontier.Len(), record.Size(c.Bytes))
	if s := r.co.now().Sub(r.started).Seconds(); s > 0 {
		text += fmt.Sprintf(", %.0f/s", float64(r.client.Requests())/s)
	}
	return text
}
