package aio_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"clew/aio"
)

// The tests run in modes: in order, as programs do; eager, where a task begins
// within the call that starts it; shuffled, where the tasks of a turn run in an
// order by chance. A test holds in all of them, or says which it is not about.
//
// go test runs them in order. TestModes then runs the test binary again, a
// process for every other mode and seed: they share no state, and the command
// that repeats a failure is the one that found it.
var (
	mode     = os.Getenv("AIO_MODE") // eager, shuffle, or both in one word
	eagerly  = strings.Contains(mode, "eager")
	shuffled = strings.Contains(mode, "shuffle")
	seed     = cmp.Or(seedOf("AIO_SEED"), uint64(time.Now().UnixNano()))
	worlds   = map[*testing.T]uint64{} // how many loops a test has had
	soaking  = os.Getenv("CLEW_SOAK") != ""
)

func seedOf(name string) uint64 {
	n, _ := strconv.ParseUint(os.Getenv(name), 10, 64)
	return n
}

// inMode makes r one of the mode in which the tests run. Every loop of a test
// is shuffled in its own way, and in the same one when the test is repeated.
func inMode(t *testing.T, r aio.Runner) aio.Runner {
	tellSeed(t)
	worlds[t]++
	r.Eager = eagerly
	if shuffled {
		r.Shuffle = rand.New(rand.NewPCG(seed, worlds[t]))
	}
	return r
}

// tellSeed makes t print, if it fails, the command that repeats it.
func tellSeed(t *testing.T) {
	if _, told := worlds[t]; told {
		return
	}
	worlds[t] = 0
	t.Cleanup(func() {
		delete(worlds, t)
		if t.Failed() {
			name := strings.ReplaceAll(regexp.QuoteMeta(t.Name()), "/", "$/^")
			t.Logf("to repeat it: AIO_MODE=%s AIO_SEED=%d go test ./aio -run '^%s$'", mode, seed, name)
		}
	})
}

// seeded returns a source of chance that is the same when the test is repeated.
func seeded(t *testing.T) *rand.Rand {
	tellSeed(t)
	return rand.New(rand.NewPCG(seed, 0))
}

// inOrder leaves a test out of all other modes.
func inOrder(t *testing.T, why string) {
	t.Helper()
	if mode != "" {
		t.Skip("in order only: ", why)
	}
}

// notEager leaves a test out of the eager modes.
func notEager(t *testing.T) {
	t.Helper()
	if eagerly {
		t.Skip("it is about tasks that begin after the call that starts them")
	}
}

// notShuffled leaves a test out of the shuffled modes.
func notShuffled(t *testing.T) {
	t.Helper()
	if shuffled {
		t.Skip("it is about the order within a turn")
	}
}

// heavy leaves a test out of the other modes, where it costs much and finds
// little, unless the soak runs.
func heavy(t *testing.T) {
	t.Helper()
	if mode != "" && !soaking {
		t.Skip("heavy: in the soak only")
	}
}

// soak returns the size of a heavy test: reduced, or full where CLEW_SOAK is
// set. It is printed, so that nothing is thinned silently. The modes together
// are a soak of their own, so there it is always reduced.
func soak(t *testing.T, reduced, full int) int {
	t.Helper()
	n := reduced
	if soaking && mode == "" {
		n = full
	}
	t.Logf("size %d (CLEW_SOAK sets %d)", n, full)
	return n
}

func TestModes(t *testing.T) {
	inOrder(t, "it is what runs the other modes")
	const all, ofRules = "^Test", `^TestR\d`
	again(t, all, "eager", seed)
	tests := ofRules
	if soaking {
		tests = all
	}
	t.Logf("shuffled: %s", tests)
	for i := range soak(t, 10, 200) {
		again(t, tests, [...]string{"shuffle", "eager-shuffle"}[i%2], seed+uint64(i))
	}
}

// again runs tests once more, in a process of their own.
func again(t *testing.T, tests, mode string, seed uint64) {
	t.Run(fmt.Sprint(mode, " ", seed), func(t *testing.T) {
		t.Parallel()
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(self, "-test.run="+tests, "-test.count=1", "-test.timeout=2m")
		cmd.Env = append(os.Environ(), "AIO_MODE="+mode, fmt.Sprint("AIO_SEED=", seed))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("AIO_MODE=%s AIO_SEED=%d go test ./aio -run '%s': %v\n%s", mode, seed, tests, err, out)
		}
	})
}
