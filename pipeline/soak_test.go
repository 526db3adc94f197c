package pipeline

import (
	"os"
	"testing"
)

// soakSize returns the size of a heavy test: reduced, or full where CLEW_SOAK is
// set. It is printed, so that nothing is thinned silently.
func soakSize(t testing.TB, reduced, full int) int {
	t.Helper()
	n := reduced
	if os.Getenv("CLEW_SOAK") != "" {
		n = full
	}
	t.Logf("size %d (CLEW_SOAK sets %d)", n, full)
	return n
}
