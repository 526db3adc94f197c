package aio

// What the tests of package aio_test need of the inside.

// NewPoller returns the poller that a loop uses unless told otherwise.
var NewPoller = newPoller

// KernelNetwork returns the network that a loop uses unless told otherwise.
func KernelNetwork() Network { return kernel{} }

// FD returns the number of the connection's descriptor.
func (c *Conn) FD() int { return c.d.fd }

// Watches returns how many Waits and AsCompleteds watch a task.
func Watches(t AnyTask) int { return len(t.untyped().watchers) }

// HasPosts reports whether something was posted and not taken over.
func (l *Loop) HasPosts() bool { return l.hasPosts.Load() }
