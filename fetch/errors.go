package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"

	"clew/aio"
	"clew/fetch/h1"
	"clew/fetch/h2"
	"clew/fetch/proxy"
)

// Kind sorts errors into few classes, by what the user could do about them.
type Kind string

// The kinds.
const (
	KindURL      Kind = "url"       // the URL does not parse, or no request can be made of what was given
	KindDNS      Kind = "dns"       // the name has no address
	KindConnect  Kind = "connect"   // no connection came about
	KindTLS      Kind = "tls"       // the handshake failed
	KindTimeout  Kind = "timeout"   // a limit passed
	KindHTTP     Kind = "http"      // what came is no valid response
	KindBody     Kind = "body"      // the response broke off
	KindDecode   Kind = "decode"    // a content coding is broken or unknown
	KindRedirect Kind = "redirect"  // too many, a loop, or to nowhere
	KindTooLarge Kind = "too_large" // head or body beyond the limit
	KindPrivate  Kind = "private"   // an address that the guard refuses
	KindProxy    Kind = "proxy"     // no connection through the proxy came about
	KindIO       Kind = "io"        // a file of ours
)

// An Error is a failed exchange.
type Error struct {
	Op   string // "resolve", "proxy", "connect", "tls", "write", "read head", "read body", "decode", …
	URL  string
	Kind Kind
	Err  error
}

func (e *Error) Error() string { return fmt.Sprintf("%s %q: %s", e.Op, e.URL, terse(e.Err)) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// terse tells a cause on one line, without what the Error says already: the
// operation of a net.OpError and the name in a net.DNSError. The address that a
// connect was tried at stays: the URL does not have it.
func terse(err error) string {
	switch e := err.(type) {
	case *aio.TimeoutError:
		var s *stall
		if errors.As(e.Err, &s) {
			return e.Error() + ": " + s.why
		}
	case *net.OpError:
		cause := strings.TrimPrefix(terse(e.Err), "tls: ")
		if e.Op == "connect" && e.Addr != nil {
			return e.Addr.String() + ": " + cause
		}
		return cause
	case *viaError:
		return e.proxy + ": " + terse(e.err)
	case *os.SyscallError:
		return e.Err.Error()
	case *net.DNSError:
		if e.Server != "" {
			return "name server " + e.Server + ": " + e.Err
		}
		return e.Err
	case interface{ Unwrap() []error }:
		var causes []string
		for _, err := range e.Unwrap() {
			causes = append(causes, terse(err))
		}
		return strings.Join(causes, "; ")
	}
	if remoteAlert(err) == alertCertificateRequired { // with TLS 1.3 it comes after the handshake
		return wantsCertificate
	}
	return err.Error()
}

// stall is what a limit passed over, where the operation does not say it.
type stall struct {
	why string
	err error // the interruption, or nil
}

func (s *stall) Error() string { return s.why }
func (s *stall) Unwrap() error { return s.err }

// kindOf is the kind of a failure in an operation.
func kindOf(op string, err error) Kind {
	var private *PrivateError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return KindTimeout
	case errors.As(err, &private):
		return KindPrivate
	case errors.Is(err, h1.ErrHeadTooLarge):
		return KindTooLarge
	}
	switch op {
	case "make request":
		return KindURL
	case "resolve":
		return KindDNS
	case "connect":
		return KindConnect
	case "proxy":
		return KindProxy
	case "tls":
		return KindTLS
	case "read body":
		if isMalformed(err) {
			return KindHTTP
		}
		return KindBody
	case "decode":
		return KindDecode
	}
	if isAlert(err) {
		return KindTLS
	}
	return KindHTTP
}

// isMalformed reports whether err is a response that is not valid, or that this
// client must not accept. An h2.ConnError is none: of the exchanges that end with
// a connection most have no part in it.
func isMalformed(err error) bool {
	var p *h1.ProtocolError
	var s *h2.StreamError
	return errors.As(err, &p) || errors.As(err, &s)
}

// isAlert reports whether err is a TLS alert, of either side: with TLS 1.3 the
// server's verdict on the client comes after the handshake.
func isAlert(err error) bool {
	for op := (*net.OpError)(nil); errors.As(err, &op); err = op.Err {
		if op.Op == "remote error" || op.Op == "local error" {
			return true
		}
	}
	return false
}

// CurlCode returns the exit code that curl has for the failure, 0 for none.
func (e *Error) CurlCode() int {
	switch e.Kind {
	case KindURL:
		return 3
	case KindDNS:
		return 6
	case KindConnect, KindPrivate:
		return 7
	case KindProxy:
		return curlCodeOfProxy(e.Err)
	case KindTLS:
		if isCertificateError(e.Err) {
			return 60
		}
		return 35
	case KindTimeout:
		return 28
	case KindBody:
		switch {
		case curlCodeOfHTTP2(e.Err) != 0:
			return curlCodeOfHTTP2(e.Err)
		case errors.Is(e.Err, syscall.ECONNRESET):
			return 56
		}
		return 18
	case KindDecode:
		return 61
	case KindRedirect:
		return 47
	case KindTooLarge:
		if errors.Is(e.Err, h1.ErrHeadTooLarge) {
			return 56
		}
		return 63
	case KindIO:
		return 23
	case KindHTTP:
		return curlCodeOfHTTP(e)
	}
	return 0
}

func curlCodeOfProxy(err error) int {
	var status *proxy.StatusError
	var name *net.DNSError
	var sys *net.OpError
	switch {
	case errors.As(err, &status):
		return 56
	case errors.As(err, &name):
		return 5 // its name has no address
	case errors.As(err, &sys) && sys.Op == "connect":
		return 7
	case errors.As(err, &sys):
		return 56
	}
	return 97 // the handshake failed
}

func curlCodeOfHTTP(e *Error) int {
	var p *h1.ProtocolError
	switch {
	case curlCodeOfHTTP2(e.Err) != 0:
		return curlCodeOfHTTP2(e.Err)
	case errors.Is(e.Err, h1.ErrNoResponse):
		return 52 // empty reply
	case e.Op == "write":
		return 55
	case e.Op == "read body", errors.Is(e.Err, syscall.ECONNRESET):
		return 56
	case errors.As(e.Err, &p) && p.Where == h1.InStatusLine:
		return 1 // another protocol
	}
	return 8 // weird server reply
}

// curlCodeOfHTTP2 is the code of what went wrong in HTTP/2 itself, else 0.
func curlCodeOfHTTP2(err error) int {
	var malformed *h2.StreamError
	var reset *h2.ResetError
	var away *h2.GoAwayError
	var broken *h2.ConnError
	switch {
	case errors.As(err, &malformed), errors.As(err, &reset):
		return 92 // a stream was not closed cleanly
	case errors.As(err, &away), errors.As(err, &broken):
		return 16 // the framing layer
	}
	return 0
}

func isCertificateError(err error) bool {
	var v *tls.CertificateVerificationError
	var h x509.HostnameError
	var u x509.UnknownAuthorityError
	return errors.As(err, &v) || errors.As(err, &h) || errors.As(err, &u)
}
