package crawl

import "math/bits"

// An attrSet is a set of the attributes that matter here. Most of them hold a
// reference on one element or another; [element] says where.
type attrSet uint32

const (
	attrAction attrSet = 1 << iota
	attrBackground
	attrCite
	attrData
	attrHref
	attrImagesrcset
	attrLongdesc
	attrPoster
	attrSrc
	attrSrcset
	attrXlinkHref

	attrContent
	attrEncoding
	attrFont // color, face or size: they tell HTML's font from SVG's
	attrHTTPEquiv
	attrLang
	attrMethod
	attrName
	attrRel
	attrShadowrootmode
	attrSrcdoc
	attrType
)

// attrCandidates are the attributes that hold a list of image candidates.
const attrCandidates = attrSrcset | attrImagesrcset

// linkNames has the names of the attributes that hold references, in the
// order of their bits.
var linkNames = [...]string{
	"action", "background", "cite", "data", "href", "imagesrcset",
	"longdesc", "poster", "src", "srcset", "xlink:href",
}

// name is the name of a single attribute that holds a reference.
func (a attrSet) name() string { return linkNames[bits.TrailingZeros32(uint32(a))] }

// lookupAttr returns the attribute of that name in lower case, or none.
func lookupAttr(name []byte) attrSet {
	switch string(name) {
	case "action":
		return attrAction
	case "background":
		return attrBackground
	case "cite":
		return attrCite
	case "color", "face", "size":
		return attrFont
	case "content":
		return attrContent
	case "data":
		return attrData
	case "encoding":
		return attrEncoding
	case "href":
		return attrHref
	case "http-equiv":
		return attrHTTPEquiv
	case "imagesrcset":
		return attrImagesrcset
	case "lang":
		return attrLang
	case "longdesc":
		return attrLongdesc
	case "method":
		return attrMethod
	case "name":
		return attrName
	case "poster":
		return attrPoster
	case "rel":
		return attrRel
	case "shadowrootmode":
		return attrShadowrootmode
	case "src":
		return attrSrc
	case "srcdoc":
		return attrSrcdoc
	case "srcset":
		return attrSrcset
	case "type":
		return attrType
	case "xlink:href":
		return attrXlinkHref
	}
	return 0
}

// An attribute is one of the attributes of a tag, its value unescaped. The
// value is the scanner's and lives until its next token.
type attribute struct {
	attr  attrSet
	value []byte
}

// attributes are those of one tag that its element asked for, in the order of
// the page, each once.
type attributes []attribute

// get returns the value of attr, nil where the tag has none.
func (as attributes) get(attr attrSet) []byte {
	for _, a := range as {
		if a.attr == attr {
			return a.value
		}
	}
	return nil
}

// has reports whether the tag has attr.
func (as attributes) has(attr attrSet) bool {
	for _, a := range as {
		if a.attr == attr {
			return true
		}
	}
	return false
}
