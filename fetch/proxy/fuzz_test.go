package proxy_test

import (
	"bytes"
	"strings"
	"testing"

	"clew/fetch/proxy"
)

// shake feeds a handshake with what a proxy says, in pieces; it returns what was said
// to it and what was left.
func shake(t *testing.T, address string, says []byte, size int) (out, left string, done bool, err error) {
	t.Helper()
	p, err := proxy.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	h, err := p.Handshake("a.test", 443, "")
	if err != nil {
		t.Fatal(err)
	}
	b, _, _, err := h.Step(nil)
	out = string(b)
	for len(says) > 0 && !done && err == nil {
		var n int
		b, n, done, err = h.Step(says[:min(size, len(says))])
		out += string(b)
		says = says[n:]
	}
	return out, string(says), done, err
}

// FuzzConnect looks for an answer to CONNECT that does harm or depends on how it is
// cut; one that grants is a head of 2xx and nothing else.
func FuzzConnect(f *testing.F) {
	for _, s := range []string{"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 100 x\r\n\r\nHTTP/1.0 299 x\r\na: b\r\n\r\n", "HTTP/1.1 407 No\r\n\r\n", "HTTP/1.1 200\n\n", "SSH-2.0\r\n"} {
		f.Add([]byte(s), uint8(3))
	}
	f.Fuzz(func(t *testing.T, says []byte, size uint8) {
		_, _, whole, err1 := shake(t, "http://proxy.test", says, 1<<30)
		_, left, cut, err2 := shake(t, "http://proxy.test", says, 1+int(size))
		if (err1 == nil) != (err2 == nil) && left == "" {
			t.Errorf("%q: %v at once, %v in pieces of %d", says, err1, err2, 1+int(size))
		}
		if whole && (!cut || !bytes.HasSuffix(says, []byte("\n")) || !bytes.Contains(says, []byte(" 2"))) {
			t.Errorf("%q grants", says)
		}
	})
}

// FuzzSOCKS looks for an answer that does harm or depends on how it is cut; one that
// grants has code 0, and what follows it is left.
func FuzzSOCKS(f *testing.F) {
	for _, s := range []string{chosen + granted, "\x05\x02\x01\x00" + granted, "\x05\x00\x05\x00\x00\x03\x02ab\x00\x50rest", "\x05\xff", "\x05\x00\x05\x05\x00\x01\x00", "HTTP/1.1 400"} {
		f.Add([]byte(s), uint8(0))
	}
	f.Fuzz(func(t *testing.T, says []byte, size uint8) {
		out1, left1, done1, err1 := shake(t, "socks5h://u:p@proxy.test", says, 1<<30)
		out2, left2, done2, err2 := shake(t, "socks5h://u:p@proxy.test", says, 1+int(size))
		if out1 != out2 || left1 != left2 || done1 != done2 || (err1 == nil) != (err2 == nil) {
			t.Errorf("%q: %q, %q, %v, %v at once; %q, %q, %v, %v in pieces of %d", says, out1, left1, done1, err1, out2, left2, done2, err2, 1+int(size))
		}
		if done1 && (!strings.Contains(out1, request) || !strings.HasSuffix(string(says), left1) || says[0] != 5) {
			t.Errorf("%q grants, asked %q, left %q", says, out1, left1)
		}
	})
}

// FuzzParse looks for a proxy or a list that does harm.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"socks5://u:p@h:1", "h:1", "[::1]", "a.test,.b,*.c:80,1.2.3.4/8,[::1]:80 *"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := proxy.Parse(s); err == nil {
			again, err := proxy.Parse(p.String())
			again.User, again.Password = p.User, p.Password
			if err != nil || again != p {
				t.Errorf("%q is %q, which is %q, %v", s, p, again, err)
			}
		}
		proxy.ParseList(s).Contains(link(t, "http://a.test:8080/"))
	})
}
