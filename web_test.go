package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A web is what a script's clew meets: servers on the loopback that behave, or
// misbehave, as the path says.
type web struct {
	dir     string // pages of the script, served where there is one for the path
	one     *httptest.Server
	other   *httptest.Server // another host: the same web on another port
	tls     *httptest.Server
	h2      *httptest.Server // tls, where HTTP/2 may be chosen
	silent  net.Listener     // takes connections and says nothing
	full    net.Listener     // takes no connection any more
	stuffed []net.Conn       // in full
	closed  string           // an address where nobody listens
	log     *journal

	gate     chan struct{}
	openGate func()
	tries    tally
}

// startWeb starts a web. The files of dir are pages; {URL} and {OTHER} in them
// become the addresses.
func startWeb(dir string) *web {
	w := &web{dir: dir, log: newJournal(), gate: make(chan struct{})}
	w.openGate = sync.OnceFunc(func() { close(w.gate) })
	quiet := func(s *httptest.Server) *httptest.Server {
		s.Config.ErrorLog = log.New(io.Discard, "", 0)
		return s
	}
	w.one = quiet(httptest.NewUnstartedServer(w))
	w.one.Config.Protocols = new(http.Protocols)
	w.one.Config.Protocols.SetHTTP1(true)
	w.one.Config.Protocols.SetUnencryptedHTTP2(true)
	w.one.Start()
	w.other = quiet(httptest.NewUnstartedServer(w))
	w.other.Start()
	w.tls = quiet(httptest.NewUnstartedServer(w))
	w.tls.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	w.tls.StartTLS()
	w.h2 = quiet(httptest.NewUnstartedServer(w))
	w.h2.EnableHTTP2 = true
	w.h2.StartTLS()
	w.silent = listen()
	gone := listen()
	w.closed = gone.Addr().String()
	gone.Close()
	w.full, w.stuffed = fullListener()
	return w
}

// names are the variables under which a script knows the web.
func (w *web) names() map[string]string {
	port := func(url string) string { return url[strings.LastIndexByte(url, ':')+1:] }
	return map[string]string{
		"URL": w.one.URL, "OTHER": w.other.URL, "TLS": w.tls.URL, "HTTP2": w.h2.URL,
		"HOST": strings.TrimPrefix(w.one.URL, "http://"),
		"PORT": port(w.one.URL), "OTHERPORT": port(w.other.URL), "TLSPORT": port(w.tls.URL),
		"CLOSED": "http://" + w.closed,
		"SILENT": w.silent.Addr().String(),
		"FULL":   "http://" + w.full.Addr().String(),
	}
}

func (w *web) certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: w.tls.Certificate().Raw})
}

// key is the private key of the certificate.
func (w *web) key() []byte {
	der, err := x509.MarshalPKCS8PrivateKey(w.tls.TLS.Certificates[0].PrivateKey)
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// release lets the requests to /held go on, once and for all.
func (w *web) release() { w.openGate() }

func (w *web) close() {
	w.release()
	for _, s := range []*httptest.Server{w.one, w.other, w.tls, w.h2} {
		s.CloseClientConnections()
		s.Listener.Close()
	}
	w.silent.Close()
	w.full.Close()
	for _, c := range w.stuffed {
		c.Close()
	}
}

func listen() net.Listener {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	return ln
}

// fullListener returns a listener whose backlog is full: a further connect is
// not answered.
func fullListener() (net.Listener, []net.Conn) {
	ln := listen()
	raw, err := ln.(*net.TCPListener).SyscallConn()
	if err != nil {
		panic(err)
	}
	raw.Control(func(fd uintptr) { syscall.Listen(int(fd), 0) })
	var conns []net.Conn
	for range 8 {
		c, err := net.DialTimeout("tcp", ln.Addr().String(), 20*time.Millisecond)
		if err != nil {
			break
		}
		conns = append(conns, c)
	}
	return ln, conns
}

// A tally counts by name.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

// next returns how often it was called for that name before.
func (t *tally) next(name string) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n == nil {
		t.n = make(map[string]int)
	}
	t.n[name]++
	return t.n[name] - 1
}

// A journal is what a web was asked, request by request.
type journal struct {
	mu      sync.Mutex
	changed *sync.Cond
	entries []string
}

func newJournal() *journal {
	j := &journal{}
	j.changed = sync.NewCond(&j.mu)
	return j
}

func (j *journal) add(r *http.Request, body []byte) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s %s\nHost: %s\n", r.Method, r.RequestURI, r.Proto, r.Host)
	var names []string
	for name := range r.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range r.Header[name] {
			fmt.Fprintf(&b, "%s: %s\n", name, v)
		}
	}
	if len(body) > 0 {
		fmt.Fprintf(&b, "\n%s\n", body)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, b.String())
	j.changed.Broadcast()
}

func (j *journal) all() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.entries)
}

// String is the first line of every request.
func (j *journal) String() string {
	var b strings.Builder
	for _, e := range j.all() {
		head, _, _ := strings.Cut(e, "\n")
		b.WriteString(head + "\n")
	}
	return b.String()
}

// count returns how many requests match.
func (j *journal) count(pattern string) int {
	return matches(j.all(), regexp.MustCompile("(?m)"+pattern))
}

func matches(entries []string, re *regexp.Regexp) (n int) {
	for _, e := range entries {
		if re.MatchString(e) {
			n++
		}
	}
	return n
}

// await waits until n requests match.
func (j *journal) await(n int, pattern string) error {
	re := regexp.MustCompile("(?m)" + pattern)
	late := false
	limit := time.AfterFunc(patience, func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		late = true
		j.changed.Broadcast()
	})
	defer limit.Stop()
	j.mu.Lock()
	defer j.mu.Unlock()
	for matches(j.entries, re) < n {
		if late {
			return fmt.Errorf("only these requests came:\n%s", strings.Join(j.entries, "\n"))
		}
		j.changed.Wait()
	}
	return nil
}
