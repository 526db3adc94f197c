package fetch

import (
	"math"
	"syscall"
)

// Of the descriptors that the process may have, spared are left to files,
// standard streams, listeners and attempts to connect to a second address; half
// of them where there are few.
const spared = 64

// maxLookups is how many names are looked up at once where descriptors are
// plenty; each look-up takes two.
const maxLookups = 100

// budget divides the descriptors of a process that may have limit of them.
func budget(limit uint64) (conns, lookups int) {
	n := int(min(limit, math.MaxInt32))
	lookups = min(max(n/32, 1), maxLookups)
	return max(n-min(spared, n/2)-2*lookups, 1), lookups
}

// descriptors returns how many descriptors the process may have.
func descriptors() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return 256 // the least that is usual
	}
	return uint64(limit.Cur)
}
