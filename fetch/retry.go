package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"clew/fetch/h1"
	"clew/fetch/h2"
	"clew/fetch/proxy"
)

// A Retry is a policy of repeating requests. It is pure: it says whether and
// when, and its caller waits. What is not idempotent is never repeated: it may have
// arrived, and done what it was to do, before it failed.
type Retry struct {
	Max      int           // attempts after the first
	Delay    time.Duration // before the second attempt; doubles with each, and is jittered
	MaxDelay time.Duration // the longest wait; a server that asks for more ends the retries
	Rand     *rand.Rand    // of the jitter; nil = the process's
}

// AfterStatus returns how long to wait before the request is sent again because
// of its response; ok is false where it should not be. attempt counts from 1.
func (r Retry) AfterStatus(req *Request, attempt, status int, header h1.Header, now time.Time) (wait time.Duration, ok bool) {
	if attempt > r.Max || !req.Idempotent() || !Transient(status) {
		return 0, false
	}
	if after, given := RetryAfter(header, now); given {
		return after, after <= r.MaxDelay
	}
	return r.Backoff(attempt), true
}

// AfterError is AfterStatus for an exchange that failed: connecting and reading
// are tried again, and what ran out of the time of its phase. A request that the
// server has certainly not processed is, whatever its method.
func (r Retry) AfterError(req *Request, attempt int, err error) (wait time.Duration, ok bool) {
	var e *Error
	repeatable := req.Idempotent() || errors.Is(err, h2.ErrNotProcessed)
	if attempt > r.Max || !repeatable || !errors.As(err, &e) || !e.retryable() {
		return 0, false
	}
	return r.Backoff(attempt), true
}

// retryable reports whether the failure may be otherwise next time: what was cut,
// silent or refused may be; what somebody said may not.
func (e *Error) retryable() bool {
	var noTLS tls.RecordHeaderError
	switch e.Kind {
	case KindConnect, KindBody, KindTimeout:
		return true
	case KindDNS:
		return !isNotFound(e.Err)
	case KindTLS:
		return !isCertificateError(e.Err) && !isAlert(e.Err) && !errors.As(e.Err, &noTLS) && !errors.Is(e.Err, context.Canceled)
	case KindProxy:
		return !proxy.IsFinal(e.Err) && !isNotFound(e.Err) && !errors.Is(e.Err, errTwoLayers)
	case KindHTTP:
		return !isMalformed(e.Err)
	}
	return false
}

// Backoff is the pause after an attempt, where nobody says how long it should be: it
// doubles with each, up to MaxDelay; half of it is chance.
func (r Retry) Backoff(attempt int) time.Duration {
	d := min(r.Delay, r.MaxDelay)
	if d <= 0 {
		return 0
	}
	for i := 1; i < attempt && d < r.MaxDelay; i++ {
		d = min(d, r.MaxDelay-d) + d // no more than MaxDelay, and no overflow
	}
	half := int64(d / 2)
	if r.Rand != nil {
		return time.Duration(half + r.Rand.Int64N(half+1))
	}
	return time.Duration(half + rand.Int64N(half+1))
}

// Transient reports whether a status says that the same request may go better
// later: 408, 429, 500, 502, 503, 504.
func Transient(status int) bool {
	switch status {
	case 408, 429, 500, 502, 503, 504:
		return true
	}
	return false
}

// RetryAfter reads the Retry-After field: seconds, or a date (RFC 9110
// §10.2.3). A date that has passed is zero; what is neither is as if it were not
// there.
func RetryAfter(header h1.Header, now time.Time) (wait time.Duration, ok bool) {
	v := strings.TrimSpace(header.Get("Retry-After"))
	if v == "" {
		return 0, false
	}
	if s, err := strconv.ParseUint(v, 10, 64); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(min(s, uint64(math.MaxInt64/time.Second))) * time.Second, true
	}
	t, err := parseHTTPDate(v, now)
	if err != nil {
		return 0, false
	}
	return max(0, t.Sub(now)), true
}
