package pipeline

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"testing"
)

// TestExitCodes is the table of the documentation, with who wins over whom.
func TestExitCodes(t *testing.T) {
	disk := fmt.Errorf("stop: %w", &FileError{Op: "write", Name: "a", Err: syscall.EIO})
	bug := errors.New("bug")
	fine, failed := Counts{Inputs: 2, OK: 2, SeedsOK: 1}, Counts{Inputs: 2, OK: 1, Failed: 1, HTTPError: 1, SeedsOK: 1}
	lost := Counts{Inputs: 1, Failed: 1}
	for _, row := range []struct {
		what string
		end  ending
		code int
	}{
		{"a fetch", ending{fetch: true, counts: &fine}, 0},
		{"a fetch without inputs", ending{fetch: true, counts: &Counts{}}, 0},
		{"an input failed", ending{fetch: true, counts: &failed}, 4},
		{"4 wins over 8", ending{fetch: true, counts: &failed, failOnHTTP: true}, 4},
		{"a crawl", ending{counts: &fine}, 0},
		{"a crawl in which a page failed", ending{counts: &failed}, 0},
		{"and with --fail", ending{counts: &failed, failOnHTTP: true}, 8},
		{"no seed is ok", ending{counts: &lost}, 4},
		{"a crawl without seeds", ending{counts: &Counts{}}, 0},
		{"--fail without a status", ending{fetch: true, counts: &fine, failOnHTTP: true}, 0},
		{"SIGINT wins over 4 and 8", ending{fetch: true, counts: &failed, failOnHTTP: true, signal: os.Interrupt}, 130},
		{"SIGTERM", ending{fetch: true, counts: &failed, signal: syscall.SIGTERM}, 143},
		{"a closed output is quiet", ending{fetch: true, counts: &failed, failOnHTTP: true, gone: true}, 0},
		{"but not where a signal came", ending{fetch: true, counts: &failed, gone: true, signal: os.Interrupt}, 130},
		{"a bug wins over signals", ending{fetch: true, counts: &failed, err: bug, signal: os.Interrupt}, 1},
		{"a file wins over all", ending{fetch: true, counts: &failed, err: errors.Join(bug, disk), signal: os.Interrupt, gone: true}, 3},
	} {
		if got := row.end.code(); got != row.code {
			t.Errorf("%s: exit code %d, want %d", row.what, got, row.code)
		}
	}
}
