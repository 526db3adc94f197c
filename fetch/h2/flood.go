package h2

import "golang.org/x/net/http2"

// useless counts a frame that brings no exchange forward. Frames that do
// outweigh it, so that only a flood is too much (CVE-2019-9512, -9515, -9518).
func (c *Conn) useless() {
	if c.idle++; c.idle > maxIdle {
		c.fatal(http2.ErrCodeEnhanceYourCalm, "more than %d frames that bring nothing", maxIdle)
	}
}

// useful outweighs n useless frames.
func (c *Conn) useful(n int) { c.idle = max(0, c.idle-n) }

// answer writes a frame that the server asked for. One that asks and does not
// read would make the output grow without end.
func (c *Conn) answer(write func()) {
	if c.err != nil {
		return
	}
	if c.answers++; c.answers > maxAnswers {
		c.fatal(http2.ErrCodeEnhanceYourCalm, "the server does not read our answers")
		return
	}
	write()
}

// allowStrays lets come what the server may have sent before it learns that we
// closed s: a window full, and the heads of it.
func (c *Conn) allowStrays(s *Stream) {
	c.stray += s.recv.size + c.limits.MaxHead
	c.useful(10)
}

// strayed counts n bytes of frames on a closed stream.
func (c *Conn) strayed(n int) {
	if c.stray -= n; c.stray < 0 {
		c.fatal(http2.ErrCodeEnhanceYourCalm, "too much on closed streams")
	}
}

// overdone counts a DATA frame against the stream it is on. Each frame pays for
// 16 bytes and for twice its payload, so that small frames are free, and
// padding or empty frames without end are not (CVE-2019-9518). It reports
// whether it is too much.
func (s *Stream) overdone(frame, payload int) bool {
	s.overhead += frame - payload
	if payload > 0 {
		s.overhead = max(0, s.overhead-16-2*payload)
	}
	return s.overhead > maxOverhead
}
