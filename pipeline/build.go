package pipeline

import (
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"math"
	"math/rand/v2"
	"net/netip"
	"strings"

	"clew/aio"
	"clew/config"
	"clew/crawl"
	"clew/crawl/trap"
	"clew/crawl/weburl"
	"clew/fetch"
	"clew/fetch/coding"
	"clew/fetch/h1"
	"clew/pipeline/sink"
)

// open opens what the run reads and writes. Nothing has been asked yet: a path that
// cannot be written, or read, fails here.
func (r *run) open() error {
	if err := r.readIdentity(); err != nil {
		return err
	}
	return r.targets.open(r.settings.Output)
}

// build makes the parts of the run from its settings.
func (r *run) build(loop *aio.Loop) error {
	s := r.settings
	r.crawling = s.Command != config.Fetch
	r.co.now = loop.Now
	r.co.changed.Name = "something to do"
	r.started = loop.Now()
	r.seedHosts = make(map[string]bool)
	r.atHome = make(map[string]h1.Header)
	r.ipNames = make(map[netip.Addr]string)
	r.bodies = make(map[[sha256.Size]byte]string)
	if !s.Run.Quiet || s.Output.Summary != "" {
		r.co.tally = new(tally)
	}
	r.buildFrontier()
	r.buildClient(loop)

	r.slots = newSlots(s.Load)
	r.ahead = newWindow(readAhead(s.Load.MaxInflight))
	r.pages = aio.NewQueue[*answer](pageQueue)
	r.pages.Name = "pages"
	r.lane = aio.NewLane(loop, "parse", s.Load.Parsers)
	r.disk = aio.NewLane(loop, "disk", 1)
	r.buffer = newBuffer(s.Load.MaxBuffer, r.disk)
	r.errs = sink.NewWriter(loop, "stderr", r.stderr, true)
	r.buildFigures()
	return r.buildOutputs(loop)
}

func (r *run) buildFrontier() {
	s := r.settings
	opts := crawl.FrontierOptions{
		MaxPerHost:  s.Load.MaxPerHost,
		HostDelay:   s.Load.HostDelay,
		LoopbackToo: s.Load.HostDelayGiven,
		Located:     true,
		Rate:        s.Load.Rate,
		MaxItems:    s.Limits.MaxPages,
		URLsPerHost: s.Limits.URLsPerHost,

		Robots:        robotsMode(s.Crawl.Robots),
		CrawlDelayMax: s.Crawl.DelayMax,
	}
	if s.Crawl.Sitemaps {
		r.sitemaps = newSitemaps()
	}
	if r.crawling {
		r.scope = crawl.NewScope(crawl.ScopeOptions{
			Mode: scopeMode(s.Crawl.Scope), Include: s.Crawl.Include, Exclude: s.Crawl.Exclude, MaxDepth: s.Crawl.Depth,
		})
		r.canonical = weburl.Canonical{IgnoreQuery: s.Crawl.IgnoreQuery, SortQuery: s.Crawl.SortQuery, StripTracking: s.Crawl.StripTracking}
		opts.Scope = r.scope
		opts.Seen = crawl.NewSeen(crawl.SeenKey{rand.Uint64(), rand.Uint64()})
		opts.AllowPrivate = r.mayBeFound
		opts.Traps = trap.New()
	}
	r.co.frontier = crawl.NewFrontier(opts)
}

// mayBeFound reports whether a URL's host is no private address, or one that
// the user named.
func (r *run) mayBeFound(u weburl.URL) bool {
	ip, literal := u.IP()
	return !literal || !fetch.IsPrivate(ip) || r.mayBePrivate(u)
}

func scopeMode(s config.Scope) crawl.ScopeMode {
	switch s {
	case config.ScopeDomain:
		return crawl.ScopeDomain
	case config.ScopeSubdomain:
		return crawl.ScopeSubdomain
	case config.ScopePrefix:
		return crawl.ScopePrefix
	case config.ScopeAny:
		return crawl.ScopeAny
	}
	return crawl.ScopeHost
}

func (r *run) buildClient(loop *aio.Loop) {
	s := r.settings
	r.client = fetch.NewClient(loop, fetch.Options{
		Limits:  limits(s.Time),
		MaxHead: int(min(s.Limits.MaxHeader, math.MaxInt32)),
		TLS:     tlsConfig(s.Connection),
		Names:   names(s.Connection),
		HTTP2:   whenHTTP2(s.Connection),
		Proxy:   s.Connection.Proxy,
		MaxIdle: s.Load.MaxInflight + 64,

		MaxPerOrigin: s.Load.MaxPerHost,
	})
	r.doer = r.client
	if s.Request.Netrc != "" {
		r.doer = fetch.WithLogins(r.doer, r.netrc)
	}
	if r.jar != nil {
		r.doer = fetch.WithCookies(r.doer, r.jar)
	}
	r.retry = fetch.Retry{Max: s.Retry.Count, Delay: s.Retry.Delay, MaxDelay: s.Retry.MaxDelay}
	r.patience = newPatience(s.Retry)
	r.paced = s.Load.HostDelay > 0 || s.Load.Rate > 0
	r.header = headerOfRun(s.Request)
	r.abroad = fetch.Abroad(r.header)
}

func limits(t config.Time) fetch.Limits {
	return fetch.Limits{
		DNS: t.DNS, Connect: t.Connect, TLS: t.TLS, Head: t.TTFB,
		SpeedLimit: t.SpeedLimit, SpeedTime: t.SpeedTime,
	}
}

func tlsConfig(c config.Connection) *tls.Config {
	t := &tls.Config{InsecureSkipVerify: c.Insecure, RootCAs: c.RootCAs}
	if c.Certificate != nil { // whatever issuers the server names, as curl does
		t.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return c.Certificate, nil }
	}
	return t
}

func whenHTTP2(c config.Connection) fetch.HTTP2 {
	switch {
	case c.HTTP2Prior:
		return fetch.HTTP2PriorKnowledge
	case c.HTTP1 || !c.HTTP2:
		return fetch.HTTP2Never
	}
	return fetch.HTTP2ByALPN
}

func names(c config.Connection) fetch.Names {
	n := fetch.Names{Network: "ip", Servers: c.DNSServers}
	switch {
	case c.IPv4:
		n.Network = "ip4"
	case c.IPv6:
		n.Network = "ip6"
	}
	for _, fixed := range c.Resolve {
		if n.Fixed == nil {
			n.Fixed = make(map[string][]netip.Addr)
		}
		n.Fixed[fmt.Sprintf("%s:%d", fixed.Host, fixed.Port)] = fixed.Addrs
	}
	return n
}

// headerOfRun is what every request says, changed by --header.
func headerOfRun(s config.Request) h1.Header {
	h := h1.Header{}
	if s.UserAgent != "" {
		h = append(h, h1.Field{Name: "User-Agent", Value: s.UserAgent})
	}
	h = append(h, h1.Field{Name: "Accept", Value: "*/*"})
	if s.Compress {
		h = append(h, h1.Field{Name: "Accept-Encoding", Value: coding.Accept})
	}
	for _, f := range s.Headers {
		h = removed(h, f.Name, f.Remove)
		if !f.Remove {
			h = append(h, h1.Field{Name: f.Name, Value: f.Value})
		}
	}
	return withUser(h, s)
}

// removed drops the run's own field of that name, which --header replaces; a
// field that the user gave before stays, unless all of that name are to go.
func removed(h h1.Header, name string, all bool) h1.Header {
	var out h1.Header
	for _, f := range h {
		own := f.Name == "User-Agent" || f.Name == "Accept" || f.Name == "Accept-Encoding"
		if !strings.EqualFold(f.Name, name) || !own && !all {
			out = append(out, f)
		}
	}
	return out
}

// ipText returns an address as text; there are few of them, and many records.
func (r *run) ipText(ip netip.Addr) string {
	if s, ok := r.ipNames[ip]; ok {
		return s
	}
	if len(r.ipNames) >= 4096 {
		clear(r.ipNames)
	}
	s := ip.String()
	r.ipNames[ip] = s
	return s
}
