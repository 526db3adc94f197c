//go:build unix

package aio_test

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"clew/aio"
)

// signal sends one to this process.
func signal(t *testing.T, s syscall.Signal) {
	t.Helper()
	is(t, "kill", syscall.Kill(syscall.Getpid(), s), nil)
}

// comes waits until a signal has been posted to the loop, without letting it
// turn.
func comes(l *aio.Loop) {
	for !l.HasPosts() {
		time.Sleep(10 * time.Microsecond)
	}
}

// next takes the next value of a queue; it takes too long where a signal is lost.
func next(t *testing.T, ctx *aio.Context, q *aio.Queue[string]) string {
	t.Helper()
	s, err := aio.WaitFor(ctx, 10*time.Second, q.Get)
	is(t, "wait for a signal", err, nil)
	return s
}

// put is a callback that puts what it is called and the signal into q.
func put(q *aio.Queue[string], name string) func(os.Signal) {
	return func(s os.Signal) { q.TryPut(name + " " + s.String()) }
}

// signals tells a story about signals, on the system's clock.
func signals(t *testing.T, story func(ctx *aio.Context, l *aio.Loop, q *aio.Queue[string]) error) {
	t.Helper()
	r := inMode(t, aio.Runner{OnError: func(err error) { t.Errorf("reported: %v", err) }})
	is(t, "run", r.Run(func(ctx *aio.Context) error { return story(ctx, ctx.Loop(), aio.NewQueue[string](0)) }), nil)
}

func TestR44_EverySignalCallsItsCallbacks(t *testing.T) {
	signals(t, func(ctx *aio.Context, l *aio.Loop, q *aio.Queue[string]) error {
		l.OnSignal(put(q, "one"), syscall.SIGUSR1)
		for range 2 {
			signal(t, syscall.SIGUSR1)
			equal(t, "signal", next(t, ctx, q), "one user defined signal 1")
		}
		l.OnSignal(put(q, "two"), syscall.SIGUSR1, syscall.SIGUSR2)
		signal(t, syscall.SIGUSR2)
		equal(t, "signal", next(t, ctx, q), "two user defined signal 2")
		signal(t, syscall.SIGUSR1)
		first, second := next(t, ctx, q), next(t, ctx, q)
		equal(t, "both", min(first, second)+", "+max(first, second), "one user defined signal 1, two user defined signal 1")
		return nil
	})
}

func TestR44_SignalWakesALoopThatPolls(t *testing.T) {
	signals(t, func(ctx *aio.Context, l *aio.Loop, q *aio.Queue[string]) error {
		defer l.Hold()()
		l.OnSignal(put(q, "come"), syscall.SIGUSR1)
		time.AfterFunc(5*time.Millisecond, func() { syscall.Kill(syscall.Getpid(), syscall.SIGUSR1) })
		_, err := q.Get(ctx) // no timer, and nothing else to wait for
		return err
	})
}

func TestR44_CallbackRunsOnTheLoopAndBetweenTasks(t *testing.T) {
	signals(t, func(ctx *aio.Context, l *aio.Loop, q *aio.Queue[string]) error {
		l.OnSignal(put(q, "come"), syscall.SIGUSR1)
		signal(t, syscall.SIGUSR1)
		comes(l)
		equal(t, "callbacks before the task gives way", q.Len(), 0)
		aio.Yield(ctx)
		yield(ctx, 1)
		equal(t, "callbacks after", q.Len(), 1)
		return nil
	})
}

func TestR44_StoppedCallbackIsNotCalledForASignalThatHasCome(t *testing.T) {
	signals(t, func(ctx *aio.Context, l *aio.Loop, q *aio.Queue[string]) error {
		for what, end := range map[string]func(stop func()){
			"stopped before the loop turns":       func(stop func()) { stop() },
			"stopped in the turn of the callback": func(stop func()) { l.CallSoon(stop) },
			"stopped twice":                       func(stop func()) { stop(); stop() },
			"replaced": func(stop func()) {
				stop()
				stop = l.OnSignal(put(q, "new"), syscall.SIGUSR1)
				signal(t, syscall.SIGUSR1)
				equal(t, "the new one", next(t, ctx, q), "new user defined signal 1")
				stop()
			},
		} {
			guard := l.OnSignal(func(os.Signal) {}, syscall.SIGUSR1) // or the default would end the process
			stop := l.OnSignal(put(q, "old"), syscall.SIGUSR1)
			signal(t, syscall.SIGUSR1)
			comes(l)
			end(stop)
			yield(ctx, 4)
			equal(t, what+": callbacks", q.Len(), 0)
			guard()
		}
		return nil
	})
}

func TestR44_OtherCallbacksStay(t *testing.T) {
	signals(t, func(ctx *aio.Context, l *aio.Loop, q *aio.Queue[string]) error {
		stop := l.OnSignal(put(q, "one"), syscall.SIGUSR1)
		l.OnSignal(put(q, "two"), syscall.SIGUSR1)
		stop()
		signal(t, syscall.SIGUSR1)
		equal(t, "signal", next(t, ctx, q), "two user defined signal 1")
		return nil
	})
}

func TestR44_TwoLoopsBothHear(t *testing.T) {
	ready, heard := make(chan bool), make(chan string)
	for range 2 {
		go signals(t, func(ctx *aio.Context, l *aio.Loop, q *aio.Queue[string]) error {
			l.OnSignal(put(q, "come"), syscall.SIGUSR1)
			ready <- true
			heard <- next(t, ctx, q)
			return nil
		})
		<-ready
	}
	signal(t, syscall.SIGUSR1)
	for range 2 {
		equal(t, "heard", <-heard, "come user defined signal 1")
	}
}

func TestR44_EndOfTheLoopEndsWhatBringsSignals(t *testing.T) {
	var loop *aio.Loop
	signals(t, func(ctx *aio.Context, l *aio.Loop, q *aio.Queue[string]) error {
		loop = l
		l.OnSignal(put(q, "one"), syscall.SIGUSR1)
		l.OnSignal(put(q, "two"), syscall.SIGUSR2)
		return nil
	})
	loop.OnSignal(func(os.Signal) { t.Error("called") }, syscall.SIGUSR1) // too late: nothing is begun
	stacks := make([]byte, 1<<20)
	for range 100 {
		if !strings.Contains(string(stacks[:runtime.Stack(stacks, true)]), "signalWatch") {
			return
		}
		time.Sleep(time.Millisecond) // it is on its way
	}
	t.Error("a goroutine has outlived its loop")
}

// TestR44_AfterTheLoopSignalsDoWhatTheyDidBefore lets a process of its own die of a signal that a loop
// had kept from it.
func TestR44_AfterTheLoopSignalsDoWhatTheyDidBefore(t *testing.T) {
	if os.Getenv("AIO_DIE") != "" {
		signals(t, func(ctx *aio.Context, l *aio.Loop, q *aio.Queue[string]) error {
			l.OnSignal(put(q, "come"), syscall.SIGTERM)
			signal(t, syscall.SIGTERM)
			equal(t, "signal", next(t, ctx, q), "come terminated")
			return nil
		})
		signal(t, syscall.SIGTERM)
		time.Sleep(10 * time.Second)
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	child.Env = append(os.Environ(), "AIO_DIE=1")
	var exit *exec.ExitError
	if err := child.Run(); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGTERM {
		t.Errorf("the process ended with %v", err)
	}
}

func TestR44_NoSignalIsRefused(t *testing.T) {
	signals(t, func(ctx *aio.Context, l *aio.Loop, q *aio.Queue[string]) error {
		defer func() { contains(t, "panic", recover().(string), "OnSignal") }()
		l.OnSignal(func(os.Signal) {})
		return nil
	})
}

func TestR44_SignalReachesEveryLoop(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		r, ready, got := inMode(t, aio.Runner{}), make(chan bool), make(chan error)
		go func() {
			got <- r.Run(func(ctx *aio.Context) error { return awaitSignal(ctx, func() { close(ready) }) })
		}()
		<-ready
		err := awaitSignal(ctx, func() { syscall.Kill(syscall.Getpid(), syscall.SIGUSR1) })
		is(t, "the other loop", <-got, nil)
		return err
	})
}

// awaitSignal waits for SIGUSR1 after it has called ready.
func awaitSignal(ctx *aio.Context, ready func()) error {
	defer ctx.Loop().Hold()()
	var came aio.Event
	defer ctx.Loop().OnSignal(func(os.Signal) { came.Set() }, syscall.SIGUSR1)()
	ready()
	return aio.Timeout(ctx, 10*time.Second, came.Wait)
}
