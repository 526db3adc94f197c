package trap

import (
	"math/bits"
	"strings"

	"clew/crawl/weburl"
)

const (
	maxLength   = 2083
	maxSegments = 24
	maxSame     = 5 // times that a segment may stand in a path
	maxParams   = 20
	maxOneName  = 8
	manyParams  = 3 // from here on they may be filters
)

// An outline is what is looked at of a URL.
type outline struct {
	host   uint64
	shape  uint64 // with the host
	coarse uint64 // without what a site can invent: there are some hundred
	mask   uint64 // the URL, its random tokens left out
	tokens bool   // there are such
	value  uint64 // the greatest number in it, as far as 18 digits go
	params int
	wrong  bool // by itself
}

// outlineOf reads u. It allocates nothing.
func outlineOf(u weburl.URL) outline {
	host := hashString(hashString(seed, u.Hostname()), u.Port())
	o := outline{host: host, shape: host, coarse: host, mask: host}
	o.wrong = len(u.String()) > maxLength || strings.IndexByte(u.String(), '%') >= 0 && strings.Contains(u.RequestTarget(), "%2525")
	o.path(u.Path())
	if u.HasQuery() {
		o.query(u.Query())
	}
	return o
}

// path reads the segments, which end at '/' and ';'. Of the shape the first
// is part as it stands, unless it is the last.
func (o *outline) path(path string) {
	var segments [maxSegments + 1]uint64
	n, runs, last := 0, 0, byte(0)
	for rest := strings.TrimPrefix(path, "/"); rest != ""; {
		if n > maxSegments {
			break
		}
		var seg string
		seg, rest = cutSegment(rest)
		h, k := hashString(seed, seg), kindOf(seg)
		o.value = max(o.value, k.value)
		segments[n] = h
		n++
		switch {
		case n == 1 && rest != "" && k.kind == word:
			o.shape = mix(o.shape, h)
			last = 0
		case k.kind != last:
			o.shape = mix(o.shape, uint64(k.kind))
			if runs++; runs <= 3 {
				o.coarse = mix(o.coarse, uint64(k.kind))
			}
			last = k.kind
		}
		if rest == "" {
			o.shape = mix(o.shape, hashString(seed, extension(seg)))
		}
		if k.random {
			o.tokens, h = true, 1
		}
		o.mask = mix(o.mask, h)
	}
	o.wrong = o.wrong || n > maxSegments || repeats(segments[:n])
}

func cutSegment(path string) (segment, rest string) {
	end := strings.IndexByte(path, '/')
	if end < 0 {
		end = len(path)
	}
	if param := strings.IndexByte(path[:end], ';'); param >= 0 {
		end = param
	}
	return path[:end], path[min(end+1, len(path)):]
}

// query reads the parameters, whose order does not count.
func (o *outline) query(query string) {
	var names [maxParams]uint64
	var shape, mask uint64
	for rest := query; rest != ""; {
		var param string
		param, rest, _ = strings.Cut(rest, "&")
		if param == "" {
			continue
		}
		if o.params == maxParams {
			o.wrong = true
			break
		}
		name, value, _ := strings.Cut(param, "=")
		h := hashString(seed, name)
		names[o.params] = h
		o.params++
		shape += mix(seed, h)
		v := hashString(h, value)
		k := kindOf(value)
		o.value = max(o.value, k.value)
		if k.random {
			o.tokens, v = true, mix(h, 1)
		}
		mask += v
	}
	if o.params >= manyParams {
		shape = manyParams
	}
	o.shape = mix(mix(o.shape, 2), shape)
	o.coarse = mix(mix(o.coarse, 2), uint64(min(o.params, manyParams)))
	o.mask = mix(mix(o.mask, 2), mask)
	o.wrong = o.wrong || o.params > maxOneName && most(names[:o.params]) > maxOneName
}

// pairs calls visit with each name=value of a query.
func pairs(query string, visit func(pair uint64)) {
	for rest := query; rest != ""; {
		var param string
		param, rest, _ = strings.Cut(rest, "&")
		visit(hashString(seed, param))
	}
}

// repeats reports whether a path goes round in circles.
func repeats(segments []uint64) bool {
	if len(segments) > maxSame && most(segments) > maxSame {
		return true
	}
	for length := 1; 3*length <= len(segments); length++ {
		times := 3
		if length == 1 {
			times = 4
		}
		same := 0 // segments in a row that equal the one length before
		for i := length; i < len(segments); i++ {
			if same++; segments[i] != segments[i-length] {
				same = 0
			}
			if same == (times-1)*length {
				return true
			}
		}
	}
	return false
}

// most is how often the most frequent value stands in values, which are few.
func most(values []uint64) (n int) {
	for i, v := range values {
		same := 1
		for _, w := range values[i+1:] {
			if w == v {
				same++
			}
		}
		n = max(n, same)
	}
	return n
}

// The kinds of segments.
const (
	word    byte = 'w'
	number  byte = 'n' // dates too
	mixture byte = 'm'
)

type kind struct {
	kind   byte
	random bool   // nobody chose it: a session id, a token
	value  uint64 // of its digits
}

// kindOf looks at what a segment or a value is made of. Digits and letters that
// take turns, or that are many without a break, look random.
func kindOf(s string) kind {
	var count [3]int // by class
	turns, last, value := 0, 0, uint64(0)
	for i := range len(s) {
		class := int(classes[s[i]])
		count[class]++
		if class == digit && count[digit] <= 18 {
			value = 10*value + uint64(s[i]-'0')
		}
		if class+last == digit+letter && class != last {
			turns++
		}
		last = class
	}
	switch {
	case count[digit] == 0:
		return kind{word, len(s) >= 20 && count[other] == 0, 0}
	case count[letter] == 0:
		return kind{number, count[digit] >= 6 && count[other] == 0, value}
	}
	return kind{mixture, turns >= 2 && len(s) >= 6, value}
}

// The classes of bytes.
const (
	other = iota
	letter
	digit
)

var classes = func() (table [256]uint8) {
	for c := range table {
		switch {
		case '0' <= c && c <= '9':
			table[c] = digit
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c >= 0x80:
			table[c] = letter
		}
	}
	return table
}()

// extension is what follows the last dot, if it is short.
func extension(segment string) string {
	if dot := strings.LastIndexByte(segment, '.'); dot > 0 && len(segment)-dot <= 6 {
		return segment[dot:]
	}
	return ""
}

const seed = 0x9e3779b97f4a7c15

// hashString hashes eight bytes at a time. It is not keyed: what is kept under
// these hashes are counters, so that one who makes them collide harms his own
// site.
func hashString(h uint64, s string) uint64 {
	h ^= uint64(len(s))
	for ; len(s) >= 8; s = s[8:] {
		h = mix(h, uint64(s[0])|uint64(s[1])<<8|uint64(s[2])<<16|uint64(s[3])<<24|
			uint64(s[4])<<32|uint64(s[5])<<40|uint64(s[6])<<48|uint64(s[7])<<56)
	}
	v := uint64(0)
	for i := range len(s) {
		v = v<<8 | uint64(s[i])
	}
	return mix(h, v)
}

func mix(h, v uint64) uint64 {
	hi, lo := bits.Mul64(h^v, 0xff51afd7ed558ccd)
	return hi ^ lo ^ h
}
