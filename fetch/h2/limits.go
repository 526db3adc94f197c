package h2

// Limits bounds what a [Conn] takes in. The zero value holds the defaults.
type Limits struct {
	// MaxHead is the most bytes of a header list, each interim one and the
	// trailers too: names, values, and 32 for each field (RFC 9113 §6.5.2). It
	// is also the most bytes of the frames that carry one. 0 = 256 KiB.
	MaxHead int
	// StreamWindow is how many bytes of a body the server may send before its
	// reader has consumed them. 0 = 256 KiB.
	StreamWindow int
	// MaxStreams is how many streams are open at once, where the server allows
	// that many. 0 = 128.
	MaxStreams int
}

// What is bounded without being a setting. The table in the package's
// documentation says which attack each one stops.
const (
	maxFields   = 5000     // fields of a header list
	maxInterim  = 32       // interim responses on a stream
	maxIdle     = 1000     // frames that bring nothing forward, more than those that do
	maxAnswers  = 1000     // answers that the server has not read
	maxOverhead = 16 << 10 // bytes of a body's frames beyond what honest framing needs
	maxStray    = 4 << 20  // bytes on closed streams, beyond what was on the way when we closed them
	maxOutput   = 64 << 10 // bytes of output beyond which no body is added to it
	maxDebug    = 100      // bytes that are kept of what a GOAWAY says
	tableSize   = 4096     // bytes of each HPACK table
	maxFrame    = 16384    // bytes of a frame's payload, in both directions
)

// maxWindow is the largest flow-control window (RFC 9113 §6.9.1).
const maxWindow = 1<<31 - 1

// defaultWindow is what a connection's window starts with (RFC 9113 §6.9.2).
const defaultWindow = 65535

func (l Limits) withDefaults() Limits {
	if l.MaxHead <= 0 {
		l.MaxHead = 256 << 10
	}
	if l.StreamWindow <= 0 {
		l.StreamWindow = 256 << 10
	}
	if l.MaxStreams <= 0 {
		l.MaxStreams = 128
	}
	l.StreamWindow = min(l.StreamWindow, maxWindow)
	return l
}

// connWindow is the window of the connection: so large that a reader, however
// slow, never holds up another stream.
func (l Limits) connWindow() int {
	return min(max(l.StreamWindow*l.MaxStreams, defaultWindow), maxWindow)
}
