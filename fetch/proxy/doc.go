// Package proxy has what there is to know of proxies without I/O: which one a
// request goes through, and what is said to it before a connection stands.
//
// # Which one
//
// [Parse] reads the argument of curl's --proxy; [FromEnvironment] reads http_proxy,
// https_proxy, all_proxy and no_proxy; [Settings.For] decides. The rules are curl's:
//
//	scheme        http where there is none; https, socks5 (names are resolved here), socks5h (by the proxy)
//	port          1080 where there is none, of https 443
//	case          a variable in lower case comes before the same in upper case
//	HTTP_PROXY    does not count in a CGI program, where it is the client's Proxy field (https://httpoxy.org)
//	all_proxy     is for schemes without a variable of their own
//	no_proxy      comes first, also before --proxy
//
// An element of no_proxy is "*", an address, a range of addresses (10.0.0.0/8), or a
// name, which stands for itself and all below it, with or without a dot before it;
// ":port" behind a name or an address is for that port alone. Elements are separated
// by commas and spaces. Names are not resolved for it.
//
// # What is said
//
// A [Handshake] is fed with what a proxy says and tells what to answer. Its errors
// are a [*StatusError] or a [ReplyError] of the proxy, [ErrMethod], [ErrUser], or
// something that is not the protocol.
package proxy
