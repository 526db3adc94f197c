package h2

import (
	"slices"
	"strconv"
)

// finishBlock makes of a header block that is whole what it is: an interim
// head, the final one, or trailers (RFC 9113 §8.1).
func (c *Conn) finishBlock(s *Stream) Event {
	b := &c.block
	fault := b.fault
	switch {
	case fault != nil:
	case b.trailer && !b.last:
		fault = malformed("a second head, or trailers before the end", "")
	case b.trailer:
		s.trailer = slices.Clone(b.fields)
		c.endStream(s)
		return Event{}
	case b.status == 0:
		fault = malformed("a head without a status", "")
	case b.status < 200:
		fault = s.skipInterim(b)
	default:
		if fault = s.setHead(b); fault == nil {
			return c.beginBody(s, b.last)
		}
	}
	if fault != nil {
		c.abort(s, fault)
	}
	return Event{}
}

// skipInterim drops a head that is not the final one. RFC 9110 §15.2: a client
// must be able to take one or more of them, even unasked.
func (s *Stream) skipInterim(b *block) error {
	s.interim++
	switch {
	case b.last: // RFC 9113 §8.1
		return malformed("the stream ends with an interim response", strconv.Itoa(b.status))
	case b.status == 101: // RFC 9113 §8.6
		return malformed("a protocol switch, which HTTP/2 has not", "")
	case s.interim > maxInterim:
		return malformed("too many interim responses", strconv.Itoa(b.status))
	}
	return nil
}

// setHead takes the final head.
func (s *Stream) setHead(b *block) (err error) {
	s.head.StatusCode, s.head.Header = b.status, slices.Clone(b.fields)
	// RFC 9110 §6.4.1: whatever the fields say, these have no content.
	s.noBody = s.method == "HEAD" || b.status == 204 || b.status == 304
	if s.noBody {
		s.head.ContentLength = -1
		return nil
	}
	s.head.ContentLength, err = contentLength(s.head.Header)
	return err
}

// beginBody tells of the final head.
func (c *Conn) beginBody(s *Stream, last bool) Event {
	s.hasHead = true
	c.useful(2)
	if last {
		c.endStream(s)
	}
	return Event{Kind: Head, Stream: s}
}
