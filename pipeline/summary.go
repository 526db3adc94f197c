package pipeline

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"clew/aio"
	"clew/config"
	"clew/pipeline/record"
)

// Summary is what a run says of itself at its end.
type Summary struct {
	Inputs      int     `json:"inputs"`
	OK          int     `json:"ok"`
	Failed      int     `json:"failed"`
	Skipped     int     `json:"skipped"`
	Complete    bool    `json:"complete"`
	Reason      string  `json:"reason"`
	WallSeconds float64 `json:"wall_s"`
	Bytes       int64   `json:"bytes"`
	Requests    int     `json:"requests"`
	MaxInflight int     `json:"max_inflight"`
	LoopLagP99  float64 `json:"loop_lag_p99_ms"`
}

// The exit codes.
const (
	exitOK          = 0
	exitBug         = 1
	exitUsage       = 2
	exitFile        = 3
	exitFailed      = 4
	exitHTTPError   = 8
	exitInterrupted = 130
	exitTerminated  = 143
)

func (r *run) summary() Summary {
	c := &r.co.counts
	s := Summary{
		Inputs: c.Inputs, OK: c.OK, Failed: c.Failed, Skipped: c.Skipped,
		Complete: r.co.stopping == running && r.co.limited == running && r.co.over(), Reason: string(r.co.stopping),
		Bytes: c.Bytes, Requests: r.requests, MaxInflight: c.MaxInFlight,
		LoopLagP99: float64(r.loop.LagP99.Microseconds()) / 1000,
	}
	if s.Reason == "" {
		s.Reason = string(r.co.limited)
	}
	if s.Reason == "" {
		s.Reason = "finished"
	}
	if r.co.now != nil {
		s.WallSeconds = time.Since(r.started).Seconds()
	}
	return s
}

// end reports how the run ended and returns its exit code.
func (r *run) end(err error) int {
	err = r.outcome(err)
	if err != nil {
		fmt.Fprintf(r.stderr, "clew: %v\n", err)
	}
	var late error
	if r.co.now != nil && r.co.stopping != outputGone {
		late = errors.Join(r.tell(), r.writeReport())
	}
	if late = errors.Join(late, r.targets.close()); late != nil {
		fmt.Fprintf(r.stderr, "clew: %v\n", late)
		return exitFile
	}
	return r.exitCode(err)
}

// outcome is what went wrong with the run itself, nil for an end in order.
func (r *run) outcome(err error) error {
	if r.fileError != nil {
		return r.fileError
	}
	if errors.Is(err, aio.ErrCanceled) && r.signals > 0 {
		return nil
	}
	return err
}

func (r *run) exitCode(err error) int {
	c := &r.co.counts
	switch {
	case isFileError(err):
		return exitFile
	case err != nil:
		return exitBug
	case r.co.stopping == interrupted:
		return exitInterrupted
	case r.co.stopping == terminated:
		return exitTerminated
	case r.co.stopping == outputGone:
		return exitOK
	case r.settings.Command == config.Fetch && c.Failed > 0:
		return exitFailed
	case r.settings.Command != config.Fetch && c.Inputs > 0 && c.SeedsOK == 0:
		return exitFailed
	case r.settings.Run.Fail && c.HTTPError > 0:
		return exitHTTPError
	}
	return exitOK
}

// tell writes the summary: for people on standard error, as JSON to --summary.
func (r *run) tell() error {
	s := r.summary()
	if !r.settings.Run.Quiet {
		s.print(r.stderr)
	}
	f := r.targets.summary
	if f == nil {
		return nil
	}
	text, err := json.Marshal(s)
	if err == nil {
		_, err = f.Write(append(text, '\n'))
	}
	if err != nil {
		return &FileError{Op: "write", Name: f.Name(), Err: err}
	}
	return nil
}

func (s *Summary) print(w io.Writer) {
	fmt.Fprintf(w, "%d inputs: %d ok, %d failed, %d skipped; %d requests, %s in %s",
		s.Inputs, s.OK, s.Failed, s.Skipped, s.Requests, record.Size(s.Bytes), record.Duration(time.Duration(s.WallSeconds*float64(time.Second))))
	if s.WallSeconds > 0 {
		fmt.Fprintf(w, " (%.0f/s)", float64(s.Requests)/s.WallSeconds)
	}
	if !s.Complete {
		fmt.Fprintf(w, "; not complete: %s", s.Reason)
	}
	fmt.Fprintln(w)
}
