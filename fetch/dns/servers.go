package dns

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"slices"
	"time"

	"clew/aio"

	"golang.org/x/net/dns/dnsmessage"
)

// penalty is how long a server that failed is asked only after the others.
const penalty = 30 * time.Second

// servers is what is remembered of name servers.
type servers struct {
	failed map[netip.AddrPort]time.Time // until when it stands behind the others
	plain  map[netip.AddrPort]bool      // does not read EDNS
	turn   int
}

func (s *servers) rotate() { s.turn++ }

// order returns the servers in the order in which they are asked.
func (s *servers) order(config Config, now time.Time) []netip.AddrPort {
	list := slices.Clone(config.Servers)
	if n := len(list); config.Rotate {
		list = append(list[s.turn%n:], list[:s.turn%n]...)
	}
	slices.SortStableFunc(list, func(a, b netip.AddrPort) int {
		return bit(s.failed[a].After(now)) - bit(s.failed[b].After(now))
	})
	return list
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *servers) fail(at netip.AddrPort, now time.Time) {
	if s.failed == nil {
		s.failed = make(map[netip.AddrPort]time.Time)
	}
	s.failed[at] = now.Add(penalty)
}

func (s *servers) setPlain(at netip.AddrPort) {
	if s.plain == nil {
		s.plain = make(map[netip.AddrPort]bool)
	}
	s.plain[at] = true
}

// rounds asks the servers one after the other, and again, until one knows.
func (r *Resolver) rounds(ctx *aio.Context, config Config, name string, family dnsmessage.Type) found {
	var last error
	for round := range config.Attempts {
		for _, server := range r.servers.order(config, ctx.Loop().Now()) {
			rep, err := r.ask(ctx, config, server, question{name: name, family: family, limit: config.timeout(round)})
			if errors.Is(err, aio.ErrCanceled) {
				return found{err: err}
			}
			if err == nil {
				delete(r.servers.failed, server)
				return found{ips: rep.ips, ttl: min(rep.ttl, maxTTL)}
			}
			r.servers.fail(server, ctx.Loop().Now())
			last = &net.DNSError{Err: why(err), Name: name, Server: server.String(), IsTimeout: isTimeout(err), IsTemporary: true}
		}
	}
	return found{err: last}
}

// why is what is wrong with a server, without what the error around it repeats.
func why(err error) string {
	var call *os.SyscallError
	if errors.As(err, &call) {
		err = call.Err
	}
	return err.Error()
}

// ask puts a question to a server. An error is that of one who cannot help.
func (r *Resolver) ask(ctx *aio.Context, config Config, server netip.AddrPort, q question) (reply, error) {
	q.edns = !r.servers.plain[server]
	rep, err := q.put(ctx, config, server)
	if err == nil && q.edns && (rep.rcode == dnsmessage.RCodeFormatError || rep.rcode == dnsmessage.RCodeNotImplemented) {
		q.edns = false
		if rep, err = q.put(ctx, config, server); err == nil && rep.rcode == dnsmessage.RCodeSuccess {
			r.servers.setPlain(server)
		}
	}
	switch {
	case err != nil:
		return rep, err
	case rep.rcode == dnsmessage.RCodeNameError:
		return rep, nil
	case rep.rcode != dnsmessage.RCodeSuccess:
		return rep, errors.New("server answers " + rcodeName(rep.rcode))
	case rep.lame:
		return rep, errors.New("server does not know")
	}
	return rep, nil
}

// rcodeName is the name of a response code in the registry of the IANA.
func rcodeName(c dnsmessage.RCode) string {
	switch c {
	case dnsmessage.RCodeFormatError:
		return "FORMERR"
	case dnsmessage.RCodeServerFailure:
		return "SERVFAIL"
	case dnsmessage.RCodeNotImplemented:
		return "NOTIMP"
	case dnsmessage.RCodeRefused:
		return "REFUSED"
	}
	return c.String()
}
