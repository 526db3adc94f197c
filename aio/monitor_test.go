package aio_test

import (
	"io"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// watched runs main with a monitor that tells of steps over a few milliseconds,
// and returns what it told. told is true while a step is told that is not over.
func watched(t *testing.T, r aio.Runner, main func(ctx *aio.Context, told *atomic.Bool) error) []*aio.SlowStepError {
	t.Helper()
	heavy(t)
	var told atomic.Bool
	var errs []*aio.SlowStepError
	r = inMode(t, r)
	r.SlowStep = 4 * time.Millisecond
	r.OnSlowStep = func(err *aio.SlowStepError) {
		errs = append(errs, err)
		told.Store(!err.Over)
	}
	is(t, "run", r.Run(func(ctx *aio.Context) error { return main(ctx, &told) }), nil)
	return errs // the monitor has stopped
}

// compute holds the thread until somebody has told of it.
func compute(told *atomic.Bool) {
	for !told.Load() {
	}
}

// of returns what was told of who: a busy machine may stop any other step for as long.
func of(errs []*aio.SlowStepError, who string) (kept []*aio.SlowStepError) {
	for _, err := range errs {
		if strings.HasPrefix(err.Error(), who) {
			kept = append(kept, err)
		}
	}
	return kept
}

// slow checks what was told first of a step, and then that it was over.
func slow(t *testing.T, errs []*aio.SlowStepError, who, where string) {
	t.Helper()
	about := of(errs, who)
	if len(about) != 2 {
		t.Fatalf("told %d times: %v", len(about), errs)
	}
	begun, over := about[0], about[1]
	contains(t, "while it lasts", begun.Error(), who+" has held the loop for ")
	contains(t, "stack", string(begun.Stack), where)
	equal(t, "over", begun.Over, false)
	contains(t, "in the end", over.Error(), who+" held the loop for ")
	equal(t, "over", over.Over, true)
	equal(t, "same task", over.Task, begun.Task)
	if begun.For < 4*time.Millisecond || over.For < begun.For {
		t.Errorf("told after %v, over after %v", begun.For, over.For)
	}
}

func TestMonitorTellsOfATaskThatComputesWhileItDoes(t *testing.T) {
	notEager(t) // a task has no name yet in its first step
	errs := watched(t, aio.Runner{}, func(ctx *aio.Context, told *atomic.Bool) error {
		for range 100 {
			spawn(ctx, forever)
		}
		task := spawn(ctx, func(*aio.Context) error { compute(told); return nil })
		task.SetName("pi")
		_, err := task.Wait(ctx)
		return err
	})
	slow(t, errs, `task 102 "pi"`, "clew/aio_test.compute(")
	begun := of(errs, `task 102 "pi"`)[0]
	equal(t, "task", begun.Task, 102)
	equal(t, "name", begun.Name, "pi")
	if strings.Contains(string(begun.Stack), "aio_test.forever") {
		t.Error("the stack is that of another task")
	}
}

// block holds the thread in a system call until the pipe is closed.
func block(pipe int) { syscall.Read(pipe, make([]byte, 1)) }

func TestMonitorTellsOfATaskInABlockingCall(t *testing.T) {
	var pipe [2]int
	is(t, "pipe", syscall.Pipe(pipe[:]), nil)
	defer syscall.Close(pipe[0])
	errs := watched(t, aio.Runner{}, func(ctx *aio.Context, told *atomic.Bool) error {
		go func() {
			compute(told)
			syscall.Close(pipe[1])
		}()
		_, err := aio.GoEager(ctx, func(*aio.Context) (any, error) { block(pipe[0]); return nil, nil }).Wait(ctx)
		return err
	})
	slow(t, errs, "task 2", "clew/aio_test.block(")
}

func TestMonitorTellsOfACallback(t *testing.T) {
	errs := watched(t, aio.Runner{}, func(ctx *aio.Context, told *atomic.Bool) error {
		ctx.Loop().CallLater(time.Millisecond, func() { compute(told) })
		return aio.Sleep(ctx, 2*time.Millisecond)
	})
	slow(t, errs, "a callback", "clew/aio_test.compute(")
	equal(t, "task", of(errs, "a callback")[0].Task, 0)
}

func TestMonitorTellsOfEverySlowStep(t *testing.T) {
	errs := watched(t, aio.Runner{}, func(ctx *aio.Context, told *atomic.Bool) error {
		for range 3 {
			compute(told)
			for told.Load() {
				aio.Sleep(ctx, time.Millisecond)
			}
		}
		return nil
	})
	equal(t, "told", len(errs), 6)
}

func TestMonitorWatchesRealTimeOnAVirtualClock(t *testing.T) {
	errs := watched(t, aiotest.New().Runner(), func(ctx *aio.Context, told *atomic.Bool) error {
		compute(told)
		return aio.Sleep(ctx, time.Hour)
	})
	slow(t, errs, `task 1 "main"`, "clew/aio_test.compute(")
}

func TestMonitorLeavesShortStepsAlone(t *testing.T) {
	errs := watched(t, aio.Runner{}, func(ctx *aio.Context, told *atomic.Bool) error {
		for end := time.Now().Add(40 * time.Millisecond); time.Now().Before(end); {
			aio.Yield(ctx) // the loop never sleeps, and no step is long
		}
		return aio.Sleep(ctx, 20*time.Millisecond)
	})
	for _, err := range errs {
		if err.For < 4*time.Millisecond {
			t.Errorf("told: %v", err) // a machine may have stopped us for longer
		}
	}
}

func TestMonitorSleepsWhileTheLoopDoes(t *testing.T) {
	watched(t, aio.Runner{}, func(ctx *aio.Context, told *atomic.Bool) error {
		l := ctx.Loop()
		for range 2 {
			_, err := aio.ToThread(ctx, func() (int, error) { // the loop sleeps meanwhile
				for !l.MonitorParked() {
					time.Sleep(time.Millisecond)
				}
				return 0, nil
			})
			if err != nil {
				return err
			}
			equal(t, "parked while the loop is awake", l.MonitorParked(), false)
		}
		return nil
	})
}

func TestMonitorDoesNotBlameATaskWhereTheWholeProcessStood(t *testing.T) {
	told := 0
	r := aio.Runner{SlowStep: time.Minute, OnSlowStep: func(*aio.SlowStepError) { told++ }}
	is(t, "run", r.Run(func(ctx *aio.Context) error {
		l := ctx.Loop()
		l.MonitorLook(0)
		l.MonitorLook(2 * time.Minute) // comes late itself
		equal(t, "told", told, 0)
		l.MonitorLook(30 * time.Second)
		equal(t, "told", told, 0)
		l.MonitorLook(30 * time.Second) // has looked in time, all the while
		equal(t, "told", told, 1)
		return nil
	}), nil)
	equal(t, "told, and that it is over", told, 2)
}

func TestMonitorOutlivesItsHandler(t *testing.T) {
	heavy(t)
	var told atomic.Bool
	r := aio.Runner{SlowStep: 4 * time.Millisecond, OnSlowStep: func(*aio.SlowStepError) {
		defer told.Store(true)
		panic("broken handler")
	}}
	stderr := captured(t, func(io.Reader) {
		is(t, "run", r.Run(func(ctx *aio.Context) error { compute(&told); return nil }), nil)
	})
	contains(t, "standard error", stderr, "broken handler")
	contains(t, "standard error", stderr, `task 1 "main" has held the loop`)
}

func TestMonitorPrintsWhereNobodyIsTold(t *testing.T) {
	heavy(t)
	line := make([]byte, 1<<10)
	captured(t, func(stderr io.Reader) {
		is(t, "run", aio.Runner{SlowStep: 4 * time.Millisecond}.Run(func(ctx *aio.Context) error {
			_, err := stderr.Read(line) // holds the loop until there is something
			return err
		}), nil)
	})
	contains(t, "standard error", string(line), `aio: task 1 "main" has held the loop for `)
}

// captured runs fn and returns what it prints on standard error and has not read
// itself.
func captured(t *testing.T, fn func(stderr io.Reader)) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	stderr := os.Stderr
	os.Stderr = w
	fn(r)
	os.Stderr = stderr
	w.Close()
	text, _ := io.ReadAll(r)
	return string(text)
}

func TestMonitorIsOffOnAVirtualClockAndWhereItIsToldSo(t *testing.T) {
	virtual := aiotest.New().Runner()
	for what, r := range map[string]aio.Runner{"virtual": virtual, "negative": {SlowStep: -1}} {
		r.OnSlowStep = func(err *aio.SlowStepError) { t.Error(what, err) }
		is(t, what, r.Run(func(ctx *aio.Context) error {
			equal(t, what+": watched", ctx.Loop().Monitored(), false)
			return nil
		}), nil)
	}
}
