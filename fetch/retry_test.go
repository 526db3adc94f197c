package fetch_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/h1"
	"clew/fetch/h2"
	"clew/fetch/proxy"
)

var patient = fetch.Retry{Max: 2, Delay: time.Second, MaxDelay: time.Minute}

func TestRetryAfterStatus(t *testing.T) {
	get := &fetch.Request{}
	for status, want := range map[int]bool{
		408: true, 429: true, 500: true, 502: true, 503: true, 504: true,
		200: false, 206: false, 301: false, 304: false, 400: false, 401: false, 403: false, 404: false, 410: false,
		425: false, 501: false, 505: false, 507: false, 522: false,
	} {
		equal(t, "transient", fetch.Transient(status), want)
		_, ok := patient.AfterStatus(get, 1, status, nil, aiotest.Epoch)
		equal(t, "retried", ok, want)
	}
}

func TestRetryMethods(t *testing.T) {
	failed := &fetch.Error{Kind: fetch.KindConnect, Err: syscall.ECONNREFUSED}
	for method, want := range map[string]bool{
		"": true, "GET": true, "HEAD": true, "OPTIONS": true, "TRACE": true, "PUT": true, "DELETE": true,
		"POST": false, "PATCH": false, "CONNECT": false, "BREW": false, "get": false,
	} {
		req := &fetch.Request{Method: method}
		_, ok := patient.AfterStatus(req, 1, 503, nil, aiotest.Epoch)
		equal(t, method+" after a status", ok, want)
		_, ok = patient.AfterError(req, 1, failed)
		equal(t, method+" after an error", ok, want)
	}
}

func TestRetryAttempts(t *testing.T) {
	failed := &fetch.Error{Kind: fetch.KindConnect, Err: syscall.ECONNREFUSED}
	for _, tt := range []struct {
		max, attempt int
		want         bool
	}{{0, 1, false}, {1, 1, true}, {1, 2, false}, {2, 2, true}, {2, 3, false}, {-1, 1, false}} {
		r := patient
		r.Max = tt.max
		_, ok := r.AfterStatus(&fetch.Request{}, tt.attempt, 503, nil, aiotest.Epoch)
		equal(t, "after a status", ok, tt.want)
		_, ok = r.AfterError(&fetch.Request{}, tt.attempt, failed)
		equal(t, "after an error", ok, tt.want)
	}
}

func TestRetryAfterError(t *testing.T) {
	for _, tt := range []struct {
		what string
		err  error
		want bool
	}{
		{"refused", &fetch.Error{Kind: fetch.KindConnect, Err: syscall.ECONNREFUSED}, true},
		{"no such host", &fetch.Error{Kind: fetch.KindDNS, Err: &net.DNSError{IsNotFound: true}}, false},
		{"name server fails", &fetch.Error{Kind: fetch.KindDNS, Err: &net.DNSError{IsTemporary: true}}, true},
		{"name server is silent", &fetch.Error{Kind: fetch.KindDNS, Err: &net.DNSError{IsTimeout: true}}, true},
		{"limit of a phase", &fetch.Error{Kind: fetch.KindTimeout, Err: &aio.TimeoutError{}}, true},
		{"limit for the whole", &aio.TimeoutError{}, false},
		{"cancel", &aio.CancelError{}, false},
		{"handshake cut", &fetch.Error{Kind: fetch.KindTLS, Err: io.ErrUnexpectedEOF}, true},
		{"certificate", &fetch.Error{Kind: fetch.KindTLS, Err: &tls.CertificateVerificationError{Err: x509.HostnameError{}}}, false},
		{"no TLS", &fetch.Error{Kind: fetch.KindTLS, Err: tls.RecordHeaderError{}}, false},
		{"alert", &fetch.Error{Kind: fetch.KindTLS, Err: &net.OpError{Op: "remote error", Err: errors.New("tls: handshake failure")}}, false},
		{"proxy refuses connections", &fetch.Error{Kind: fetch.KindProxy, Err: &net.OpError{Op: "connect", Err: syscall.ECONNREFUSED}}, true},
		{"proxy cannot reach it", &fetch.Error{Kind: fetch.KindProxy, Err: proxy.ReplyError(4)}, true},
		{"proxy does not want to", &fetch.Error{Kind: fetch.KindProxy, Err: &proxy.StatusError{StatusCode: 407}}, false},
		{"no such proxy", &fetch.Error{Kind: fetch.KindProxy, Err: &net.DNSError{IsNotFound: true}}, false},
		{"no response", &fetch.Error{Kind: fetch.KindHTTP, Op: "read head", Err: h1.ErrNoResponse}, true},
		{"head broke off", &fetch.Error{Kind: fetch.KindHTTP, Op: "read head", Err: &h1.TruncatedError{}}, true},
		{"reset", &fetch.Error{Kind: fetch.KindHTTP, Op: "write", Err: syscall.ECONNRESET}, true},
		{"not HTTP", &fetch.Error{Kind: fetch.KindHTTP, Op: "read head", Err: &h1.ProtocolError{}}, false},
		{"broken chunk", &fetch.Error{Kind: fetch.KindHTTP, Op: "read body", Err: &h1.ProtocolError{}}, false},
		{"body broke off", &fetch.Error{Kind: fetch.KindBody, Err: &h1.TruncatedError{}}, true},
		{"head too large", &fetch.Error{Kind: fetch.KindTooLarge, Err: h1.ErrHeadTooLarge}, false},
		{"not of ours", errors.New("body too large"), false},
		{"private", &fetch.Error{Kind: fetch.KindPrivate, Err: &fetch.PrivateError{}}, false},
		{"decode", &fetch.Error{Kind: fetch.KindDecode, Err: io.ErrUnexpectedEOF}, false},
		{"redirect", &fetch.Error{Kind: fetch.KindRedirect, Err: errors.New("loop")}, false},
		{"bad request", &fetch.Error{Kind: fetch.KindURL, Op: "make request", Err: &h1.RequestError{}}, false},
	} {
		_, ok := patient.AfterError(&fetch.Request{}, 1, tt.err)
		equal(t, tt.what, ok, tt.want)
	}
}

func TestRetryAfterField(t *testing.T) {
	const huge = math.MaxInt64 / time.Second * time.Second
	for _, tt := range []struct {
		value string
		wait  time.Duration
		given bool
		ok    bool // of AfterStatus, which waits a minute at most
	}{
		{"0", 0, true, true},
		{"5", 5 * time.Second, true, true},
		{" 5 ", 5 * time.Second, true, true},
		{"60", time.Minute, true, true},
		{"61", 61 * time.Second, true, false},
		{"3600", time.Hour, true, false},
		{"99999999999", huge, true, false},
		{"99999999999999999999999999", huge, true, false},
		{"", 0, false, true},
		{"-5", 0, false, true},
		{"+5", 0, false, true},
		{"1.5", 0, false, true},
		{"soon", 0, false, true},
		{"5 seconds", 0, false, true},
		{"Sat, 01 Jan 2000 00:00:30 GMT", 30 * time.Second, true, true},
		{"Saturday, 01-Jan-00 00:00:30 GMT", 30 * time.Second, true, true},
		{"Friday, 31-Dec-49 23:59:59 GMT", 1577923199 * time.Second, true, false}, // less than 50 years ahead
		{"Sunday, 02-Jan-50 00:00:00 GMT", 0, true, true},                         // more: it is of the last century
		{"Sunday, 02-Jan-00 00:00:30 PST", 0, false, true},
		{"Sat, 01 Jan 2000 00:00:30 +0000", 0, false, true},
		{"Sat Jan  1 00:00:30 2000", 30 * time.Second, true, true},
		{"Sat, 01 Jan 2000 00:01:01 GMT", 61 * time.Second, true, false},
		{"Fri, 31 Dec 1999 23:59:59 GMT", 0, true, true},
		{"Sat, 01 Jan 9999 00:00:00 GMT", math.MaxInt64, true, false},
		{"Sat, 01 Jan 2000", 0, false, true},
		{"Sat, 32 Jan 2000 00:00:00 GMT", 0, false, true},
	} {
		header := h1.Header{{Name: "retry-after", Value: tt.value}}
		wait, given := fetch.RetryAfter(header, aiotest.Epoch)
		equal(t, tt.value+": wait", wait, tt.wait)
		equal(t, tt.value+": given", given, tt.given)
		wait, ok := patient.AfterStatus(&fetch.Request{}, 1, 503, header, aiotest.Epoch)
		equal(t, tt.value+": retried", ok, tt.ok)
		if tt.given {
			equal(t, tt.value+": obeyed", wait, tt.wait)
		} else if wait < time.Second/2 || wait > time.Second {
			t.Errorf("%s: waits %v", tt.value, wait)
		}
	}
	_, given := fetch.RetryAfter(nil, aiotest.Epoch)
	equal(t, "without the field", given, false)
}

// TestCenturies: a year of two digits is the one that is no more than 50 years ahead.
func TestCenturies(t *testing.T) {
	header := h1.Header{{Name: "Retry-After", Value: "Wednesday, 01-Jan-70 00:00:00 GMT"}}
	for year, want := range map[int]time.Duration{
		2019: 0, 2040: time.Date(2070, 1, 1, 0, 0, 0, 0, time.UTC).Sub(time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC)), 2071: 0,
	} {
		wait, given := fetch.RetryAfter(header, time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
		equal(t, "given", given, true)
		equal(t, "wait", wait, want)
	}
}

// TestBackoff: it doubles up to the limit, and between half of it and all of it
// lies chance.
func TestBackoff(t *testing.T) {
	failed := &fetch.Error{Kind: fetch.KindConnect, Err: syscall.ECONNREFUSED}
	for _, tt := range []struct {
		delay, max time.Duration
		attempt    int
		want       time.Duration // at most
	}{
		{time.Second, time.Minute, 1, time.Second},
		{time.Second, time.Minute, 2, 2 * time.Second},
		{time.Second, time.Minute, 3, 4 * time.Second},
		{time.Second, time.Minute, 6, 32 * time.Second},
		{time.Second, time.Minute, 7, time.Minute},
		{time.Second, time.Minute, 1000, time.Minute},
		{time.Second, math.MaxInt64, 1000, math.MaxInt64},
		{time.Hour, time.Minute, 1, time.Minute},
		{time.Nanosecond, time.Minute, 1, time.Nanosecond},
		{0, time.Minute, 5, 0},
		{time.Second, 0, 5, 0},
		{-time.Second, time.Minute, 5, 0},
	} {
		r := fetch.Retry{Max: 1000, Delay: tt.delay, MaxDelay: tt.max, Rand: rand.New(rand.NewPCG(1, 1))}
		low, high := time.Duration(math.MaxInt64), time.Duration(0)
		for range 1000 {
			wait, ok := r.AfterError(&fetch.Request{}, tt.attempt, failed)
			equal(t, "retried", ok, true)
			low, high = min(low, wait), max(high, wait)
		}
		if low < tt.want/2 || high > tt.want {
			t.Errorf("attempt %d of %v up to %v: %v to %v", tt.attempt, tt.delay, tt.max, low, high)
		}
		if tt.want > time.Second && (low > tt.want/10*6 || high < tt.want/10*9) {
			t.Errorf("attempt %d of %v up to %v: only %v to %v", tt.attempt, tt.delay, tt.max, low, high)
		}
	}
}

// TestBackoffIsRepeatable: the same seed, the same waits.
func TestBackoffIsRepeatable(t *testing.T) {
	waits := func(r fetch.Retry) (list [5]time.Duration) {
		for i := range list {
			list[i], _ = r.AfterStatus(&fetch.Request{}, 1, 503, nil, aiotest.Epoch)
		}
		return list
	}
	seeded := func() fetch.Retry {
		r := patient
		r.Rand = rand.New(rand.NewPCG(7, 7))
		return r
	}
	equal(t, "seeded", waits(seeded()), waits(seeded()))
	first, again := waits(patient), waits(patient)
	if first == again {
		t.Error("unseeded waits are the same each time")
	}
}

func TestRetryOfHTTP2(t *testing.T) {
	fail := func(op string, kind fetch.Kind, err error) error {
		return &fetch.Error{Op: op, URL: "http://a/", Kind: kind, Err: err}
	}
	for _, tt := range []struct {
		name      string
		err       error
		get, post bool
	}{
		{"reset", fail("read head", fetch.KindHTTP, &h2.ResetError{Code: http2.ErrCodeInternal}), true, false},
		{"refused", fail("read head", fetch.KindHTTP, &h2.ResetError{Code: http2.ErrCodeRefusedStream}), true, true},
		{"going away", fail("read head", fetch.KindHTTP, &h2.GoAwayError{}), true, true},
		{"going away, perhaps processed", fail("read head", fetch.KindHTTP, &h2.GoAwayError{Processed: true}), true, false},
		{"malformed", fail("read head", fetch.KindHTTP, &h2.StreamError{}), false, false},
		{"the connection broke", fail("read head", fetch.KindHTTP, &h2.ConnError{}), true, false},
		{"the same, in the body", fail("read body", fetch.KindBody, &h2.ConnError{}), true, false},
	} {
		for method, want := range map[string]bool{"GET": tt.get, "POST": tt.post} {
			_, again := fetch.Retry{Max: 1}.AfterError(&fetch.Request{Method: method}, 1, tt.err)
			equal(t, method+", "+tt.name, again, want)
		}
	}
}
