package config

import (
	"math"
	"net/netip"
	"reflect"
	"testing"
	"time"
)

// TestValues has one line for each form that a value may take. A nil want is a refusal.
func TestValues(t *testing.T) {
	for _, row := range []struct {
		flag, text string
		got        func(*Settings) any
		want       any
	}{
		{"timeout", "200ms", total, 200 * time.Millisecond},
		{"timeout", "1h30m", total, 90 * time.Minute},
		{"timeout", "5", total, 5 * time.Second},
		{"timeout", "0.25", total, 250 * time.Millisecond},
		{"timeout", ".5", total, 500 * time.Millisecond},
		{"timeout", "2.", total, 2 * time.Second},
		{"timeout", "0", total, time.Duration(0)},
		{"timeout", "", total, nil},
		{"timeout", "-1", total, nil},
		{"timeout", "-1s", total, nil},
		{"timeout", "5x", total, nil},
		{"timeout", "1e3", total, nil},
		{"timeout", "0x10", total, nil},
		{"timeout", "NaN", total, nil},
		{"timeout", "99999999999999", total, nil},
		{"timeout", "5 s", total, nil},

		{"max-body", "0", maxBody, int64(0)},
		{"max-body", "1000", maxBody, int64(1000)},
		{"max-body", "512K", maxBody, int64(512 << 10)},
		{"max-body", "512k", maxBody, int64(512 << 10)},
		{"max-body", "10M", maxBody, int64(10 << 20)},
		{"max-body", "10MB", maxBody, int64(10 << 20)},
		{"max-body", "10MiB", maxBody, int64(10 << 20)},
		{"max-body", "1G", maxBody, int64(1 << 30)},
		{"max-body", "2T", maxBody, int64(2 << 40)},
		{"max-body", "9223372036854775807", maxBody, int64(math.MaxInt64)},
		{"max-body", "9223372036854775808", maxBody, nil},
		{"max-body", "8388608T", maxBody, nil},
		{"max-body", "-1", maxBody, nil},
		{"max-body", "1.5M", maxBody, nil},
		{"max-body", "M", maxBody, nil},
		{"max-body", "10B", maxBody, nil},
		{"max-header", "1", func(s *Settings) any { return s.Limits.MaxHeader }, int64(1)},
		{"max-header", "0", func(s *Settings) any { return s.Limits.MaxHeader }, nil},

		{"rate", "10/s", rate, 10.0},
		{"rate", "30/m", rate, 0.5},
		{"rate", "0.5/s", rate, 0.5},
		{"rate", "0", rate, 0.0},
		{"rate", "0/m", rate, 0.0},
		{"rate", "10", rate, nil},
		{"rate", "10/h", rate, nil},
		{"rate", "/s", rate, nil},
		{"rate", "-1/s", rate, nil},
		{"rate", "10/s/s", rate, nil},

		{"max-inflight", "1", inflight, 1},
		{"max-inflight", "1000000", inflight, 1000000},
		{"max-inflight", "0", inflight, nil},
		{"max-inflight", "-1", inflight, nil},
		{"max-inflight", "1000001", inflight, nil},
		{"max-inflight", "auto", inflight, nil},
		{"max-inflight", "6 4", inflight, nil},
		{"max-per-host", "0", func(s *Settings) any { return s.Load.MaxPerHost }, 0},
		{"retries", "0", func(s *Settings) any { return s.Retry.Count }, 0},
		{"depth", "0", depth, 0},
		{"depth", "-1", depth, -1},
		{"depth", "-2", depth, nil},

		{"insecure", "true", insecure, true},
		{"insecure", "ON", insecure, true},
		{"insecure", "1", insecure, true},
		{"insecure", "yes", insecure, true},
		{"insecure", "false", insecure, false},
		{"insecure", "off", insecure, false},
		{"insecure", "maybe", insecure, nil},
		{"insecure", "", insecure, nil},

		{"scope", "subdomain", func(s *Settings) any { return s.Crawl.Scope }, ScopeSubdomain},
		{"scope", "Host", func(s *Settings) any { return s.Crawl.Scope }, nil},
		{"format", "body", func(s *Settings) any { return s.Output.Format }, FormatBody},
		{"format", "xml", func(s *Settings) any { return s.Output.Format }, nil},
		{"fields", "url, title", func(s *Settings) any { return s.Output.Fields }, []string{"url", "title"}},
		{"fields", "url,,title", func(s *Settings) any { return s.Output.Fields }, nil},
		{"fields", "url,url", func(s *Settings) any { return s.Output.Fields }, nil},
		{"output", "-", func(s *Settings) any { return s.Output.File }, ""},
		{"output", "", func(s *Settings) any { return s.Output.File }, nil},
		{"summary", "-", func(s *Settings) any { return s.Output.Summary }, nil},
		{"list", "-", func(s *Settings) any { return s.Lists }, []string{"-"}},
		{"list", "", func(s *Settings) any { return s.Lists }, nil},
		{"request", "patch", func(s *Settings) any { return s.Request.Method }, "patch"},
		{"request", "GE T", func(s *Settings) any { return s.Request.Method }, nil},
		{"request", "CONNECT", func(s *Settings) any { return s.Request.Method }, nil},
		{"user-agent", "", func(s *Settings) any { return s.Request.UserAgent }, ""},
		{"user-agent", "a\nb", func(s *Settings) any { return s.Request.UserAgent }, nil},
		{"include", "a(", func(s *Settings) any { return s.Crawl.Include }, nil},
		{"data", "@", func(s *Settings) any { return s.dataArgs }, nil},
	} {
		s := &Settings{}
		err := byName(table, row.flag).set(s, row.text)
		switch {
		case err != nil && row.want != nil:
			t.Errorf("--%s %q: %v; want %v", row.flag, row.text, err, row.want)
		case err == nil && !reflect.DeepEqual(row.got(s), row.want):
			t.Errorf("--%s %q: %v; want %v", row.flag, row.text, row.got(s), row.want)
		}
	}
}

func total(s *Settings) any    { return s.Time.Total }
func maxBody(s *Settings) any  { return s.Limits.MaxBody }
func rate(s *Settings) any     { return s.Load.Rate }
func inflight(s *Settings) any { return s.Load.MaxInflight }
func depth(s *Settings) any    { return s.Crawl.Depth }
func insecure(s *Settings) any { return s.Connection.Insecure }

func TestHeaderForms(t *testing.T) {
	for _, row := range []struct {
		text string
		want Header
		ok   bool
	}{
		{"X-A: b", Header{Name: "X-A", Value: "b"}, true},
		{"X-A:b: c ", Header{Name: "X-A", Value: "b: c"}, true},
		{"Accept:", Header{Name: "Accept", Remove: true}, true},
		{"Accept:  ", Header{Name: "Accept", Remove: true}, true},
		{"X-Empty;", Header{Name: "X-Empty"}, true},
		{"X-A: a;", Header{Name: "X-A", Value: "a;"}, true},
		{"X-A", Header{}, false},
		{"X A: b", Header{}, false},
		{": b", Header{}, false},
		{"", Header{}, false},
		{"X-A: b\r\nX-B: c", Header{}, false},
		{"content-length: 5", Header{}, false},
		{"Transfer-Encoding: chunked", Header{}, false},
	} {
		got, err := parseHeader(row.text)
		if got != row.want || (err == nil) != row.ok {
			t.Errorf("%q: %+v, %v; want %+v", row.text, got, err, row.want)
		}
	}
}

func TestResolveForms(t *testing.T) {
	v4, v6 := netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("::1")
	for _, row := range []struct {
		text string
		want Resolve
	}{
		{"a.example:80:127.0.0.1", Resolve{"a.example", 80, []netip.Addr{v4}}},
		{"A.Example.:443:::1", Resolve{"a.example", 443, []netip.Addr{v6}}},
		{"a:443:[::1],127.0.0.1", Resolve{"a", 443, []netip.Addr{v6, v4}}},
		{"a:443", Resolve{}},
		{"a:443:", Resolve{}},
		{"a::127.0.0.1", Resolve{}},
		{"a:0:127.0.0.1", Resolve{}},
		{"a:65536:127.0.0.1", Resolve{}},
		{":80:127.0.0.1", Resolve{}},
		{"a:80:localhost", Resolve{}},
		{"a:80:fe80::1%eth0", Resolve{}},
		{"http://a:80:127.0.0.1", Resolve{}},
	} {
		got, err := parseResolve(row.text)
		if !reflect.DeepEqual(got, row.want) || (err == nil) != (row.want.Host != "") {
			t.Errorf("%q: %+v, %v; want %+v", row.text, got, err, row.want)
		}
	}
}

func TestServerForms(t *testing.T) {
	at := func(text string) netip.AddrPort { return netip.MustParseAddrPort(text) }
	for _, row := range []struct {
		text string
		want []netip.AddrPort
	}{
		{"9.9.9.9", []netip.AddrPort{at("9.9.9.9:53")}},
		{"9.9.9.9:5353, ::1,[::1],[::1]:54", []netip.AddrPort{at("9.9.9.9:5353"), at("[::1]:53"), at("[::1]:53"), at("[::1]:54")}},
		{"", nil},
		{"9.9.9.9,", nil},
		{"dns.example", nil},
		{"9.9.9.9:0", nil},
		{"9.9.9.9:99999", nil},
	} {
		got, err := parseServers(row.text)
		if !reflect.DeepEqual(got, row.want) || (err == nil) != (row.want != nil) {
			t.Errorf("%q: %v, %v; want %v", row.text, got, err, row.want)
		}
	}
}
