// Package record is what clew writes about each input: a plain struct, the
// fields that it has for the outside, and the forms in which it is written.
package record

import (
	"time"

	"clew/fetch/h1"
)

// State says what became of an input.
type State string

// The states.
const (
	OK      State = "ok"      // a response was received whole
	Failed  State = "failed"  // clew tried
	Skipped State = "skipped" // clew decided not to
)

// A Record is the outcome of one input, or of one URL that a crawl found.
// Fields that are empty are not written, but for those that the state makes
// sense of.
type Record struct {
	URL   string
	Input string // as it was given; fetch
	Line  int    // from 1 within its list, or among the arguments; 0 = none
	Meta  []byte // JSON that the input carried

	State      State
	StatusCode int
	Version    string // of HTTP
	FinalURL   string
	Redirects  []Redirect

	ContentType   string
	ContentLength int64 // as sent; negative = not sent
	BodyBytes     int64 // decoded; negative = there was no body
	WireBytes     int64 // of the final response

	SHA256    string
	Simhash   uint64 // 0 = not asked for, or no words
	Title     string
	Lang      string
	Canonical string
	NoFollow  bool
	IsHTML    bool
	Header    h1.Header
	Body      []byte   // decoded; nil = not asked for
	Selected  []string // nil = not asked for, or no page

	Depth     int // negative = no crawl
	Source    string
	Tag       string
	Attribute string
	Links     []Link
	Robots    string // "allowed" or "disallowed"; "" = nobody asked

	Attempts int
	Reused   bool
	RemoteIP string
	Times    Times

	Truncated   string // "length", "time" or "disconnect"
	ETag        string
	Modified    string
	Error       string
	ErrorKind   string
	ErrorCode   int // curl's
	SkipReason  string
	DuplicateOf string
	Timestamp   time.Time // start of the request; zero = there was none

	// What only [Template] has a name for.
	Method     string        // of the last request; "" = there was none
	Sent       int64         // bytes of its body
	Received   int64         // of the response's body as it came, coded
	Location   string        // where a redirect leads that is not followed
	Redirected time.Duration // what the hops before the last took, of Times.Total
}

// A Redirect is a hop that redirected.
type Redirect struct {
	URL        string `expr:"url"`
	StatusCode int    `expr:"status_code"`
}

// A Link is a link of a page.
type Link struct {
	URL       string `expr:"url"`
	Tag       string `expr:"tag"`
	Attribute string `expr:"attribute"`
	Rel       string `expr:"rel"`
	Text      string `expr:"text"`

	// Target is the URL of the record that the link leads to, in a crawl that
	// follows it; it is no part of the record's forms.
	Target string `expr:"-"`
}

// Times are the phases of the last attempt, in curl's sense.
type Times struct {
	Queue                                time.Duration
	Name, Connect, TLS, FirstByte, Total time.Duration
}
