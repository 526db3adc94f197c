package fetch

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"clew/aio"
)

// startTLS shakes hands as req's client. Where the connection may be shared, the
// server may choose HTTP/2.
func (c *Client) startTLS(ctx *aio.Context, raw *aio.Conn, req *Request, shared bool) error {
	req.enter(PhaseTLS)
	config := c.tls.Clone()
	config.ServerName = strings.Trim(req.URL.Hostname(), "[]")
	config.ClientSessionCache = sessions{config.ClientSessionCache, req.URL.Origin()}
	if shared {
		config.NextProtos = []string{"h2", "http/1.1"}
	}
	return c.shakeHands(ctx, raw, config)
}

// shakeHands is startTLS with these settings, which are the connection's own.
func (c *Client) shakeHands(ctx *aio.Context, raw *aio.Conn, config *tls.Config) error {
	var asked atomic.Bool // in the lane tls, and maybe after a limit has passed
	if config.Certificates == nil && config.GetClientCertificate == nil {
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			asked.Store(true)
			return new(tls.Certificate), nil
		}
	}
	err := within(ctx, c.opts.Limits.TLS, func(ctx *aio.Context) error { return raw.StartTLS(ctx, config) })
	return handshakeError(err, asked.Load(), config)
}

// sessions are the sessions of one origin: two servers of a name that listen on
// different ports do not know each other's.
type sessions struct {
	all    tls.ClientSessionCache
	origin string
}

func (s sessions) Get(string) (*tls.ClientSessionState, bool)    { return s.all.Get(s.origin) }
func (s sessions) Put(_ string, session *tls.ClientSessionState) { s.all.Put(s.origin, session) }

// tlsConfig returns what connections start from.
func tlsConfig(base *tls.Config) *tls.Config {
	config := &tls.Config{}
	if base != nil {
		config = base.Clone()
	}
	if config.ClientSessionCache == nil {
		config.ClientSessionCache = tls.NewLRUClientSessionCache(1024)
	}
	config.NextProtos = []string{"http/1.1"}
	return config
}

// tlsFault says in plain words why a handshake failed.
type tlsFault struct {
	why string
	err error
}

func (f *tlsFault) Error() string { return f.why }
func (f *tlsFault) Unwrap() error { return f.err }

// handshakeError names the fault behind the error of a handshake, where it is
// one of the usual ones. asked says that the server asked for a certificate, and
// got none.
func handshakeError(err error, asked bool, config *tls.Config) error {
	var unverified *tls.CertificateVerificationError
	var plain tls.RecordHeaderError
	why := ""
	switch {
	case err == nil:
		return nil
	case errors.As(err, &unverified):
		why = faultOf(unverified.UnverifiedCertificates[0], unverified.Err, config)
	case errors.As(err, &plain) && string(plain.RecordHeader[:]) == "HTTP/":
		why = "the server speaks plain HTTP on this port"
	case errors.As(err, &plain):
		why = "the server does not speak TLS on this port"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		why = "the server closed the connection during the handshake"
	case asked && isAlert(err):
		why = wantsCertificate
	default:
		why = oldVersion(err)
	}
	if why == "" {
		return err
	}
	return &tlsFault{why, err}
}

const wantsCertificate = "the server wants a client certificate"

// faultOf says what is wrong with a certificate, and when or whose it is.
func faultOf(cert *x509.Certificate, err error, config *tls.Config) string {
	var name x509.HostnameError
	var issuer x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(err, &name):
		return fmt.Sprintf("the certificate is for %s, not for %s", namesOf(cert), name.Host)
	case errors.As(err, &issuer) && bytes.Equal(cert.RawSubject, cert.RawIssuer):
		return "the certificate is self-signed"
	case errors.As(err, &issuer):
		return fmt.Sprintf("the certificate's issuer is not trusted: %s", cert.Issuer)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return validity(invalid.Cert, cert, config)
	}
	return strings.TrimPrefix(err.Error(), "x509: ")
}

// validity says when a certificate of the chain that leads to leaf was, or will
// be, valid.
func validity(cert, leaf *x509.Certificate, config *tls.Config) string {
	now, which := time.Now(), "the certificate"
	if config.Time != nil {
		now = config.Time()
	}
	if cert != leaf {
		which = fmt.Sprintf("the certificate of the issuer %s", cert.Subject)
	}
	if now.Before(cert.NotBefore) {
		return fmt.Sprintf("%s is not valid before %s", which, cert.NotBefore.UTC().Format(time.RFC3339))
	}
	return fmt.Sprintf("%s expired on %s", which, cert.NotAfter.UTC().Format(time.RFC3339))
}

// namesOf lists the names that a certificate is for, the first few of them.
func namesOf(cert *x509.Certificate) string {
	const few = 5
	all := slices.Clone(cert.DNSNames)
	for _, ip := range cert.IPAddresses {
		all = append(all, ip.String())
	}
	switch {
	case len(all) == 0:
		return "no name"
	case len(all) > few:
		return strings.Join(all[:few], ", ") + " and " + strconv.Itoa(len(all)-few) + " more"
	}
	return strings.Join(all, ", ")
}

// oldVersion says that the two sides have no version of TLS in common, where that
// is it. crypto/tls has no type for what this side finds out.
func oldVersion(err error) string {
	if remoteAlert(err) == alertProtocolVersion {
		return "the server takes none of the versions of TLS that are spoken here, 1.2 and 1.3"
	}
	if _, hex, found := strings.Cut(err.Error(), "server selected unsupported protocol version "); found {
		if version, err := strconv.ParseUint(hex, 16, 16); err == nil {
			return fmt.Sprintf("the server speaks %s, which is too old", tls.VersionName(uint16(version)))
		}
	}
	return ""
}

// Alerts that are told in other words (RFC 8446 §6).
const (
	alertProtocolVersion     tls.AlertError = 70
	alertCertificateRequired tls.AlertError = 116
)

// remoteAlert returns which of these alerts the server sent, or 0. crypto/tls
// keeps the type of its own.
func remoteAlert(err error) tls.AlertError {
	var op *net.OpError
	if !errors.As(err, &op) {
		return 0
	}
	for errors.As(op.Err, &op) { // the innermost is crypto/tls's
	}
	for _, alert := range []tls.AlertError{alertProtocolVersion, alertCertificateRequired} {
		if op.Op == "remote error" && op.Err.Error() == alert.Error() {
			return alert
		}
	}
	return 0
}
