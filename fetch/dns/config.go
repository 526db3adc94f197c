package dns

import (
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// A Config says whom to ask, and for what; it is what resolv.conf(5) holds. Its
// zero fields are the defaults.
type Config struct {
	Servers  []netip.AddrPort // asked in this order; none: 127.0.0.1:53 and [::1]:53
	Search   []string         // domains in which a short name may be, without a final dot
	Ndots    int              // names with at least so many dots are first tried as they are; 0 = 1, negative = none needed
	Timeout  time.Duration    // of one question to one server; 0 = 1.5 s, and twice that in the next round
	Attempts int              // rounds through the servers; 0 = 2
	Rotate   bool             // begin each look-up with another server
	TCP      bool             // ask over TCP at once
}

// firstTimeout is the Timeout that nobody has set: less than the 5 s of
// resolv.conf(5), which leave no time for a second server.
const firstTimeout = 1500 * time.Millisecond

// timeout is how long a server is waited for in a round, which count from 0.
func (c Config) timeout(round int) time.Duration {
	if c.Timeout > 0 {
		return c.Timeout
	}
	return firstTimeout << round
}

// Port is where name servers listen.
const Port = 53

// The bounds that resolv.conf(5) sets to its own options.
const (
	maxServers  = 3
	maxSearch   = 6
	maxNdots    = 15
	maxTimeout  = 30 * time.Second
	maxAttempts = 5
)

func (c Config) withDefaults() Config {
	if len(c.Servers) == 0 {
		c.Servers = []netip.AddrPort{
			netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), Port),
			netip.AddrPortFrom(netip.IPv6Loopback(), Port),
		}
	}
	if c.Ndots == 0 {
		c.Ndots = 1
	}
	if c.Attempts <= 0 {
		c.Attempts = 2
	}
	return c
}

// ParseConfig reads the contents of a resolv.conf(5). What it cannot read it
// passes over, as every resolver does.
func ParseConfig(file []byte) Config {
	var c Config
	for line := range strings.Lines(string(file)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || strings.ContainsAny(line[:1], "#;") {
			continue
		}
		switch fields[0] {
		case "nameserver":
			if ip, err := netip.ParseAddr(fields[1]); err == nil && len(c.Servers) < maxServers {
				c.Servers = append(c.Servers, netip.AddrPortFrom(ip, Port))
			}
		case "domain":
			c.Search = searchList(fields[1:2])
		case "search": // of several, the last
			c.Search = searchList(fields[1:])
		case "options":
			for _, option := range fields[1:] {
				c.option(option)
			}
		}
	}
	return c
}

func searchList(domains []string) (list []string) {
	for _, d := range domains {
		if d = strings.ToLower(strings.Trim(d, ".")); d != "" && len(list) < maxSearch {
			list = append(list, d)
		}
	}
	return list
}

func (c *Config) option(option string) {
	name, value, _ := strings.Cut(option, ":")
	n, err := strconv.Atoi(value)
	switch {
	case name == "rotate":
		c.Rotate = true
	case name == "use-vc" || name == "usevc" || name == "tcp":
		c.TCP = true
	case err != nil || n < 0:
	case name == "ndots":
		if c.Ndots = min(n, maxNdots); n == 0 {
			c.Ndots = -1
		}
	case name == "timeout":
		c.Timeout = min(max(time.Duration(n)*time.Second, time.Second), maxTimeout)
	case name == "attempts":
		c.Attempts = min(max(n, 1), maxAttempts)
	}
}

// names returns the full names, without final dots, that host may mean, in the
// order in which they are tried.
func (c Config) names(host string) (list []string) {
	name, rooted := strings.CutSuffix(host, ".")
	add := func(name string) {
		if isName(name) {
			list = append(list, name)
		}
	}
	enough := strings.Count(name, ".") >= c.Ndots
	if rooted || enough {
		add(name)
	}
	if rooted {
		return list
	}
	for _, domain := range c.Search {
		add(name + "." + domain)
	}
	if !enough {
		add(name)
	}
	return list
}

// isName reports whether a query can be made for name: labels of 1 to 63 octets
// and 253 in all (RFC 1035 §3.1), and none of .onion, which is not of the DNS.
func isName(name string) bool {
	if len(name) > 253 || name == "onion" || strings.HasSuffix(name, ".onion") {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if len(label) == 0 || len(label) > 63 {
			return false
		}
	}
	return true
}
