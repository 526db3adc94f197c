package fetch_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/fetchtest"
)

// authority is who signs the certificates of the tests; made once.
var authority = sync.OnceValue(func() *signer {
	s := &signer{}
	s.key, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test CA"},
		NotBefore: aiotest.Epoch.Add(-time.Hour), NotAfter: aiotest.Epoch.Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &s.key.PublicKey, s.key)
	if err != nil {
		panic(err)
	}
	s.cert, _ = x509.ParseCertificate(der)
	return s
})

type signer struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

// sign makes a certificate for names and addresses, valid for an hour from then.
func (s *signer) sign(t *testing.T, from time.Time, names ...string) tls.Certificate {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(2), NotBefore: from, NotAfter: from.Add(time.Hour)}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, s.cert, &s.key.PublicKey, s.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: s.key}
}

// trusting is the client's side: it believes the authority, and that it is 2000.
func trusting() *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(authority().cert)
	return &tls.Config{RootCAs: pool, Time: func() time.Time { return aiotest.Epoch }}
}

func config(cert tls.Certificate, protos ...string) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: protos, Time: func() time.Time { return aiotest.Epoch }}
}

// secure shakes hands, then answers requests.
func secure(config *tls.Config, response string) fetchtest.Script {
	return fetchtest.Script{fetchtest.TLS(config), fetchtest.Repeat(fetchtest.Request(), fetchtest.Send(response))}
}

const site = "https://a.test:80/"

func TestTLS(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test", "1.1.1.1", "2606:4700::1")
	for name, server := range map[string]*tls.Config{
		"h1 by ALPN":    config(cert, "http/1.1", "h2"),
		"without ALPN":  config(cert),
		"TLS 1.2":       {Certificates: config(cert).Certificates, MaxVersion: tls.VersionTLS12},
		"no resumption": {Certificates: config(cert).Certificates, SessionTicketsDisabled: true},
	} {
		visit(t, fetch.Options{TLS: trusting()}, serve(secure(server, fetchtest.Chunked("hello", "world"))), func(ctx *aio.Context, v *visitor) {
			v.w.Latency = 10 * time.Millisecond
			g := v.get(ctx, site)
			g.ok(name, 200, "helloworld")
			trips := 2
			if server.MaxVersion != 0 {
				trips = 3
			}
			if g.err == nil {
				equal(t, name+": time of the handshake", g.resp.Timing.TLS, time.Duration(trips)*20*time.Millisecond)
				equal(t, name+": wire bytes", g.resp.Body.WireBytes(), int64(len(fetchtest.Chunked("hello", "world"))))
			}
			v.idle(name, 1)
			g = v.get(ctx, site)
			g.ok(name+", again", 200, "helloworld")
			equal(t, name+": reused", g.resp.Reused, true)
			equal(t, name+": connections", v.server.Accepted, 1)
		})
	}
}

func TestTLSOfAddresses(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "1.1.1.1", "2606:4700::1")
	for _, host := range []string{"1.1.1.1", "[2606:4700::1]"} {
		visit(t, fetch.Options{TLS: trusting()}, serve(secure(config(cert), fetchtest.OK("hello"))), func(ctx *aio.Context, v *visitor) {
			v.get(ctx, "https://"+host+":80/").ok(host, 200, "hello")
		})
	}
}

func TestTLSLargeBody(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test")
	body := string(make([]byte, 300_000))
	script := fetchtest.Script{fetchtest.TLS(config(cert)), fetchtest.Repeat(fetchtest.Request(), fetchtest.Send(fetchtest.OK(body)))}
	visit(t, fetch.Options{TLS: trusting()}, serve(script), func(ctx *aio.Context, v *visitor) {
		v.fetch(ctx, &fetch.Request{Method: "POST", URL: link(t, site), Body: []byte(body)}).ok("post", 200, body)
		equal(t, "body", v.server.Requests[0].Body == body, true)
		v.get(ctx, site).ok("get", 200, body)
		equal(t, "connections", v.server.Accepted, 1)
	})
}

// helloOfTLS10 is how a server answers that speaks TLS 1.0 alone.
var helloOfTLS10 = "\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01" + strings.Repeat("r", 32) + "\x00\x00\x2f\x00"

func TestTLSFailures(t *testing.T) {
	good := authority().sign(t, aiotest.Epoch, "a.test")
	wrong := authority().sign(t, aiotest.Epoch, "b.test", "c.test")
	expired := authority().sign(t, aiotest.Epoch.Add(-2*time.Hour), "a.test")
	early := authority().sign(t, aiotest.Epoch.Add(time.Minute), "a.test")
	old := config(good)
	old.MaxVersion = tls.VersionTLS11
	strict := config(good)
	strict.ClientAuth = tls.RequireAnyClientCert
	strict12 := strict.Clone()
	strict12.MaxVersion = tls.VersionTLS12
	itself := (&signer{key: authority().key, cert: &x509.Certificate{}}).sign(t, aiotest.Epoch, "a.test")
	many := authority().sign(t, aiotest.Epoch, "b1", "b2", "b3", "b4", "b5", "b6", "9.9.9.9")
	nameless := authority().sign(t, aiotest.Epoch)
	tests := []struct {
		name   string
		client *tls.Config
		script fetchtest.Script
		code   int
		error  string
	}{
		{"wrong name", trusting(), secure(config(wrong), ""), 60, `tls "https://a.test:80/": the certificate is for b.test, c.test, not for a.test`},
		{"expired", trusting(), secure(config(expired), ""), 60, `tls "https://a.test:80/": the certificate expired on 1999-12-31T23:00:00Z`},
		{"not yet valid", trusting(), secure(config(early), ""), 60, `tls "https://a.test:80/": the certificate is not valid before 2000-01-01T00:01:00Z`},
		{"untrusted", &tls.Config{RootCAs: x509.NewCertPool(), Time: trusting().Time}, secure(config(good), ""), 60, `tls "https://a.test:80/": the certificate's issuer is not trusted: CN=Test CA`},
		{"old version", trusting(), secure(old, ""), 35, `tls "https://a.test:80/": the server takes none of the versions of TLS that are spoken here, 1.2 and 1.3`},
		{"no common protocol", trusting(), secure(config(good, "acme-tls/1"), ""), 35, `tls "https://a.test:80/": remote error: tls: no application protocol`},
		{"not TLS", trusting(), fetchtest.Script{fetchtest.Send("SSH-2.0-OpenSSH_9.9\r\n")}, 35, `tls "https://a.test:80/": the server does not speak TLS on this port`},
		{"plain HTTP", trusting(), fetchtest.Script{fetchtest.Send(fetchtest.Response("400 Bad Request", "this port speaks HTTP"))}, 35, `tls "https://a.test:80/": the server speaks plain HTTP on this port`},
		{"old server", trusting(), fetchtest.Script{fetchtest.Send(helloOfTLS10)}, 35, `tls "https://a.test:80/": the server speaks TLS 1.0, which is too old`},
		{"no client certificate", trusting(), secure(strict12, ""), 35, `tls "https://a.test:80/": the server wants a client certificate`},
		{"self-signed", trusting(), secure(config(itself), ""), 60, `tls "https://a.test:80/": the certificate is self-signed`},
		{"many names", trusting(), secure(config(many), ""), 60, `tls "https://a.test:80/": the certificate is for b1, b2, b3, b4, b5 and 2 more, not for a.test`},
		{"no name", trusting(), secure(config(nameless), ""), 60, `tls "https://a.test:80/": the certificate is for no name, not for a.test`},
		{"closed", trusting(), fetchtest.Script{fetchtest.EndOfStream()}, 35, `tls "https://a.test:80/": the server closed the connection during the handshake`},
		{"closed in a record", trusting(), fetchtest.Script{fetchtest.Send("\x16\x03\x03\x00\x50abc"), fetchtest.EndOfStream()}, 35, `tls "https://a.test:80/": the server closed the connection during the handshake`},
		{"reset", trusting(), fetchtest.Script{fetchtest.Reset()}, 35, `tls "https://a.test:80/": connection reset by peer`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			visit(t, fetch.Options{TLS: tt.client}, serve(tt.script), func(ctx *aio.Context, v *visitor) {
				v.get(ctx, site).fails(fetch.KindTLS, tt.code, tt.error)
				equal(t, "requests", len(v.server.Requests), 0)
				v.sockets(ctx, "afterwards", 1)
			})
		})
	}
	t.Run("no client certificate", func(t *testing.T) { // with TLS 1.3 that shows only when the response is due
		visit(t, fetch.Options{TLS: trusting()}, serve(secure(strict, "")), func(ctx *aio.Context, v *visitor) {
			v.get(ctx, site).fails(fetch.KindTLS, 35, `read head "https://a.test:80/": the server wants a client certificate`)
		})
	})
}

func TestTLSInsecure(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch.Add(-2*time.Hour), "b.test")
	visit(t, fetch.Options{TLS: &tls.Config{InsecureSkipVerify: true}}, serve(secure(config(cert), fetchtest.OK("hello"))), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, site).ok("get", 200, "hello")
	})
}

// TestTLSResumption: the second connection to a server knows the first.
func TestTLSResumption(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test")
	server := config(cert)
	var resumed []bool
	server.VerifyConnection = func(s tls.ConnectionState) error {
		resumed = append(resumed, s.DidResume)
		return nil
	}
	script := secure(server, fetchtest.OK("hello", "Connection: close"))
	visit(t, fetch.Options{TLS: trusting()}, serve(script), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, site).ok("first", 200, "hello")
		v.get(ctx, site).ok("second", 200, "hello")
		equal(t, "handshakes", len(resumed), 2)
		equal(t, "first resumed", resumed[0], false)
		equal(t, "second resumed", resumed[1], true)
	})
}

// TestTLSEndOfBody: a body that lasts until the close ends well only with the
// server's word for it; a cut must not look like the end (RFC 8446 §6.1).
func TestTLSEndOfBody(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test")
	head := fetchtest.Send(fetchtest.Head("200 OK") + "hello")
	said := fetchtest.Script{fetchtest.TLS(config(cert)), fetchtest.Request(), head, fetchtest.Close()}
	visit(t, fetch.Options{TLS: trusting()}, serve(said), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, site).ok("with close_notify", 200, "hello")
	})
	reset := fetchtest.Script{fetchtest.TLS(config(cert)), fetchtest.Request(), head, fetchtest.Reset()}
	visit(t, fetch.Options{TLS: trusting()}, serve(reset), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, site).fails(fetch.KindBody, 56, `read body "https://a.test:80/": connection reset by peer`)
	})
}

// TestTLSIdleConnectionEnds: the server's last words are noticed while nobody
// reads.
func TestTLSIdleConnectionEnds(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test")
	script := fetchtest.Script{fetchtest.TLS(config(cert)), fetchtest.Request(), fetchtest.Send(fetchtest.OK("hello")), fetchtest.Wait(time.Minute), fetchtest.Close()}
	visit(t, fetch.Options{TLS: trusting(), IdleTTL: time.Hour}, serve(script), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, site).ok("get", 200, "hello")
		v.idle("at once", 1)
		aio.Sleep(ctx, 2*time.Minute)
		v.idle("later", 0)
		v.sockets(ctx, "later", 1)
	})
}

// TestTLSUnaskedBytes: a record too many, read from the socket together with
// the response, must not be taken for the response to the next request.
func TestTLSUnaskedBytes(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test")
	evil := fetchtest.OK("evil")
	both := func(ctx *aio.Context, p *fetchtest.Peer) error {
		p.Write(ctx, []byte(fetchtest.OK("hello"))) // a record each, and in one turn
		_, err := p.Write(ctx, []byte(evil))
		return err
	}
	script := fetchtest.Script{fetchtest.TLS(config(cert)), fetchtest.Request(), both, fetchtest.Request(), fetchtest.Send(fetchtest.OK("late"))}
	visit(t, fetch.Options{TLS: trusting()}, serve(script, secure(config(cert), fetchtest.OK("hello"))), func(ctx *aio.Context, v *visitor) {
		v.get(ctx, site).ok("first", 200, "hello")
		aio.Sleep(ctx, time.Second)
		v.idle("a second later", 0)
		v.get(ctx, site).ok("second", 200, "hello")
		equal(t, "connections", v.server.Accepted, 2)
	})
}

// TestSessionsAreOfAnOrigin: two servers of one name resume each its own, in
// whatever order they are asked.
func TestSessionsAreOfAnOrigin(t *testing.T) {
	cert := authority().sign(t, aiotest.Epoch, "a.test")
	var resumed []bool
	script := func() fetchtest.Script {
		server := config(cert)
		server.VerifyConnection = func(s tls.ConnectionState) error {
			resumed = append(resumed, s.DidResume)
			return nil
		}
		return secure(server, fetchtest.OK("hello", "Connection: close"))
	}
	visit(t, fetch.Options{TLS: trusting()}, serve(script()), func(ctx *aio.Context, v *visitor) {
		other, err := fetchtest.Listen(ctx, "0.0.0.0:8443", script())
		is(t, "listen", err, nil)
		defer other.Close(ctx)
		for range 3 {
			v.get(ctx, site).ok("one", 200, "hello")
			v.get(ctx, "https://a.test:8443/").ok("other", 200, "hello")
		}
		equal(t, "resumed", fmt.Sprint(resumed), "[false false true true true true]")
	})
}

// BenchmarkTLSConfig is what a connection pays for settings of its own.
func BenchmarkTLSConfig(b *testing.B) {
	b.ReportAllocs()
	config := trusting()
	for b.Loop() {
		config.Clone()
	}
}
