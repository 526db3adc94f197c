package config

import (
	"net/netip"

	"clew/fetch/proxy"
)

var connectionFlags = []*Flag{
	onOff(Flag{
		Name: "insecure", Short: "k", Commands: fetchers,
		Doc: "do not verify certificates",
	}, func(s *Settings) *bool { return &s.Connection.Insecure }),

	custom(Flag{
		Name: "cacert", Arg: "FILE", DefaultDoc: "the system's", Commands: fetchers,
		Doc:     "trust the PEM certificates in FILE",
		LongDoc: "They take the place of the system's.",
	}, parseFile, func(s *Settings) *string { return &s.caFile }),

	custom(Flag{
		Name: "cert", Arg: "FILE", DefaultDoc: "none", Commands: fetchers,
		Doc:     "show the PEM certificate in FILE to servers that ask",
		LongDoc: "Its issuers may follow in FILE, and its private key, if there is no --key.",
	}, parseFile, func(s *Settings) *string { return &s.certFile }),

	custom(Flag{
		Name: "key", Arg: "FILE", DefaultDoc: "in the file of --cert", Commands: fetchers,
		Doc: "private key of --cert, in PEM form",
	}, parseFile, func(s *Settings) *string { return &s.keyFile }),

	onOff(Flag{
		Name: "http1.1", Commands: fetchers,
		Doc: "speak HTTP/1.1 only",
	}, func(s *Settings) *bool { return &s.Connection.HTTP1 }),

	onOff(Flag{
		Name: "http2", Default: "true", Commands: fetchers,
		Doc:     "speak HTTP/2 where an https server chooses it",
		LongDoc: "Many requests then share a connection.",
	}, func(s *Settings) *bool { return &s.Connection.HTTP2 }),

	onOff(Flag{
		Name: "http2-prior-knowledge", Commands: fetchers,
		Doc: "speak HTTP/2 over http too, without asking",
	}, func(s *Settings) *bool { return &s.Connection.HTTP2Prior }),

	custom(Flag{
		Name: "proxy", Short: "x", Arg: "PROXY", DefaultDoc: "of the environment", Secret: true, Commands: fetchers,
		Doc: "connect through this proxy",
		LongDoc: "PROXY is [SCHEME://][USER:PASSWORD@]HOST[:PORT]. SCHEME is http, https, socks5 (names are resolved here) or socks5h (by the proxy); without one it is http. The port is 1080, " +
			"of https 443. Without the flag http_proxy, https_proxy and all_proxy name proxies; no_proxy names hosts that are asked " +
			"directly, with the flag too. '' uses none. Through an https proxy only http URLs can be fetched.",
	}, parseProxy, func(s *Settings) *proxy.Proxy { return &s.proxy }),

	onOff(Flag{
		Name: "ipv4", Short: "4", Commands: fetchers,
		Doc: "use IPv4 only",
	}, func(s *Settings) *bool { return &s.Connection.IPv4 }),

	onOff(Flag{
		Name: "ipv6", Short: "6", Commands: fetchers,
		Doc: "use IPv6 only",
	}, func(s *Settings) *bool { return &s.Connection.IPv6 }),

	repeated(Flag{
		Name: "resolve", Arg: "HOST:PORT:ADDR", Commands: fetchers,
		Doc:     "address of HOST:PORT, instead of asking DNS",
		LongDoc: "May be given several times. Several addresses are joined by commas.",
	}, parseResolve, func(s *Settings) *[]Resolve { return &s.Connection.Resolve }),

	custom(Flag{
		Name: "dns-servers", Arg: "ADDR[,ADDR]", DefaultDoc: "the system's", Commands: fetchers,
		Doc:     "name servers to ask",
		LongDoc: "Each is an IP address, with a port where that is not 53. They take the place of those in /etc/resolv.conf.",
	}, parseServers, func(s *Settings) *[]netip.AddrPort { return &s.Connection.DNSServers }),

	onOff(Flag{
		Name: "allow-private", Commands: fetchers,
		Doc: "let links and redirects lead to private addresses",
		LongDoc: "Without it, addresses of private, loopback, link-local and metadata ranges are refused, unless an input itself " +
			"names that very host.",
	}, func(s *Settings) *bool { return &s.Connection.AllowPrivate }),
}
