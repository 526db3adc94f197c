package h1

import "math"

// chunked removes the chunked transfer coding (RFC 9112 §7.1) up to the line of
// the last chunk; the trailer section is the Reader's.
type chunked struct {
	state    chunkState
	digits   bool  // a digit of the size was seen
	left     int64 // the size as far as read, then the bytes still to come
	overhead int64 // see maxOverhead
}

type chunkState uint8

const (
	chunkSize   chunkState = iota // before or within the size
	chunkPad                      // in white space after the size
	chunkExt                      // in an extension
	chunkLineLF                   // after the CR of the size's line
	chunkData
	chunkDataCR // after the data
	chunkDataLF
)

// maxOverhead bounds the bytes of size lines beyond what an honest sender needs:
// each chunk pays for 16 bytes and for twice its data. So small chunks are free,
// and endless extensions or leading zeros are not.
const maxOverhead = 16 << 10

// next takes framing from p, then at most one run of data, then the framing
// behind it. Data may come along with an error. last tells that the last
// chunk's line is behind.
func (c *chunked) next(p []byte) (data []byte, n int, last bool, err error) {
	for n < len(p) {
		if c.state == chunkData {
			if data != nil {
				return data, n, false, nil
			}
			size := int(min(int64(len(p)-n), c.left))
			data = p[n : n+size : n+size]
			n += size
			if c.left -= int64(size); c.left == 0 {
				c.state = chunkDataCR
			}
			continue
		}
		fault := c.frame(p[n])
		if fault != "" {
			return data, n, false, malformed(InChunk, fault, string(p[n:min(len(p), n+maxSeen)]))
		}
		n++
		if c.state == chunkData && c.left == 0 {
			return data, n, true, nil
		}
	}
	return data, n, false, nil
}

// frame takes one byte outside of data. It enters chunkData with left 0 at the
// last chunk. fault says what is wrong with the byte.
func (c *chunked) frame(b byte) (fault string) {
	switch c.state {
	case chunkDataCR:
		return c.expect(b, '\r', chunkDataLF, "want CRLF after the data")
	case chunkDataLF:
		c.digits, c.left = false, 0
		return c.expect(b, '\n', chunkSize, "want CRLF after the data")
	case chunkLineLF:
		c.overhead = max(0, c.overhead-16-2*min(c.left, maxOverhead))
		return c.expect(b, '\n', chunkData, "want CRLF after the size")
	}
	if c.overhead++; c.overhead > maxOverhead {
		return "too much overhead"
	}
	switch c.state {
	case chunkSize:
		return c.sizeByte(b)
	case chunkPad:
		return c.afterSize(b)
	}
	return c.extByte(b)
}

func (c *chunked) expect(b, want byte, then chunkState, fault string) string {
	if b != want {
		return fault
	}
	c.state = then
	return ""
}

func (c *chunked) sizeByte(b byte) (fault string) {
	digit, ok := fromHex(b)
	switch {
	case !ok && !c.digits:
		return "want a size"
	case !ok:
		return c.afterSize(b)
	case c.left > math.MaxInt64>>4:
		return "size over 63 bits"
	}
	c.digits, c.left = true, c.left<<4|int64(digit)
	return ""
}

// afterSize takes the byte after the digits. The grammar has white space only
// before a ";", but servers pad the size to a fixed width (Apache 1.3 did), and
// user agents skip it.
func (c *chunked) afterSize(b byte) (fault string) {
	switch {
	case isOWS(b):
		c.state = chunkPad
	case b == ';':
		c.state = chunkExt
	case b == '\r':
		c.state = chunkLineLF
	default:
		return "invalid byte after the size"
	}
	return ""
}

// extByte skips an extension. RFC 9112 §7.1.1: a recipient must ignore those it
// does not know, which are all. A line cannot end within a quoted string.
func (c *chunked) extByte(b byte) (fault string) {
	switch {
	case b == '\r':
		c.state = chunkLineLF
	case b < ' ' && b != '\t' || b == 0x7f:
		return "control character in an extension"
	}
	return ""
}

func fromHex(b byte) (digit byte, ok bool) {
	switch {
	case '0' <= b && b <= '9':
		return b - '0', true
	case 'a' <= b && b <= 'f':
		return b - 'a' + 10, true
	case 'A' <= b && b <= 'F':
		return b - 'A' + 10, true
	}
	return 0, false
}
