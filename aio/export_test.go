package aio

import "time"

// What the tests of package aio_test need of the inside.

// NewPoller returns the poller that a loop uses unless told otherwise.
var NewPoller = newPoller

// KernelNetwork returns the network that a loop uses unless told otherwise.
func KernelNetwork() Network { return kernel{} }

// FD returns the number of the connection's descriptor.
func (c *Conn) FD() int { return c.d.fd }

// Unsent returns how many bytes wait to be sent.
func (s *Stream) Unsent() int { return s.unsent() }

// Held returns how many bytes the stream's buffers take.
func (s *Stream) Held() int { return cap(s.in) + cap(s.outbox().buf) }

// Watches returns how many Waits and AsCompleteds watch a task.
func Watches(t AnyTask) int { return len(t.untyped().watchers) }

// HasPosts reports whether something was posted and not taken over.
func (l *Loop) HasPosts() bool { return l.hasPosts.Load() }

// Asleep reports whether the loop waits in its poller; it may be called from any
// goroutine.
func (l *Loop) Asleep() bool { return l.sleeping.Load() }

// SetSpinTurns sets how many turns in a row are a spin.
func (l *Loop) SetSpinTurns(n int) { l.spin.limit = n }

// SpinTurns returns how many turns in a row are a spin; 0: it is not watched.
func (l *Loop) SpinTurns() int { return l.spin.limit }

// Monitored reports whether a monitor watches the loop.
func (l *Loop) Monitored() bool { return l.monitor != nil }

// MonitorParked reports whether the monitor waits for the loop to wake; it may
// be called from any goroutine.
func (l *Loop) MonitorParked() bool { return l.monitor.parked.Load() }

// MonitorLook makes the monitor look as if so much time had passed since it last
// did.
func (l *Loop) MonitorLook(passed time.Duration) {
	m := l.monitor
	m.Lock()
	m.looked, m.since = m.looked.Add(-passed), m.since.Add(-passed)
	m.Unlock()
	m.look()
}

// Joiners returns how many tasks wait for a task.
func Joiners(t AnyTask) int { return t.untyped().joiners.n }
