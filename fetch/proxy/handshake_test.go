package proxy_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"

	"clew/fetch/h1"
	"clew/fetch/proxy"
)

// A talk is with a proxy that says these things, one after the other: what is said
// to it, each time, how much of the last was left, and how it ended.
type talk struct {
	proxy, host string
	port        uint16
	says        []string
	hears       string // what is said to it, with | between
	left        string
	error       string
}

// run has the talk with the answers cut to pieces of that size.
func (k *talk) run(t *testing.T, size int) {
	t.Helper()
	p, err := proxy.Parse(k.proxy)
	if err != nil {
		t.Fatal(err)
	}
	what := fmt.Sprintf("%s to %s, saying %q by %d", k.proxy, k.host, k.says, size)
	h, err := p.Handshake(k.host, k.port, "")
	if err != nil {
		equal(t, what, err.Error(), k.error)
		return
	}
	out, n, done, err := h.Step(nil)
	hears := []string{string(out)}
	equal(t, what+": used, and done", fmt.Sprint(n, done, err), "0 false <nil>")
	left := ""
	for _, s := range k.says {
		said := ""
		for s != "" && !done && err == nil {
			piece := s[:min(size, len(s))]
			out, n, done, err = h.Step([]byte(piece))
			s = s[n:]
			said += string(out)
			if !done && err == nil && n < len(piece) {
				t.Errorf("%s: %q was not used", what, piece[n:])
			}
		}
		left += s
		if said != "" {
			hears = append(hears, said)
		}
	}
	equal(t, what+": hears", strings.Join(hears, "|"), k.hears)
	if k.error != "" {
		equal(t, what, fmt.Sprint(err), k.error)
		return
	}
	equal(t, what, fmt.Sprint(done, err), "true <nil>")
	equal(t, what+": left", left, k.left)
}

// have has talks with the answers cut in several ways.
func have(t *testing.T, talks []talk) {
	t.Helper()
	for _, k := range talks {
		for _, size := range []int{1, 3, 1 << 20} {
			k.run(t, size)
		}
	}
}

func TestConnect(t *testing.T) {
	const ask = "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n"
	to := func(says ...string) talk {
		return talk{proxy: "http://proxy.test", host: "a.test", port: 443, says: says, hears: ask}
	}
	fails := func(error string, says ...string) talk {
		k := to(says...)
		k.error = error
		return k
	}
	have(t, []talk{
		to("HTTP/1.1 200 Connection established\r\n\r\n"),
		to("HTTP/1.0 200 OK\r\nProxy-Agent: x\r\n\r\n"),
		to("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 x\r\n\r\n"),
		to("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"), // RFC 9110 §9.3.6: they do not count
		fails(`the proxy answers 407 "Proxy Authentication Required"`, "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 5\r\n\r\n"),
		fails("the proxy answers 502", "HTTP/1.1 502\r\n\r\n"),
		fails(`the proxy answers 302 "Found"`, "HTTP/1.1 302 Found\r\nLocation: http://x/\r\n\r\n"),
		fails(`status line: want HTTP/: "S"`, "S"),
		fails(`interim response: protocol switch that was not asked for: "HTTP/1.1 101 x\r\n\r\n"`, "HTTP/1.1 101 x\r\n\r\n"),
		fails("head: too large: over 500 fields", "HTTP/1.1 200 OK\r\n"+strings.Repeat("a: b\r\n", 501)+"\r\n"),
		fails("head: too large: over 65536 bytes", "HTTP/1.1 200 OK\r\na: "+strings.Repeat("b", 65536)+"\r\n\r\n"),
		{proxy: "https://u:p%40@proxy.test", host: "[::1]", port: 8443, says: []string{"HTTP/1.1 200 OK\r\n\r\n"},
			hears: "CONNECT [::1]:8443 HTTP/1.1\r\nHost: [::1]:8443\r\nProxy-Authorization: Basic dTpwQA==\r\n\r\n"},
		{proxy: "http://proxy.test", host: "a b", error: `request target: want visible ASCII characters: "a b:0"`},
	})
}

// TestConnectEarly: nothing may come through the tunnel before the client spoke.
func TestConnectEarly(t *testing.T) {
	p, _ := proxy.Parse("http://proxy.test")
	h, err := p.Handshake("a.test", 443, "clew/1")
	if err != nil {
		t.Fatal(err)
	}
	out, _, _, _ := h.Step(nil)
	equal(t, "with a user agent", strings.Contains(string(out), "\r\nUser-Agent: clew/1\r\n"), true)
	_, _, done, err := h.Step([]byte("HTTP/1.1 200 OK\r\n\r\nx"))
	equal(t, "error", fmt.Sprint(done, err), "false bytes behind the head of the answer to CONNECT")
}

const (
	chosen  = "\x05\x00"
	request = "\x05\x01\x00\x03\x06a.test\x01\xbb"
	granted = "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"
)

func TestSOCKS(t *testing.T) {
	const hello, user = "\x05\x01\x00", "\x05\x02\x00\x02"
	to := func(says ...string) talk {
		return talk{proxy: "socks5h://proxy.test", host: "a.test", port: 443, says: says, hears: hello + "|" + request}
	}
	with := func(k talk, change func(*talk)) talk { change(&k); return k }
	fails := func(error string, says ...string) talk { return with(to(says...), func(k *talk) { k.error = error }) }
	refused := func(code byte, error string) talk {
		return fails(error, chosen, "\x05"+string([]byte{code})+"\x00\x01\x00\x00\x00\x00\x00\x00")
	}
	long := strings.Repeat("x", 255)
	have(t, []talk{
		to(chosen, granted),
		to(chosen, "\x05\x00\x00\x03\x04host\x00\x50"),
		to(chosen, "\x05\x00\x00\x03\x00\x00\x50"),
		to(chosen, "\x05\x00\x00\x03\xff"+long+"\x00\x50"),
		to(chosen, "\x05\x00\x00\x04"+strings.Repeat("\x00", 18)),
		with(to(chosen, granted+"220 hello"), func(k *talk) { k.left = "220 hello" }), // a server that speaks first

		{proxy: "socks5://proxy.test", host: "1.2.3.4", port: 80, says: []string{chosen, granted}, hears: hello + "|\x05\x01\x00\x01\x01\x02\x03\x04\x00\x50"},
		{proxy: "socks5h://proxy.test", host: "[::1]", port: 80, says: []string{chosen, granted},
			hears: hello + "|\x05\x01\x00\x04" + strings.Repeat("\x00", 15) + "\x01\x00\x50"},
		{proxy: "socks5h://proxy.test", host: long, port: 80, says: []string{chosen, granted}, hears: hello + "|\x05\x01\x00\x03\xff" + long + "\x00\x50"},

		{proxy: "socks5h://u:pw@proxy.test", host: "a.test", port: 443, says: []string{"\x05\x02", "\x01\x00", granted},
			hears: user + "|\x01\x01u\x02pw|" + request},
		{proxy: "socks5h://u:pw@proxy.test", host: "a.test", port: 443, says: []string{"\x05\x02", "\x05\x00", granted},
			hears: user + "|\x01\x01u\x02pw|" + request},
		{proxy: "socks5h://u@proxy.test", host: "a.test", port: 443, says: []string{"\x05\x02", "\x01\x00", granted},
			hears: user + "|\x01\x01u\x00|" + request},
		{proxy: "socks5h://u:pw@proxy.test", host: "a.test", port: 443, says: []string{chosen, granted}, hears: user + "|" + request},
		{proxy: "socks5h://u:pw@proxy.test", host: "a.test", port: 443, says: []string{"\x05\x02", "\x01\x01"},
			hears: user + "|\x01\x01u\x02pw", error: "the proxy does not accept user and password"},
		{proxy: "socks5h://u:pw@proxy.test", host: "a.test", port: 443, says: []string{"\x05\x02", "\x02\x00"},
			hears: user + "|\x01\x01u\x02pw", error: `not SOCKS5: "\x02\x00"`},

		with(fails("the proxy offers no way of authentication that is known here", "\x05\xff"), func(k *talk) { k.hears = hello }),
		with(fails(`not SOCKS5: "\x05\x02"`, "\x05\x02"), func(k *talk) { k.hears = hello }), // was not offered
		with(fails(`not SOCKS5: "\x05\x01"`, "\x05\x01"), func(k *talk) { k.hears = hello }), // GSSAPI
		with(fails(`not SOCKS5: "HT"`, "HTTP/1.1 400 Bad Request\r\n\r\n"), func(k *talk) { k.hears = hello }),
		with(fails(`not SOCKS5: "\x04\x00"`, "\x04\x00"), func(k *talk) { k.hears = hello }),
		fails(`not SOCKS5: "\x04\x00\x00\x01\x00"`, chosen, "\x04\x00\x00\x01\x00"),
		fails(`not SOCKS5: "\x05\x00\x00\x02\x00"`, chosen, "\x05\x00\x00\x02\x00\x00\x00"),

		refused(1, "the proxy answers: general failure"),
		refused(2, "the proxy answers: connection not allowed"),
		refused(3, "the proxy answers: network unreachable"),
		refused(4, "the proxy answers: host unreachable"),
		refused(5, "the proxy answers: connection refused"),
		refused(6, "the proxy answers: TTL expired"),
		refused(7, "the proxy answers: command not supported"),
		refused(8, "the proxy answers: address type not supported"),
		refused(9, "the proxy answers: code 9"),
		refused(255, "the proxy answers: code 255"),

		{proxy: "socks5://proxy.test", host: "a.test", error: `socks5 wants an address, not the name "a.test"`},
		{proxy: "socks5h://proxy.test", host: "", error: `SOCKS5 has no room for the name "": want 1 to 255 bytes`},
		{proxy: "socks5h://proxy.test", host: long + "x", error: `SOCKS5 has no room for the name "` + long[:100] + `": want 1 to 255 bytes`},
		{proxy: "socks5h://" + long + "x@proxy.test", host: "a.test", error: "SOCKS5 has no room for user or password: over 255 bytes"},
		{proxy: "socks5h://u:" + long + "x@proxy.test", host: "a.test", error: "SOCKS5 has no room for user or password: over 255 bytes"},
	})
}

func TestIsFinal(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{proxy.ErrMethod, true}, {proxy.ErrUser, true}, {fmt.Errorf("x: %w", proxy.ErrUser), true},
		{proxy.ReplyError(1), false}, {proxy.ReplyError(2), true}, {proxy.ReplyError(3), false}, {proxy.ReplyError(4), false},
		{proxy.ReplyError(5), false}, {proxy.ReplyError(6), false}, {proxy.ReplyError(7), true}, {proxy.ReplyError(8), true}, {proxy.ReplyError(99), true},
		{&proxy.StatusError{StatusCode: 403}, true}, {&proxy.StatusError{StatusCode: 407}, true}, {&proxy.StatusError{StatusCode: 302}, true},
		{&proxy.StatusError{StatusCode: 408}, false}, {&proxy.StatusError{StatusCode: 429}, false}, {&proxy.StatusError{StatusCode: 500}, false},
		{&proxy.StatusError{StatusCode: 501}, true}, {&proxy.StatusError{StatusCode: 503}, false}, {&proxy.StatusError{StatusCode: 599}, false},
		{syscall.ECONNREFUSED, false}, {io.ErrUnexpectedEOF, false}, {errors.New("x"), false}, {&h1.ProtocolError{}, false},
	} {
		equal(t, fmt.Sprint(tt.err), proxy.IsFinal(tt.err), tt.want)
	}
}
