package h2

import "clew/fetch/h1"

// staticTable is that of RFC 7541, appendix A; its first index is 1.
var staticTable = [...]h1.Field{
	{Name: ":authority", Value: ""}, {Name: ":method", Value: "GET"}, {Name: ":method", Value: "POST"},
	{Name: ":path", Value: "/"}, {Name: ":path", Value: "/index.html"}, {Name: ":scheme", Value: "http"},
	{Name: ":scheme", Value: "https"}, {Name: ":status", Value: "200"}, {Name: ":status", Value: "204"},
	{Name: ":status", Value: "206"}, {Name: ":status", Value: "304"}, {Name: ":status", Value: "400"},
	{Name: ":status", Value: "404"}, {Name: ":status", Value: "500"}, {Name: "accept-charset", Value: ""},
	{Name: "accept-encoding", Value: "gzip, deflate"}, {Name: "accept-language", Value: ""},
	{Name: "accept-ranges", Value: ""}, {Name: "accept", Value: ""}, {Name: "access-control-allow-origin", Value: ""},
	{Name: "age", Value: ""}, {Name: "allow", Value: ""}, {Name: "authorization", Value: ""},
	{Name: "cache-control", Value: ""}, {Name: "content-disposition", Value: ""}, {Name: "content-encoding", Value: ""},
	{Name: "content-language", Value: ""}, {Name: "content-length", Value: ""}, {Name: "content-location", Value: ""},
	{Name: "content-range", Value: ""}, {Name: "content-type", Value: ""}, {Name: "cookie", Value: ""},
	{Name: "date", Value: ""}, {Name: "etag", Value: ""}, {Name: "expect", Value: ""}, {Name: "expires", Value: ""},
	{Name: "from", Value: ""}, {Name: "host", Value: ""}, {Name: "if-match", Value: ""},
	{Name: "if-modified-since", Value: ""}, {Name: "if-none-match", Value: ""}, {Name: "if-range", Value: ""},
	{Name: "if-unmodified-since", Value: ""}, {Name: "last-modified", Value: ""}, {Name: "link", Value: ""},
	{Name: "location", Value: ""}, {Name: "max-forwards", Value: ""}, {Name: "proxy-authenticate", Value: ""},
	{Name: "proxy-authorization", Value: ""}, {Name: "range", Value: ""}, {Name: "referer", Value: ""},
	{Name: "refresh", Value: ""}, {Name: "retry-after", Value: ""}, {Name: "server", Value: ""},
	{Name: "set-cookie", Value: ""}, {Name: "strict-transport-security", Value: ""}, {Name: "transfer-encoding", Value: ""},
	{Name: "user-agent", Value: ""}, {Name: "vary", Value: ""}, {Name: "via", Value: ""},
	{Name: "www-authenticate", Value: ""},
}

// table is a dynamic table (RFC 7541 §2.3.2): a ring of fields, the youngest at
// next-1. Its memory grows with what is in it, up to tableSize.
type table struct {
	ring []h1.Field // of a length that is a power of two, or 0
	next int        // counts all fields that were ever added
	n    int        // of them are in the table
	size int        // bytes of them, 32 for each included (RFC 7541 §4.1)
	max  int        // the size that the server has chosen, at most tableSize
}

// at returns the field with an index, static or dynamic.
func (t *table) at(i int) (f h1.Field, ok bool) {
	switch {
	case i < 1 || i > len(staticTable)+t.n:
		return f, false
	case i <= len(staticTable):
		return staticTable[i-1], true
	}
	return t.ring[(t.next-(i-len(staticTable)))&(len(t.ring)-1)], true
}

// add makes f the youngest. One that is too large for the table leaves it empty
// (RFC 7541 §4.4).
func (t *table) add(f h1.Field) {
	size := fieldSize(f)
	t.shrink(t.max - size)
	if size > t.max {
		return
	}
	if t.n == len(t.ring) {
		t.grow()
	}
	t.ring[t.next&(len(t.ring)-1)] = f
	t.next++
	t.n++
	t.size += size
}

// shrink drops the oldest fields until the rest has at most so many bytes.
func (t *table) shrink(size int) {
	for t.n > 0 && t.size > size {
		oldest := &t.ring[(t.next-t.n)&(len(t.ring)-1)]
		t.size -= fieldSize(*oldest)
		t.n--
		*oldest = h1.Field{}
	}
}

func (t *table) grow() {
	ring := make([]h1.Field, max(16, 2*len(t.ring)))
	for i := t.next - t.n; i < t.next; i++ {
		ring[i&(len(ring)-1)] = t.ring[i&(len(t.ring)-1)]
	}
	t.ring = ring
}

// fieldSize is what a field counts in a table and in a header list (RFC 7541
// §4.1, RFC 9113 §6.5.2).
func fieldSize(f h1.Field) int { return len(f.Name) + len(f.Value) + 32 }
