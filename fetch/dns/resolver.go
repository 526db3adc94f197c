package dns

import (
	"net"
	"net/netip"
	"time"

	"clew/aio"

	"golang.org/x/net/dns/dnsmessage"
)

// Options are a resolver's settings; the zero value is the system's way.
type Options struct {
	Servers []netip.AddrPort // asked instead of those of resolv.conf(5)
	Network string           // "ip4" or "ip6" where only that family is wanted, else "ip"

	// MaxLookups is how many names are looked up at once, 0 = 100; each takes
	// two sockets.
	MaxLookups int

	// Config and Hosts are the paths of the files; "" = /etc/resolv.conf and
	// /etc/hosts. One that is missing is as one that is empty.
	Config, Hosts string
}

// An Answer is what is known of a name, and for how long.
type Answer struct {
	IPs []netip.Addr
	TTL time.Duration
}

// A Resolver looks names up. It may be used by tasks of its loop.
type Resolver struct {
	families []dnsmessage.Type
	system   *system
	slots    *aio.Semaphore
	servers  servers
}

// NewResolver returns a resolver on the loop.
func NewResolver(loop *aio.Loop, opts Options) *Resolver {
	if opts.MaxLookups <= 0 {
		opts.MaxLookups = 100
	}
	r := &Resolver{system: newSystem(loop, opts), slots: aio.NewSemaphore(opts.MaxLookups)}
	switch opts.Network {
	case "ip4":
		r.families = []dnsmessage.Type{dnsmessage.TypeA}
	case "ip6":
		r.families = []dnsmessage.Type{dnsmessage.TypeAAAA}
	default:
		r.families = []dnsmessage.Type{dnsmessage.TypeAAAA, dnsmessage.TypeA}
	}
	return r
}

// Lookup returns the addresses of host: of that name, or of one in a search
// domain; a final dot keeps it from the latter. It suspends. An error is a
// *net.DNSError: where it says IsNotFound there are no addresses, and the answer
// tells for how long; otherwise asking again may help.
func (r *Resolver) Lookup(ctx *aio.Context, host string) (Answer, error) {
	config, hosts, err := r.system.files(ctx)
	if err != nil {
		return Answer{}, err
	}
	if ips := hosts.Lookup(host); ips != nil {
		return Answer{IPs: ips, TTL: hostsTTL}, nil
	}
	if err := r.slots.Acquire(ctx); err != nil {
		return Answer{}, err
	}
	defer r.slots.Release()
	if config.Rotate {
		r.servers.rotate()
	}
	return r.search(ctx, config, host)
}

// search tries the names that host may mean, until one has addresses, or cannot
// be asked about: what comes after it must not stand in for it.
func (r *Resolver) search(ctx *aio.Context, config Config, host string) (Answer, error) {
	none := Answer{TTL: maxTTL}
	for _, name := range config.names(host) {
		a, err := r.lookup(ctx, config, name)
		if err != nil || len(a.IPs) > 0 {
			return a, err
		}
		none.TTL = min(none.TTL, a.TTL)
	}
	return none, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// resolutionDelay is how long the addresses of one family wait for those of the
// other (RFC 8305 §3).
const resolutionDelay = 50 * time.Millisecond

// partialTTL is how long an answer is good in which one family is missing only
// because its answer was late or failed.
const partialTTL = 5 * time.Second

// maxTTL is how long any answer is good.
const maxTTL = 24 * time.Hour

// lookup asks for the families of one name at once. That there are no addresses
// is no error here.
func (r *Resolver) lookup(ctx *aio.Context, config Config, name string) (Answer, error) {
	asked := make([]*aio.Task[found], len(r.families))
	err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		defer g.Cancel(nil) // whoever is late
		for i, family := range r.families {
			asked[i] = aio.Go(g, func(ctx *aio.Context) (found, error) {
				return r.rounds(ctx, config, name, family), nil
			})
		}
		return enough(ctx, asked)
	})
	if err != nil {
		return Answer{}, err
	}
	return merge(ctx, asked)
}

// found is what the servers said of a name and one family.
type found struct {
	ips []netip.Addr
	ttl time.Duration
	err error // that none of them said anything of use
}

// enough waits until there is nothing more worth waiting for.
func enough(ctx *aio.Context, asked []*aio.Task[found]) error {
	all := make([]aio.AnyTask, len(asked))
	for i, task := range asked {
		all[i] = task
	}
	if _, _, err := aio.Wait(ctx, aio.FirstCompleted, all...); err != nil {
		return err
	}
	wait := func(ctx *aio.Context) error {
		_, _, err := aio.Wait(ctx, aio.AllCompleted, all...)
		return err
	}
	for _, task := range asked {
		if !task.Done() {
			continue
		}
		if f, err := task.Wait(ctx); err == nil && len(f.ips) > 0 {
			err := aio.Timeout(ctx, resolutionDelay, wait)
			if isTimeout(err) {
				return nil
			}
			return err
		}
	}
	return wait(ctx)
}

// merge makes one answer of those for the families.
func merge(ctx *aio.Context, asked []*aio.Task[found]) (Answer, error) {
	a := Answer{TTL: maxTTL}
	var failure error
	for _, task := range asked {
		f, err := task.Wait(ctx) // has ended
		if err == nil {
			err = f.err
		}
		if err != nil {
			failure = err
			continue
		}
		a.IPs = append(a.IPs, f.ips...)
		a.TTL = min(a.TTL, f.ttl)
	}
	switch {
	case failure == nil:
		return a, nil
	case len(a.IPs) > 0:
		a.TTL = min(a.TTL, partialTTL)
		return a, nil
	}
	return Answer{}, failure
}
