package robots

import (
	"strconv"
	"strings"
	"time"
)

// MaxRedirects is how many redirects to a robots.txt are followed, to other
// hosts too; one that is behind more is none (RFC 9309 §2.3.1.2).
const MaxRedirects = 5

// A Verdict says what the answer to a request for robots.txt means.
type Verdict uint8

const (
	Obey  Verdict = iota // the body is to be parsed
	Allow                // there is no such file: everything is allowed
	Retry                // ask again; after the last attempt nothing is allowed
)

// Judge returns the verdict on a status that is not a redirect (RFC 9309
// §2.3.1). A 429 is taken for the overload that it tells of, not for a missing
// file, and an answer that makes no sense for the file that it is not. A site
// that cannot be reached is a Retry as well.
func Judge(status int) Verdict {
	switch {
	case status >= 200 && status < 300:
		return Obey
	case status == 429 || status >= 500:
		return Retry
	}
	return Allow
}

// How long rules may be kept: RFC 9309 §2.4 knows the upper bound; the lower one
// keeps a site that forbids caching from being asked before every page.
const (
	MaxAge = 24 * time.Hour
	MinAge = 5 * time.Minute
)

// Lifetime returns how long the rules of an answer may be kept, by its
// Cache-Control field: MaxAge where that says nothing.
func Lifetime(cacheControl string) time.Duration {
	for directive := range strings.SplitSeq(strings.ToLower(cacheControl), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch name {
		case "no-store", "no-cache":
			return MinAge
		case "max-age":
			seconds, err := strconv.ParseInt(strings.Trim(value, `"`), 10, 32)
			if err == nil {
				return min(max(time.Duration(seconds)*time.Second, MinAge), MaxAge)
			}
		}
	}
	return MaxAge
}
