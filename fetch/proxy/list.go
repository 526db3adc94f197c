package proxy

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"clew/crawl/weburl"
)

// A List is the hosts that no_proxy names. The zero List names none.
type List []element

// An element stands for all hosts, those of a range of addresses, or a name and
// those below it.
type element struct {
	all    bool
	prefix netip.Prefix
	name   string
	port   uint16 // 0 = any
}

// ParseList reads a value of no_proxy. What stands for nothing does not matter.
func ParseList(s string) (l List) {
	for _, text := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' }) {
		if e := parseElement(text); e != (element{}) {
			l = append(l, e)
		}
	}
	return l
}

func parseElement(text string) (e element) {
	if text == "*" {
		return element{all: true}
	}
	if prefix, err := netip.ParsePrefix(text); err == nil {
		return element{prefix: prefix.Masked()}
	}
	host := text
	if _, isAddress := address(text); !isAddress {
		host, e.port = splitPort(text)
	}
	if ip, ok := address(host); ok {
		e.prefix = netip.PrefixFrom(ip, ip.BitLen())
		return e
	}
	host = strings.TrimPrefix(strings.TrimPrefix(host, "*."), ".")
	u, err := weburl.Parse("http://" + strings.TrimSuffix(host, "."))
	if err != nil || u.RequestTarget() != "/" || u.Port() != "" || u.HasCredentials() {
		return element{} // not a name
	}
	e.name = u.Hostname()
	return e
}

// splitPort cuts ":port" off; 0 is none.
func splitPort(s string) (host string, port uint16) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, 0
	}
	n, err := strconv.ParseUint(s[i+1:], 10, 16)
	if err != nil {
		return s, 0
	}
	return s[:i], uint16(n)
}

// Contains reports whether the list names the host of u.
func (l List) Contains(u weburl.URL) bool {
	if len(l) == 0 {
		return false
	}
	host := strings.TrimSuffix(u.Hostname(), ".")
	ip, isAddress := address(host)
	return slices.ContainsFunc(l, func(e element) bool {
		switch {
		case e.port != 0 && e.port != u.EffectivePort():
			return false
		case isAddress:
			return e.all || e.prefix.IsValid() && e.prefix.Contains(ip)
		}
		below, ok := strings.CutSuffix(host, e.name)
		return e.all || e.name != "" && ok && (below == "" || strings.HasSuffix(below, "."))
	})
}
