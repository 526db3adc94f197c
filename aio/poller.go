package aio

import "time"

// Readiness says what a descriptor can do without blocking, or what is wanted
// of it.
type Readiness uint8

const (
	// Readable: a read would not block; there is data, the end of the
	// stream, an error, or a connection to accept.
	Readable Readiness = 1 << iota
	// Writable: a write would not block, or a connect has ended.
	Writable
	// Broken comes with both others when the descriptor has failed or both
	// sides are shut. It is told whatever was asked for, and cannot be
	// silenced but by Remove or Once.
	Broken
	// Once is asked for along with others: after one event, Broken included,
	// the registration is silent until the next Modify.
	Once
)

// A PollEvent tells that the descriptor registered under Token is ready.
type PollEvent struct {
	Token uint64
	Ready Readiness
}

// A Poller tells a loop which descriptors are ready. All methods but Wake are
// called on the loop's thread.
//
// The contract, sentence by sentence:
//
//   - Readiness is level-triggered: an event comes again in each Wait until the
//     descriptor is no longer ready or no longer asked about.
//   - Only what was asked for is told, and Broken.
//   - An event may be spurious: the operation may still say EAGAIN.
//   - Data that arrived before the other side closed or failed is still to be
//     read; Broken says nothing of it.
//   - After Remove no event comes with that registration's token, not even from
//     a Wait that had found it already. Remove comes before the descriptor is
//     closed.
//   - Wait returns when there is an event, when the timeout has passed, when Wake
//     was called, or when a signal interrupted it; never before its timeout
//     without a reason. A negative timeout means for ever, zero not to wait.
//   - A Wake before Wait makes that Wait return at once; many Wakes may be one.
//   - What is always ready, as a plain file is, is refused with EPERM, and what is
//     no descriptor with EBADF.
//   - A descriptor that was closed without Remove tells nothing more, and Modify
//     fails, until the number is used again. The exception is one of which there
//     is a duplicate: it may tell events for ever, which Remove cannot end; Once
//     does.
//   - After Close, Wake does nothing.
type Poller interface {
	// Add registers fd; its events carry token.
	Add(fd int, token uint64, interest Readiness) error
	// Modify changes what is asked about a registered fd.
	Modify(fd int, token uint64, interest Readiness) error
	// Remove takes fd out.
	Remove(fd int) error
	// Wait fills dst with events and returns how many.
	Wait(dst []PollEvent, timeout time.Duration) (n int, err error)
	// Wake makes a Wait return. It may be called from any goroutine.
	Wake() error
	Close() error
}

// wakeToken is the token of what Wake writes to; no registration has it.
const wakeToken = ^uint64(0)

// milliseconds rounds up: a poll that ended early would only be called again,
// with ever shorter timeouts, until the deadline is really there.
func milliseconds(d time.Duration) int {
	if d < 0 {
		return -1
	}
	const day = 24 * time.Hour
	return int((min(d, day) + time.Millisecond - 1) / time.Millisecond)
}
