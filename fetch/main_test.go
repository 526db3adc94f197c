package fetch_test

import (
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/crawl/weburl"
)

// TestMain fails when goroutines are left at the end.
func TestMain(m *testing.M) {
	if ln, err := net.Listen("tcp", "127.0.0.1:0"); err == nil {
		ln.Close() // the standard library's own poller is no leak
	}
	code := m.Run()
	if fuzzing := flag.Lookup("test.fuzz").Value.String() != ""; fuzzing {
		os.Exit(code) // with goroutines of its own
	}
	if left := leftGoroutines(nil); code == 0 && left != nil {
		fmt.Printf("%d goroutines are left:\n\n%s\n", len(left), strings.Join(left, "\n\n"))
		code = 1
	}
	os.Exit(code)
}

// leftGoroutines gives goroutines a moment to end and returns the stacks of
// those that do not, without those that were there before.
func leftGoroutines(before []string) (left []string) {
	for range 100 {
		left = slices.DeleteFunc(goroutines(), func(stack string) bool {
			return slices.ContainsFunc(before, func(b string) bool { return firstLine(b) == firstLine(stack) })
		})
		if len(left) == 0 {
			return nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return left
}

// goroutines returns the stacks of all but the calling one.
func goroutines() []string {
	buf := make([]byte, 1<<20)
	return strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n")[1:]
}

// firstLine has the goroutine's number.
func firstLine(stack string) string {
	number, _, _ := strings.Cut(stack, "[")
	return number
}

// equal checks one fact.
func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// is checks an error with errors.Is; a nil want wants none.
func is(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: got error %v, want %v", what, err, want)
	}
}

// lines checks a list of words, written one after the other with commas between.
func lines(t testing.TB, what string, got []string, want string) {
	t.Helper()
	equal(t, what, strings.Join(got, ", "), want)
}

// link parses a URL.
func link(t testing.TB, s string) weburl.URL {
	t.Helper()
	u, err := weburl.Parse(s)
	if err != nil {
		t.Error(err)
	}
	return u
}
