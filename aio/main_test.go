package aio_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// TestMain fails when goroutines are left at the end.
func TestMain(m *testing.M) {
	if ln, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		ln.Close() // the standard library's own poller is no leak
	}
	code := m.Run()
	if left := leftGoroutines(); code == 0 && left != nil {
		fmt.Printf("%d goroutines are left:\n\n%s\n", len(left), strings.Join(left, "\n\n"))
		code = 1
	}
	os.Exit(code)
}

// leftGoroutines gives goroutines a moment to end and returns the stacks of
// those that do not. Tasks that called Goexit stay, as ErrGoexit says.
func leftGoroutines() []string {
	var left []string
	for range 100 {
		buf := make([]byte, 1<<20)
		left = strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n")[1:]
		left = slices.DeleteFunc(left, func(stack string) bool {
			return strings.Contains(stack, "created by os/signal.Notify") || // stays, once started
				strings.Contains(stack, "runtime.Goexit(") && strings.Contains(stack, "(*task).execute")
		})
		if len(left) == 0 {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return left
}

// virtually runs main in a new world; whatever main returns fails the test, unless
// expect says otherwise. Inside, a test fails with t.Errorf: t.Fatalf would end the task, not the test.
func virtually(t *testing.T, main func(ctx *aio.Context, w *aiotest.World) error, expect ...func(error) bool) *aiotest.World {
	t.Helper()
	w := aiotest.New()
	err := inMode(t, w.Runner()).Run(func(ctx *aio.Context) error { return main(ctx, w) })
	switch {
	case len(expect) == 1 && !expect[0](err), len(expect) == 0 && err != nil:
		t.Errorf("run: %v", err)
	}
	if n := w.Open(); n != 0 {
		t.Errorf("%d sockets are left open", n)
	}
	return w
}

// deadlocks expects a run to end in a deadlock.
func deadlocks(err error) bool {
	var dead *aio.DeadlockError
	return errors.As(err, &dead)
}

// really runs main on the system's clock and sockets; whatever main returns, and
// every descriptor that is left open, fails the test.
func really(t *testing.T, main func(ctx *aio.Context) error) {
	t.Helper()
	before := descriptors()
	if err := inMode(t, aio.Runner{}).Run(main); err != nil {
		t.Errorf("run: %v", err)
	}
	checkDescriptors(t, before)
}

func checkDescriptors(t *testing.T, before int) {
	t.Helper()
	for range 50 {
		if descriptors() <= before {
			return
		}
		time.Sleep(2 * time.Millisecond) // a peer's goroutine may still be closing
	}
	t.Errorf("%d descriptors are open, %d before", descriptors(), before)
}

// descriptors returns how many descriptors the process has open, or 0 where the
// system does not tell.
func descriptors() int {
	entries, _ := os.ReadDir("/proc/self/fd")
	return len(entries)
}

// equal checks one fact.
func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// is checks an error with errors.Is; a nil want wants none.
func is(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", what, err, want)
	}
}

// isTimeout checks that err is a TimeoutError.
func isTimeout(t *testing.T, what string, err error) {
	t.Helper()
	var timeout *aio.TimeoutError
	if !errors.As(err, &timeout) {
		t.Errorf("%s: got error %v, want a TimeoutError", what, err)
	}
}

// isCancel checks that err is a cancel with that cause.
func isCancel(t *testing.T, what string, err, cause error) {
	t.Helper()
	var c *aio.CancelError
	if !errors.As(err, &c) || c.Cause != cause {
		t.Errorf("%s: got error %v, want a cancel because of %v", what, err, cause)
	}
}

// contains checks that a text says something.
func contains(t *testing.T, what, text, part string) {
	t.Helper()
	if !strings.Contains(text, part) {
		t.Errorf("%s: %q says nothing of %q", what, text, part)
	}
}

// diary collects what happened, in order.
type diary []string

func (d *diary) note(args ...any) { *d = append(*d, fmt.Sprint(args...)) }

func (d diary) reads(t *testing.T, what, want string) {
	t.Helper()
	equal(t, what, strings.Join(d, " "), want)
}

// spawn starts a task without a result.
func spawn(in aio.Spawner, fn func(*aio.Context) error) *aio.Task[struct{}] {
	return aio.Go(in, func(ctx *aio.Context) (struct{}, error) { return struct{}{}, fn(ctx) })
}

// yield lets everything else run n times: shuffled, where the others may come
// after the caller in each turn, once more.
func yield(ctx *aio.Context, n int) {
	if shuffled {
		n++
	}
	for range n {
		aio.Yield(ctx)
	}
}

// lineUp starts n tasks, each when the one before it waits.
func lineUp(ctx *aio.Context, in aio.Spawner, n int, fn func(ctx *aio.Context, i int) error) {
	for i := range n {
		spawn(in, func(ctx *aio.Context) error { return fn(ctx, i) })
		yield(ctx, 1)
	}
}

// forever waits for what never comes, until it is canceled. The sleep is longer
// than any test; it keeps the loop from seeing a deadlock.
func forever(ctx *aio.Context) error { return aio.Sleep(ctx, 1000*time.Hour) }

// reported collects what a loop reports as the errors of nobody.
type reported []error

func (r *reported) handler(err error) { *r = append(*r, err) }

var errTest = errors.New("test error")
