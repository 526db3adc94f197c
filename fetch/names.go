package fetch

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"clew/aio"
	"clew/crawl/weburl"
	"clew/fetch/dns"
)

// Names says how host names become addresses.
type Names struct {
	// Fixed are addresses that are given, not looked up, by "host:port" with
	// the host in lower case, or "*:port" for all other hosts.
	Fixed map[string][]netip.Addr
	// Servers are the name servers that are asked; nil = those of the system.
	Servers []netip.AddrPort
	// Network is "ip4" or "ip6" where only one family is wanted, else "ip".
	Network string
	// Lookup finds the addresses of a host; nil asks the name servers. That
	// there are none is a *net.DNSError with IsNotFound; it is remembered
	// like an answer, for as long as that says, and other failures are not.
	Lookup func(ctx *aio.Context, host string) (dns.Answer, error)
}

// resolver looks names up, each at most once at a time, and remembers.
type resolver struct {
	Names
	cache map[string]*answer
}

// answer is what is known, or being asked, about a name.
type answer struct {
	ready   *aio.Future[[]netip.Addr]
	expires time.Time // zero while it is being asked
}

// cacheSize is how many names are remembered before the stale ones are dropped.
const cacheSize = 10_000

func newResolver(loop *aio.Loop, n Names, lookups int) resolver {
	if n.Network == "" {
		n.Network = "ip"
	}
	if n.Lookup == nil {
		n.Lookup = dns.NewResolver(loop, dns.Options{Servers: n.Servers, Network: n.Network, MaxLookups: lookups}).Lookup
	}
	return resolver{Names: n, cache: make(map[string]*answer)}
}

// lookup returns the addresses of a URL's host. It suspends unless they are
// known.
func (r *resolver) lookup(ctx *aio.Context, u weburl.URL) ([]netip.Addr, error) {
	if ips := r.fixed(u); len(ips) > 0 {
		return r.family(ips, u.Hostname())
	}
	if ip, ok := u.IP(); ok {
		return r.family([]netip.Addr{ip}, u.Hostname())
	}
	ips, err := r.ask(ctx, u.Hostname())
	if err != nil {
		return nil, err
	}
	return r.family(ips, u.Hostname())
}

func (r *resolver) fixed(u weburl.URL) []netip.Addr {
	if r.Fixed == nil {
		return nil
	}
	if ips := r.Fixed[fmt.Sprintf("%s:%d", u.Hostname(), u.EffectivePort())]; ips != nil {
		return ips
	}
	return r.Fixed[fmt.Sprintf("*:%d", u.EffectivePort())]
}

// ask returns what is remembered, or joins the look-up that is under way, or
// starts one. The look-up is the task's that started it; if that is canceled,
// those who joined start over.
func (r *resolver) ask(ctx *aio.Context, host string) ([]netip.Addr, error) {
	for {
		a := r.cache[host]
		now := ctx.Loop().Now()
		if a == nil || !a.expires.IsZero() && !now.Before(a.expires) {
			return r.start(ctx, strings.Clone(host))
		}
		ips, err := a.ready.Wait(ctx)
		if err != errAbandoned {
			return ips, err
		}
	}
}

// errAbandoned is a cancel to those who did not ask for it.
var errAbandoned = fmt.Errorf("look-up abandoned: %w", aio.ErrCanceled)

func (r *resolver) start(ctx *aio.Context, host string) ([]netip.Addr, error) {
	r.makeRoom(ctx.Loop().Now())
	a := &answer{ready: aio.NewFuture[[]netip.Addr](ctx)}
	r.cache[host] = a
	found, err := r.Lookup(ctx, host)
	if err == nil && len(found.IPs) == 0 {
		err = noAddress(host, "no address")
	}
	switch {
	case err == nil || isNotFound(err):
		a.expires = ctx.Loop().Now().Add(found.TTL)
		a.ready.Set(found.IPs, err)
	case errors.Is(err, aio.ErrCanceled) || ctx.Err() != nil: // the failure is this asker's alone
		delete(r.cache, host)
		a.ready.Set(nil, errAbandoned)
		return nil, err
	default:
		delete(r.cache, host)
		a.ready.Set(nil, err)
	}
	return a.ready.Wait(ctx)
}

// noAddress is the error for a name that does not lead anywhere.
func noAddress(host, why string) error {
	return &net.DNSError{Err: why, Name: host, IsNotFound: true}
}

// isNotFound reports whether asking again for a name would be of no use.
func isNotFound(err error) bool {
	var e *net.DNSError
	return errors.As(err, &e) && e.IsNotFound
}

// makeRoom drops stale answers once there are many, and half of all if that is
// not enough.
func (r *resolver) makeRoom(now time.Time) {
	if len(r.cache) < cacheSize {
		return
	}
	for host, a := range r.cache {
		if !a.expires.IsZero() && (now.After(a.expires) || len(r.cache) > cacheSize/2) {
			delete(r.cache, host)
		}
	}
}

// family keeps the addresses of the wanted family.
func (r *resolver) family(ips []netip.Addr, host string) ([]netip.Addr, error) {
	if r.Network == "ip" {
		return ips, nil
	}
	want4 := r.Network == "ip4"
	kept := slices.DeleteFunc(slices.Clone(ips), func(ip netip.Addr) bool { return ip.Unmap().Is4() != want4 })
	if len(kept) == 0 {
		return nil, noAddress(host, "no IPv"+r.Network[2:]+" address")
	}
	return kept, nil
}
