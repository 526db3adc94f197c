// Package dns finds the addresses of host names: a stub resolver (RFC 1034
// §5.3.1) on an aio loop. It asks the servers of resolv.conf(5), over UDP and,
// for answers that do not fit, over TCP, after a look into hosts(5).
//
// # What it does
//
//   - A and AAAA are asked at the same time; whoever has one answer does not
//     wait long for the other (RFC 8305 §3).
//   - Servers that are silent, refuse or fail are passed over, in rounds.
//   - Queries carry EDNS(0) with a size that needs no fragments (RFC 6891); a
//     server that cannot read that is asked again without.
//   - Every query has a socket, and so a port, of its own and an id by chance;
//     answers that do not repeat both and the question are not listened to.
//   - Names below localhost are this machine, and .onion names are never asked
//     for (RFC 6761, RFC 7686).
//
// It keeps no answers: how long one may be kept is part of it.
package dns
