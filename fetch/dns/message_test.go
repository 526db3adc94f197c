package dns

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// msg is an answer in the making.
type msg struct {
	dnsmessage.Message
}

func answerTo(name string, family dnsmessage.Type) *msg {
	m := &msg{}
	m.ID, m.Response, m.RecursionAvailable = 7, true, true
	m.Questions = []dnsmessage.Question{{Name: dnsmessage.MustNewName(name + "."), Type: family, Class: dnsmessage.ClassINET}}
	return m
}

func (m *msg) add(name string, ttl uint32, body dnsmessage.ResourceBody) *msg {
	m.Answers = append(m.Answers, resource(name, ttl, body))
	return m
}

func resource(name string, ttl uint32, body dnsmessage.ResourceBody) dnsmessage.Resource {
	return dnsmessage.Resource{
		Header: dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(name + "."), Class: dnsmessage.ClassINET, TTL: ttl}, Body: body,
	}
}

func (m *msg) soa(ttl, minimum uint32) *msg {
	root := dnsmessage.MustNewName(".")
	m.Authorities = append(m.Authorities, resource("test", ttl, &dnsmessage.SOAResource{NS: root, MBox: root, MinTTL: minimum}))
	return m
}

func alias(to string) *dnsmessage.CNAMEResource {
	return &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(to + ".")}
}

func (m *msg) pack(t testing.TB) []byte {
	t.Helper()
	packed, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

func TestParseReply(t *testing.T) {
	one, two := &dnsmessage.AResource{A: [4]byte{10, 0, 0, 1}}, &dnsmessage.AResource{A: [4]byte{10, 0, 0, 2}}
	a := func() *msg { return answerTo("a.test", dnsmessage.TypeA) }
	for _, c := range []struct {
		what string
		m    *msg
		want string
	}{
		{"two addresses, the shorter life", a().add("a.test", 60, one).add("A.Test", 30, two), "10.0.0.1 10.0.0.2 for 30s"},
		{"aliases", a().add("a.test", 60, alias("b.test")).add("b.test", 20, alias("c.test")).add("c.test", 90, one), "10.0.0.1 for 20s"},
		{"addresses of others", a().add("a.test", 60, alias("b.test")).add("x.test", 60, one), "for 0s"},
		{"alias in a circle", a().add("a.test", 60, alias("b.test")).add("b.test", 60, alias("a.test")), "for 0s"},
		{"another family", a().add("a.test", 60, &dnsmessage.AAAAResource{AAAA: [16]byte{15: 1}}), "for 0s"},
		{"no addresses", a().soa(100, 40), "for 40s"},
		{"no addresses, shorter record", a().soa(10, 40), "for 10s"},
		{"of no use to anybody", func() *msg { m := a(); m.RecursionAvailable = false; return m }(), "for 0s lame"},
		{"an authority's no", func() *msg { m := a(); m.RecursionAvailable, m.Authoritative = false, true; return m }(), "for 0s"},
		{"no such name", func() *msg { m := a().soa(5, 50); m.RCode = dnsmessage.RCodeNameError; return m }(), "RCodeNameError for 5s"},
		{"failure without the question", func() *msg {
			m := a()
			m.Questions, m.RCode = nil, dnsmessage.RCodeServerFailure
			return m
		}(), "RCodeServerFailure for 0s"},
		{"cut short", func() *msg { m := a().add("a.test", 60, one); m.Truncated = true; return m }(), "for 0s truncated"},
	} {
		r, err := parseReply(c.m.pack(t), 7, "a.test", dnsmessage.TypeA)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		var got strings.Builder
		if r.rcode != 0 {
			fmt.Fprintf(&got, "%v ", r.rcode)
		}
		for _, ip := range r.ips {
			fmt.Fprintf(&got, "%v ", ip)
		}
		fmt.Fprintf(&got, "for %v", r.ttl)
		if r.lame {
			got.WriteString(" lame")
		}
		if r.truncated {
			got.WriteString(" truncated")
		}
		if got.String() != c.want {
			t.Errorf("%s: %s, want %s", c.what, &got, c.want)
		}
	}
}

func TestParseReplyThatIsNotOurs(t *testing.T) {
	for what, change := range map[string]func(*msg){
		"another id":       func(m *msg) { m.ID = 8 },
		"a question":       func(m *msg) { m.Response = false },
		"another name":     func(m *msg) { m.Questions[0].Name = dnsmessage.MustNewName("b.test.") },
		"another family":   func(m *msg) { m.Questions[0].Type = dnsmessage.TypeAAAA },
		"another class":    func(m *msg) { m.Questions[0].Class = dnsmessage.ClassCHAOS },
		"without question": func(m *msg) { m.Questions = nil },
	} {
		m := answerTo("a.test", dnsmessage.TypeA)
		change(m)
		if _, err := parseReply(m.pack(t), 7, "a.test", dnsmessage.TypeA); err != errNotOurs {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestQuerySaysWhatItCanTake(t *testing.T) {
	packed, err := query(7, "a.test", dnsmessage.TypeAAAA, true)
	if err != nil {
		t.Fatal(err)
	}
	var m dnsmessage.Message
	if err := m.Unpack(packed); err != nil {
		t.Fatal(err)
	}
	if !m.RecursionDesired || len(m.Questions) != 1 || m.Questions[0].Type != dnsmessage.TypeAAAA || len(m.Additionals) != 1 {
		t.Fatalf("query: %v", m.GoString())
	}
	if opt := m.Additionals[0].Header; opt.Type != dnsmessage.TypeOPT || opt.Class != packetSize {
		t.Errorf("EDNS: %v", opt.GoString())
	}
}

func FuzzParseReply(f *testing.F) {
	f.Add(answerTo("a.test", dnsmessage.TypeA).add("a.test", 60, alias("b.test")).add("b.test", 1, &dnsmessage.AResource{}).soa(1, 2).pack(f))
	f.Add(answerTo("a.test", dnsmessage.TypeA).soa(1<<31, 1<<31).pack(f))
	f.Fuzz(func(t *testing.T, packed []byte) {
		r, err := parseReply(packed, 7, "a.test", dnsmessage.TypeA)
		if err == nil && (r.ttl < 0 || r.ttl > 1<<32*time.Second) {
			t.Errorf("life %v", r.ttl)
		}
		for _, ip := range r.ips {
			if !ip.Is4() {
				t.Errorf("address %v", ip)
			}
		}
	})
}

// TestManyAddresses: the first of them will do, and the others count for nothing but
// the time for which the answer is good.
func TestManyAddresses(t *testing.T) {
	m := answerTo("a.test", dnsmessage.TypeA)
	for i := range 4000 {
		m.add("a.test", uint32(9000-i), &dnsmessage.AResource{A: [4]byte{10, 0, byte(i >> 8), byte(i)}})
	}
	r, err := parseReply(m.pack(t), 7, "a.test", dnsmessage.TypeA)
	if err != nil || len(r.ips) != maxAddresses || r.ips[15].String() != "10.0.0.15" || r.ttl != 5001*time.Second {
		t.Errorf("%d addresses for %v, %v", len(r.ips), r.ttl, err)
	}
}
