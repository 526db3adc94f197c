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

// Lifetime returns how long the rules of an answer may be kept, by the fields of
// its head that get returns: MaxAge where they say nothing. Cache-Control comes
// before Expires (RFC 9111 §5.3), which is held against Date, or against now.
func Lifetime(get func(name string) string, now time.Time) time.Duration {
	for directive := range strings.SplitSeq(strings.ToLower(get("Cache-Control")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch name {
		case "no-store", "no-cache":
			return MinAge
		case "max-age":
			seconds, err := strconv.ParseInt(strings.Trim(value, `"`), 10, 32)
			if err == nil {
				return clamp(time.Duration(seconds) * time.Second)
			}
		}
	}
	expires := get("Expires")
	if expires == "" {
		return MaxAge
	}
	until, err := time.Parse(httpDate, expires)
	if err != nil { // "0", or what else means at once
		return MinAge
	}
	if date, err := time.Parse(httpDate, get("Date")); err == nil {
		now = date
	}
	return clamp(until.Sub(now))
}

const httpDate = "Mon, 02 Jan 2006 15:04:05 GMT" // RFC 9110 §5.6.7

func clamp(d time.Duration) time.Duration { return min(max(d, MinAge), MaxAge) }
