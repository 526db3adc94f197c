package control

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"clew/aio"
)

// The exit codes of clew ps.
const (
	exitOK     = 0
	exitSocket = 3 // there is no such run, or it does not answer
)

// Ps prints the task tree of the run with that process number to out, and
// returns the exit code. With number 0 it is that of the only run there is; of
// several it prints a list.
func Ps(pid int, out, errs io.Writer) int {
	signal.Ignore(syscall.SIGPIPE) // who reads the first lines only has seen what he wanted
	var answers []answer
	err := aio.Runner{Grace: time.Second}.Run(func(ctx *aio.Context) (err error) {
		answers, err = askAll(ctx, directories(), pid)
		return err
	})
	text, err := shown(answers, pid, err)
	if err == nil {
		_, err = out.Write(text)
	}
	if err != nil && !errors.Is(err, syscall.EPIPE) {
		fmt.Fprintf(errs, "clew: %v\n", err)
		return exitSocket
	}
	if len(answers) > 1 {
		fmt.Fprintln(errs, "hint: clew ps PID shows the tasks of one")
	}
	return exitOK
}

// An answer is what came of asking a run.
type answer struct {
	socket
	report *Report
	err    error
}

// askAll asks every run, or the one of that number, all at the same time. Sockets
// whose run has died are removed.
func askAll(ctx *aio.Context, dirs []string, pid int) ([]answer, error) {
	var asks []func(*aio.Context) (answer, error)
	for _, s := range find(dirs, pid) {
		asks = append(asks, func(ctx *aio.Context) (answer, error) {
			report, err := ask(ctx, s.path)
			if errors.Is(err, syscall.ECONNREFUSED) && isGone(s.pid) {
				os.Remove(s.path)
			}
			return answer{s, report, err}, nil
		})
	}
	all, err := aio.Gather(ctx, asks...)
	var alive []answer
	for _, a := range all {
		if !errors.Is(a.err, syscall.ECONNREFUSED) && !errors.Is(a.err, syscall.ENOENT) {
			alive = append(alive, a)
		}
	}
	return alive, err
}

// shown is what is printed: a tree, or a list of several runs.
func shown(answers []answer, pid int, err error) ([]byte, error) {
	switch {
	case err != nil:
		return nil, fmt.Errorf("ps: %w", err)
	case len(answers) == 0 && pid == 0:
		return nil, errors.New("no clew of yours is running")
	case len(answers) == 0 && isGone(pid):
		return nil, fmt.Errorf("there is no process %d", pid)
	case len(answers) == 0:
		return nil, fmt.Errorf("process %d is no clew of yours that runs, or has no control socket", pid)
	case len(answers) > 1:
		return appendList(nil, answers), nil
	case answers[0].err != nil:
		return nil, fmt.Errorf("ask process %d: %w", answers[0].pid, answers[0].err)
	}
	return answers[0].report.AppendText(nil), nil
}

func appendList(dst []byte, answers []answer) []byte {
	dst = fmt.Appendf(dst, "%8s  %-7s %10s %10s %10s %10s\n", "PID", "COMMAND", "FOR", "IN FLIGHT", "FRONTIER", "DONE")
	for _, a := range answers {
		if a.err != nil {
			dst = fmt.Appendf(dst, "%8d  %s\n", a.pid, plain(a.err.Error()))
			continue
		}
		t := &a.report.Totals
		dst = fmt.Appendf(dst, "%8d  %-7s %10s %10d %10d %10d\n", a.pid, a.report.Command, duration(a.report.Age), t.InFlight, t.Frontier, t.Done)
	}
	return dst
}
