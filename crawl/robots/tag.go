package robots

import "strings"

// NoFollow reports whether the value of an X-Robots-Tag field asks userAgent not
// to follow the links of the page. Directives hold for everybody, or for the
// agent whose name stands in front of them, up to the next name:
// "nofollow", "otherbot: noindex, nofollow", "none".
//
// https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
func NoFollow(tag, userAgent string) bool {
	agent, ours := strings.ToLower(userAgent), true
	for part := range strings.SplitSeq(strings.ToLower(tag), ",") {
		name, directive, named := strings.Cut(part, ":")
		if name = strings.TrimSpace(name); !named {
			directive = name
		} else if !hasValue[name] {
			ours = specificity(name, agent) >= 0
		}
		if directive = strings.TrimSpace(directive); ours && (directive == "nofollow" || directive == "none") {
			return true
		}
	}
	return false
}

// hasValue are the directives that have a colon of their own.
var hasValue = map[string]bool{
	"unavailable_after": true, "max-snippet": true, "max-image-preview": true, "max-video-preview": true,
}
