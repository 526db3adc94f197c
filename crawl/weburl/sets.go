package weburl

// A set is a set of bytes, as a bit in [sets].
type set uint16

// The percent-encode sets: which bytes a part of a URL cannot hold as they
// are. All of them contain every byte of a non-ASCII character.
//
// https://url.spec.whatwg.org/#percent-encoded-bytes
const (
	c0Control set = 1 << iota
	inFragment
	inQuery
	inSpecialQuery
	inPath
	inUserinfo

	// https://url.spec.whatwg.org/#host-miscellaneous
	forbiddenHost
	forbiddenDomain

	tabOrNewline
	endsPath // '?' and '#'

	// endsSegment is what the scan of a path in normal form stops at: what is
	// to be encoded, and the slashes.
	endsSegment
	// notPlainHost is all but lower-case letters, digits, '-', '_' and '.'.
	notPlainHost
)

var sets = makeSets()

func makeSets() (t [256]set) {
	add := func(s set, bytes string) {
		for i := range len(bytes) {
			t[bytes[i]] |= s
		}
	}
	const fragment, query = " \"<>`", " \"#<>"
	const path = query + "?^`{}"
	const host = "\x00\t\n\r #/:<>?@[\\]^|"
	add(inFragment, fragment)
	add(inQuery, query)
	add(inSpecialQuery, query+"'")
	add(inPath, path)
	add(inUserinfo, path+"/:;=@[\\]|")
	add(forbiddenHost, host)
	add(forbiddenDomain, host+"%\x7f")
	add(tabOrNewline, "\t\n\r")
	add(endsPath, "?#")
	add(endsSegment, path+`/\`)
	for c := range t {
		if c < 0x20 || c > 0x7e {
			t[c] |= c0Control | inFragment | inQuery | inSpecialQuery | inPath | inUserinfo | endsSegment
		}
		if c < 0x20 {
			t[c] |= forbiddenDomain
		}
		if b := byte(c); b >= 0x80 || !isDigit(b) && (!isAlpha(b) || b < 'a') && b != '-' && b != '_' && b != '.' {
			t[c] |= notPlainHost
		}
	}
	return t
}

// index returns where s first has a byte of the set, or len(s).
func index[T string | []byte](s T, of set) int {
	for i := range len(s) {
		if sets[s[i]]&of != 0 {
			return i
		}
	}
	return len(s)
}

func contains[T string | []byte](s T, of set) bool { return index(s, of) < len(s) }
