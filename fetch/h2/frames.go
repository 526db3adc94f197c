package h2

import (
	"slices"

	"golang.org/x/net/http2"
)

// find returns the open stream with that number, or nil.
func (c *Conn) find(id uint32) *Stream {
	if i, ok := c.index(id); ok {
		return c.streams[i]
	}
	return nil
}

// index searches c.streams, which is in order, by bisection.
func (c *Conn) index(id uint32) (i int, ok bool) {
	lo, hi := 0, len(c.streams)
	for lo < hi {
		if mid := (lo + hi) / 2; c.streams[mid].id < id {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo, lo < len(c.streams) && c.streams[lo].id == id
}

// remove makes s a closed stream: what still comes on it is for nobody.
func (c *Conn) remove(s *Stream) {
	i, _ := c.index(s.id)
	c.streams = slices.Delete(c.streams, i, i+1)
	if d := &c.in.data; d.stream == s {
		c.drop(d.left + d.pad)
	}
	if c.block.stream == s {
		c.block.stream = nil
	}
}

// isIdle reports whether a stream with that number was never opened; a frame on
// it is a connection error (RFC 9113 §5.1). Even numbers would be pushes.
func (c *Conn) isIdle(id uint32) bool { return id >= c.next || id%2 == 0 }

// target returns the stream that a frame is for, nil where it is closed. ok is
// false where it was never opened, which ends the connection.
func (c *Conn) target(f http2.FrameHeader) (s *Stream, ok bool) {
	if s = c.find(f.StreamID); s == nil && c.isIdle(f.StreamID) {
		c.fatal(http2.ErrCodeProtocol, "%s on stream %d, which was never opened", f.Type, f.StreamID)
		return nil, false
	}
	return s, true
}

// readSettings obeys RFC 9113 §6.5. Of values that are set several times in one
// frame the last one counts, so that a frame adjusts the streams once.
func (c *Conn) readSettings(f *http2.SettingsFrame) {
	c.useless()
	if f.IsAck() {
		return
	}
	window := c.window
	err := f.ForeachSetting(func(s http2.Setting) error {
		switch s.ID {
		case http2.SettingEnablePush: // §6.5.2: a server must not set it to 1
			if s.Val != 0 {
				return http2.ConnectionError(http2.ErrCodeProtocol)
			}
		case http2.SettingHeaderTableSize:
			c.coder.encoder.SetMaxDynamicTableSize(s.Val) // never more than tableSize
		case http2.SettingMaxConcurrentStreams:
			c.maxStreams = s.Val
		case http2.SettingInitialWindowSize:
			window = int(s.Val)
		}
		return s.Valid()
	})
	if code, bad := err.(http2.ConnectionError); bad {
		c.fatal(Code(code), "invalid value of a setting")
		return
	}
	c.settled = true
	c.setWindow(window)
	c.answer(func() { c.framer.WriteSettingsAck() })
}

// setWindow changes the window of new streams, and by as much that of those
// that are open (RFC 9113 §6.9.2).
func (c *Conn) setWindow(size int) {
	delta := size - c.window
	c.window = size
	if delta == 0 {
		return
	}
	for _, s := range c.streams {
		if !s.send.add(delta) {
			c.fatal(http2.ErrCodeFlowControl, "the initial window makes that of stream %d too large", s.id)
			return
		}
	}
}

// readWindowUpdate obeys RFC 9113 §6.9.
func (c *Conn) readWindowUpdate(f *http2.WindowUpdateFrame) {
	c.useless()
	if f.StreamID == 0 {
		if !c.send.add(int(f.Increment)) {
			c.fatal(http2.ErrCodeFlowControl, "the connection's window became too large")
		}
		return
	}
	s, ok := c.target(f.FrameHeader)
	if ok && s != nil && !s.send.add(int(f.Increment)) {
		c.abort(s, &StreamError{Code: http2.ErrCodeFlowControl, Detail: "the stream's window became too large"})
	}
}

// readReset obeys RFC 9113 §6.4.
func (c *Conn) readReset(f *http2.RSTStreamFrame) {
	s, ok := c.target(f.FrameHeader)
	switch {
	case !ok:
	case s == nil:
		c.useless()
	default:
		c.close(s, &ResetError{f.ErrCode})
	}
}

// readPing obeys RFC 9113 §6.7.
func (c *Conn) readPing(f *http2.PingFrame) {
	c.useless()
	switch {
	case !f.IsAck():
		c.answer(func() { c.framer.WritePing(true, f.Data) })
	case c.pings > 0:
		c.pings = 0 // they are answered in order; the last one tells all
	}
}

// readGoAway obeys RFC 9113 §6.8: what is above the last stream was not
// processed; the others go on.
func (c *Conn) readGoAway(f *http2.GoAwayFrame) {
	if c.goAway != nil {
		c.useless()
	}
	debug := f.DebugData()
	c.goAway = &GoAwayError{Code: f.ErrCode, Debug: string(debug[:min(len(debug), maxDebug)])}
	for len(c.streams) > 0 {
		s := c.streams[len(c.streams)-1]
		if s.id <= f.LastStreamID {
			break
		}
		c.close(s, c.goAway)
	}
}
