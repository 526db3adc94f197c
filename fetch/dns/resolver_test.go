package dns_test

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch/dns"
	"clew/fetch/fetchtest"

	"golang.org/x/net/dns/dnsmessage"
)

const one, two = "10.9.0.1:53", "10.9.0.2:53"

// lookups is a world with name servers in it.
type lookups struct {
	t    *testing.T
	w    *aiotest.World
	ctx  *aio.Context
	r    *dns.Resolver
	opts dns.Options
	a, b *fetchtest.NameServer
}

var zone = fetchtest.Zone{
	"a.test": {"10.0.0.1", "10.0.0.2", "fd00::1"}, "four.test": {"10.0.0.4"}, "six.test": {"fd00::6"}, "none.test": {},
	"alias.test": {"-> a.test"}, "loop.test": {"-> loop.test"}, "away.test": {"-> gone.test"}, "a.search.test": {"10.0.0.7"},
}

// resolving runs body in a world with two name servers, which a resolv.conf with
// these further lines names.
func resolving(t *testing.T, lines string, body func(l *lookups)) {
	t.Helper()
	w := aiotest.New()
	dir := t.TempDir()
	l := &lookups{t: t, w: w, opts: dns.Options{Config: filepath.Join(dir, "resolv.conf"), Hosts: filepath.Join(dir, "hosts")}}
	os.WriteFile(l.opts.Config, []byte("nameserver 10.9.0.1\nnameserver 10.9.0.2\n"+lines), 0o600)
	os.WriteFile(l.opts.Hosts, []byte("10.1.1.1 file.test\n"), 0o600)
	err := w.Run(func(ctx *aio.Context) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) (err error) {
			defer g.Cancel(nil)
			l.ctx = ctx
			if l.a, err = fetchtest.ListenNames(ctx, one, zone); err != nil {
				return err
			}
			if l.b, err = fetchtest.ListenNames(ctx, two, zone); err != nil {
				return err
			}
			l.r = dns.NewResolver(ctx.Loop(), l.opts)
			body(l)
			return nil
		})
	})
	if err != nil {
		t.Errorf("run: %v", err)
	}
	if n := w.Open(); n != 0 {
		t.Errorf("%d sockets are left open", n)
	}
}

// gives checks what a look-up comes to, and how long it takes.
func (l *lookups) gives(host, want string, takes time.Duration) {
	l.t.Helper()
	begin := l.w.Elapsed()
	a, err := l.r.Lookup(l.ctx, host)
	got := ""
	for _, ip := range a.IPs {
		got += ip.String() + " "
	}
	got += fmt.Sprint("for ", a.TTL)
	var e *net.DNSError
	switch {
	case errors.As(err, &e):
		got = fmt.Sprintf("%s, found %v, timeout %v", e.Err, !e.IsNotFound, e.IsTimeout)
		if e.IsNotFound {
			got += fmt.Sprint(" for ", a.TTL)
		}
	case err != nil:
		got = err.Error()
	}
	if took := l.w.Elapsed() - begin; got != want || took != takes {
		l.t.Errorf("%s: %s after %v, want %s after %v", host, got, took, want, takes)
	}
}

func (l *lookups) asked(s *fetchtest.NameServer, want string) {
	l.t.Helper()
	var got []string
	for _, q := range s.Queries {
		text := q.Name + " " + strings.TrimPrefix(q.Type.String(), "Type")
		if q.TCP {
			text += " TCP"
		}
		if !q.EDNS {
			text += " plain"
		}
		got = append(got, text)
	}
	if text := strings.Join(got, ", "); text != want {
		l.t.Errorf("asked: %s\nwant:  %s", text, want)
	}
	s.Queries = nil
}

func TestLookup(t *testing.T) {
	resolving(t, "", func(l *lookups) {
		l.gives("a.test", "fd00::1 10.0.0.1 10.0.0.2 for 5m0s", 0)
		l.asked(l.a, "a.test AAAA, a.test A")
		l.gives("A.Test.", "fd00::1 10.0.0.1 10.0.0.2 for 5m0s", 0)
		l.gives("four.test", "10.0.0.4 for 1m0s", 0) // that there is no other family is not for longer
		l.gives("alias.test", "fd00::1 10.0.0.1 10.0.0.2 for 5m0s", 0)
		l.gives("none.test", "no such host, found false, timeout false for 1m0s", 0)
		l.gives("gone.test", "no such host, found false, timeout false for 1m0s", 0)
		l.gives("away.test", "no such host, found false, timeout false for 1m0s", 0)
		l.gives("loop.test", "no such host, found false, timeout false for 1m0s", 0)
		l.gives("x.onion", "no such host, found false, timeout false for 24h0m0s", 0)
		l.asked(l.b, "")
	})
}

func TestHostsFileComesFirst(t *testing.T) {
	resolving(t, "", func(l *lookups) {
		l.gives("file.test", "10.1.1.1 for 5s", 0)
		l.gives("localhost", "127.0.0.1 ::1 for 5s", 0)
		l.asked(l.a, "")
		os.WriteFile(l.opts.Hosts, []byte("10.1.1.22 file.test\n"), 0o600)
		l.gives("file.test", "10.1.1.1 for 5s", 0)
		aio.Sleep(l.ctx, 5*time.Second)
		l.gives("file.test", "10.1.1.22 for 5s", 0)
		os.Remove(l.opts.Hosts)
		os.Remove(l.opts.Config)
		aio.Sleep(l.ctx, 5*time.Second)
		l.gives("file.test", "connection refused, found true, timeout false", 0)
	})
}

func TestSearchDomains(t *testing.T) {
	resolving(t, "search nowhere.test search.test", func(l *lookups) {
		l.gives("a", "10.0.0.7 for 1m0s", 0)
		l.asked(l.a, "a.nowhere.test AAAA, a.nowhere.test A, a.search.test AAAA, a.search.test A")
		l.gives("a.", "no such host, found false, timeout false for 1m0s", 0)
		l.asked(l.a, "a AAAA, a A")
	})
}

// A name that cannot be asked about may exist: another one must not stand in.
func TestFailureEndsTheSearch(t *testing.T) {
	resolving(t, "search broken.test search.test", func(l *lookups) {
		fail := func(q fetchtest.NameQuery, m *dnsmessage.Message) *dnsmessage.Message {
			if q.Name == "a.broken.test" {
				m.RCode = dnsmessage.RCodeServerFailure
			}
			return m
		}
		l.a.Answer, l.b.Answer = fail, fail
		l.gives("a", "server answers SERVFAIL, found true, timeout false", 0)
	})
}

func TestSilentServerIsPassedOverAndRemembered(t *testing.T) {
	resolving(t, "", func(l *lookups) {
		l.w.Links = func(a aio.Addr) *aiotest.Link {
			if a.AddrPort == netip.MustParseAddrPort(one) {
				return &aiotest.Link{Silent: true}
			}
			return nil
		}
		l.gives("a.test", "fd00::1 10.0.0.1 10.0.0.2 for 5m0s", dns.FirstTimeout)
		l.gives("four.test", "10.0.0.4 for 1m0s", 0)
		l.asked(l.b, "a.test AAAA, a.test A, four.test AAAA, four.test A")
		l.w.Links = nil
		aio.Sleep(l.ctx, time.Minute)
		l.gives("a.test", "fd00::1 10.0.0.1 10.0.0.2 for 5m0s", 0)
		l.asked(l.a, "a.test AAAA, a.test A")
	})
}

func TestNobodyAnswers(t *testing.T) {
	resolving(t, "options timeout:3 attempts:2", func(l *lookups) {
		l.w.Silent = true
		l.gives("a.test", "timed out after 3s, found true, timeout true", 12*time.Second)
	})
}

func TestServersThatDoNotHelp(t *testing.T) {
	for what, answer := range map[string]func(m *dnsmessage.Message){
		"SERVFAIL":        func(m *dnsmessage.Message) { m.RCode = dnsmessage.RCodeServerFailure },
		"REFUSED":         func(m *dnsmessage.Message) { m.RCode = dnsmessage.RCodeRefused },
		"without a word":  func(m *dnsmessage.Message) { m.Answers, m.Authorities, m.RecursionAvailable = nil, nil, false },
		"id of another":   func(m *dnsmessage.Message) { m.ID++ },
		"name of another": func(m *dnsmessage.Message) { m.Questions[0].Name = dnsmessage.MustNewName("b.test.") },
	} {
		t.Run(what, func(t *testing.T) {
			resolving(t, "options timeout:1", func(l *lookups) {
				l.a.Answer = func(q fetchtest.NameQuery, m *dnsmessage.Message) *dnsmessage.Message { answer(m); return m }
				a, err := l.r.Lookup(l.ctx, "a.test")
				if err != nil || len(a.IPs) != 3 {
					t.Errorf("%v, %v", a, err)
				}
				if len(l.b.Queries) != 2 {
					t.Errorf("the second server was asked %v", l.b.Queries)
				}
			})
		})
	}
}

// Somebody who guesses sends wrong answers before the right one comes.
func TestForgedAnswersAreNotListenedTo(t *testing.T) {
	resolving(t, "", func(l *lookups) {
		l.a.Delay = func(fetchtest.NameQuery) time.Duration { return time.Second }
		l.a.Before = func(q fetchtest.NameQuery, m dnsmessage.Message) (forged []dnsmessage.Message) {
			m.Answers = nil
			for i := range 100 {
				m.ID += uint16(i) + 1
				forged = append(forged, m)
			}
			return forged
		}
		l.gives("four.test", "10.0.0.4 for 1m0s", time.Second)
	})
}

func TestLongAnswersComeOverTCP(t *testing.T) {
	resolving(t, "", func(l *lookups) {
		l.a.Answer = func(q fetchtest.NameQuery, m *dnsmessage.Message) *dnsmessage.Message {
			if m.Truncated = !q.TCP; m.Truncated {
				m.Answers = nil
			}
			return m
		}
		l.gives("four.test", "10.0.0.4 for 1m0s", 0)
		l.asked(l.a, "four.test AAAA, four.test A, four.test AAAA TCP, four.test A TCP")
	})
	resolving(t, "options use-vc", func(l *lookups) {
		l.gives("four.test", "10.0.0.4 for 1m0s", 0)
		l.asked(l.a, "four.test AAAA TCP, four.test A TCP")
	})
}

func TestServerThatCannotReadEDNS(t *testing.T) {
	resolving(t, "", func(l *lookups) {
		l.a.Answer = func(q fetchtest.NameQuery, m *dnsmessage.Message) *dnsmessage.Message {
			if q.EDNS {
				m.RCode, m.Questions, m.Answers, m.Authorities = dnsmessage.RCodeFormatError, nil, nil, nil
			}
			return m
		}
		l.gives("four.test", "10.0.0.4 for 1m0s", 0)
		l.asked(l.a, "four.test AAAA, four.test A, four.test AAAA plain, four.test A plain")
		l.gives("four.test", "10.0.0.4 for 1m0s", 0)
		l.asked(l.a, "four.test AAAA plain, four.test A plain")
	})
}

func TestOneFamilyDoesNotWaitForTheOther(t *testing.T) {
	resolving(t, "", func(l *lookups) {
		slow := dnsmessage.TypeAAAA
		l.a.Delay = func(q fetchtest.NameQuery) time.Duration {
			if q.Type == slow {
				return time.Second
			}
			return 10 * time.Millisecond
		}
		l.gives("a.test", "10.0.0.1 10.0.0.2 for 5s", 60*time.Millisecond)
		l.gives("six.test", "fd00::6 for 1m0s", time.Second) // the quick family has none
		slow = dnsmessage.TypeA
		l.gives("a.test", "fd00::1 for 5s", 60*time.Millisecond)
		l.gives("gone.test", "no such host, found false, timeout false for 1m0s", time.Second)
	})
}

func TestOneFamilyOnly(t *testing.T) {
	for network, want := range map[string]string{"ip4": "a.test A", "ip6": "a.test AAAA"} {
		resolving(t, "", func(l *lookups) {
			l.r = dns.NewResolver(l.ctx.Loop(), dns.Options{Network: network, Config: l.opts.Config, Hosts: l.opts.Hosts})
			if _, err := l.r.Lookup(l.ctx, "a.test"); err != nil {
				t.Error(err)
			}
			l.asked(l.a, want)
		})
	}
}

func TestServersOfTheOptions(t *testing.T) {
	resolving(t, "", func(l *lookups) {
		l.opts.Servers = []netip.AddrPort{netip.MustParseAddrPort(two)}
		l.r = dns.NewResolver(l.ctx.Loop(), l.opts)
		l.gives("four.test", "10.0.0.4 for 1m0s", 0)
		l.asked(l.a, "")
	})
}

func TestRotation(t *testing.T) {
	resolving(t, "options rotate", func(l *lookups) {
		for range 4 {
			l.gives("four.test", "10.0.0.4 for 1m0s", 0)
		}
		l.asked(l.a, "four.test AAAA, four.test A, four.test AAAA, four.test A")
		l.asked(l.b, "four.test AAAA, four.test A, four.test AAAA, four.test A")
	})
}

func TestSlowNameDelaysNobody(t *testing.T) {
	resolving(t, "", func(l *lookups) {
		l.a.Delay = func(q fetchtest.NameQuery) time.Duration {
			if q.Name == "slow.test" {
				return time.Hour
			}
			return 0
		}
		l.b.Delay = l.a.Delay
		slow := aio.Go(l.ctx, func(ctx *aio.Context) (dns.Answer, error) { return l.r.Lookup(ctx, "slow.test") })
		aio.Yield(l.ctx)
		l.gives("four.test", "10.0.0.4 for 1m0s", 0)
		slow.Cancel(nil)
		if _, err := slow.Wait(l.ctx); !errors.Is(err, aio.ErrCanceled) {
			t.Errorf("canceled look-up: %v", err)
		}
	})
}

func TestRefusedPortIsNoLongWait(t *testing.T) {
	resolving(t, "", func(l *lookups) {
		l.w.Links = func(a aio.Addr) *aiotest.Link {
			if a.AddrPort == netip.MustParseAddrPort(one) {
				return &aiotest.Link{Fail: syscall.ECONNREFUSED}
			}
			return nil
		}
		l.gives("four.test", "10.0.0.4 for 1m0s", 0)
	})
}
