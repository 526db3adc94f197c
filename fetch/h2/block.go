package h2

import (
	"fmt"
	"strings"

	"golang.org/x/net/http2"

	"clew/fetch/h1"
)

// block is a header block: a HEADERS frame and the CONTINUATION frames behind
// it. What is wrong with a field is remembered to the end of the block: the
// tables of HPACK need all of it.
type block struct {
	stream *Stream // nil: closed, the block is decoded and dropped
	id     uint32
	last   bool   // END_STREAM
	size   int    // bytes of its frames
	part   []byte // what came, where there are several

	trailer bool
	status  int       // of a response; 0 = none yet
	list    int       // bytes of its fields, as MaxHead counts them
	fields  h1.Header // collected here, and copied in one piece
	fault   error     // why the stream cannot go on
}

// readHeaders begins a header block (RFC 9113 §6.2).
func (c *Conn) readHeaders(f *http2.HeadersFrame) Event {
	s, ok := c.target(f.FrameHeader)
	if !ok {
		return Event{}
	}
	b := &c.block
	clear(b.fields)
	*b = block{stream: s, id: f.StreamID, last: f.StreamEnded(), part: b.part[:0], fields: b.fields[:0]}
	if s != nil {
		b.trailer = s.hasHead
		s.wire += int64(f.Length) - int64(len(f.HeaderBlockFragment())) // of padding and priority
	} else {
		c.useless()
	}
	return c.readBlock(f.HeaderBlockFragment(), f.HeadersEnded())
}

// readBlock takes a piece of a header block.
func (c *Conn) readBlock(p []byte, end bool) Event {
	b := &c.block
	b.size += frameHead + len(p)
	switch s := b.stream; {
	case b.size > c.limits.MaxHead:
		c.tooLarge()
		return Event{}
	case s != nil:
		s.wire += int64(frameHead + len(p))
	default:
		c.strayed(frameHead + len(p))
	}
	if !end || len(b.part) > 0 {
		b.part = append(b.part, p...)
		p = b.part
	}
	if !end || c.err != nil {
		return Event{}
	}
	return c.decodeBlock(p)
}

// decodeBlock takes a header block that is whole.
func (c *Conn) decodeBlock(p []byte) Event {
	b := &c.block
	c.decoder.muted = b.stream == nil
	err := c.decoder.decode(p)
	if cap(b.part) > maxKept {
		b.part = nil
	}
	switch {
	case err != nil:
		c.fatal(http2.ErrCodeCompression, "header block of stream %d: %v", b.id, err)
	case b.stream != nil:
		return c.finishBlock(b.stream)
	}
	return Event{}
}

// tooLarge ends the connection: a block that is not read to its end has left
// the tables of HPACK behind. The stream it is on gets an error of its own.
func (c *Conn) tooLarge() {
	if s := c.block.stream; s != nil {
		s.err = c.headTooLarge()
	}
	c.fatal(http2.ErrCodeEnhanceYourCalm, "the header block of stream %d has over %d bytes", c.block.id, c.limits.MaxHead)
}

func (c *Conn) headTooLarge() error {
	return fmt.Errorf("HTTP/2: head: %w: over %d bytes", h1.ErrHeadTooLarge, c.limits.MaxHead)
}

// addField takes a decoded field. After the first fault nothing more of the
// block is looked at.
func (c *Conn) addField(f h1.Field) {
	b := &c.block
	b.list += fieldSize(f)
	switch {
	case b.list > c.limits.MaxHead:
		b.fault = c.headTooLarge()
	case len(b.fields) == maxFields:
		b.fault = fmt.Errorf("HTTP/2: head: %w: over %d fields", h1.ErrHeadTooLarge, maxFields)
	case strings.HasPrefix(f.Name, ":"):
		b.fault = b.setStatus(f)
	default:
		if b.fault = checkField(f); b.fault == nil {
			f.Value = trim(f.Value)
			b.fields = append(b.fields, f)
		}
	}
	if b.fault != nil {
		c.decoder.muted = true
	}
}
