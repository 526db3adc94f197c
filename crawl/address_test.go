package crawl

import (
	"fmt"
	"net/netip"
	"testing"
	"time"
)

var (
	shop = netip.MustParseAddr("192.0.2.1")
	blog = netip.MustParseAddr("192.0.2.2")
)

// at is an outcome that tells nothing but the address.
func at(ip netip.Addr) Outcome { return Outcome{Address: ip} }

func TestNamesOfOneAddressShareThePause(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second})
	s.admit("http://a/1", "http://b/1", "http://c/1", "http://a/2", "http://b/2", "http://c/2")
	s.done(s.next("http://a/1"), at(shop))
	s.done(s.next("http://b/1"), at(shop))
	s.done(s.next("http://c/1"), at(blog))
	s.pass(time.Second)
	s.done(s.next("http://a/2"), at(shop))
	s.done(s.next("http://c/2"), at(blog))
	s.nothing(time.Second)
	s.pass(time.Second)
	s.done(s.next("http://b/2"), at(shop))
	s.pass(time.Second)
	s.nothing(-1)
	s.wantIdle()
}

// TestAddressIsAskedByTurns: each second one of a hundred names, each in its turn.
func TestAddressIsAskedByTurns(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second})
	var urls []string
	for i := range 300 {
		urls = append(urls, fmt.Sprintf("http://h%d/%d", i%100, i/100))
	}
	s.admit(urls...)
	for _, u := range urls[:100] {
		s.done(s.next(u), at(shop))
	}
	for _, u := range urls[100:] {
		s.nothing(time.Second)
		s.pass(time.Second)
		s.done(s.next(u), at(shop))
	}
	s.pass(time.Second)
	s.nothing(-1)
	s.wantIdle()
}

// TestPortsAreNoNames: two ports of one name have a pause each.
func TestPortsAreNoNames(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second})
	s.admit("http://a/1", "https://a/1", "http://192.0.2.1/1", "http://192.0.2.1:81/1")
	s.done(s.next("http://a/1"), at(blog))
	s.done(s.next("https://a/1"), at(blog))
	s.next("http://192.0.2.1/1")
	s.next("http://192.0.2.1:81/1")
}

// TestAddressInTheURLIsKnown before anything was asked.
func TestAddressInTheURLIsKnown(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second})
	s.admit("http://a/1", "http://a/2")
	s.done(s.next("http://a/1"), at(shop))
	s.admit("http://192.0.2.1/", "http://[::ffff:192.0.2.1]:8080/")
	s.nothing(time.Second)
	s.pass(time.Second)
	s.next("http://192.0.2.1/")
	s.nothing(time.Second)
}

// TestLocatedBeforeItIsAsked: no name comes to an address out of turn, though
// nobody knew that it leads there.
func TestLocatedBeforeItIsAsked(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second, Located: true, Rate: 1000})
	s.admit("http://a/1", "http://b/1", "http://b/2")
	a := s.next("http://a/1")
	s.pass(time.Millisecond)
	b := s.next("http://b/1")
	s.nothing(-1) // where b leads is looked up once
	s.locate(a, shop, true)
	s.pass(100 * time.Millisecond)
	s.locate(b, shop, false)
	if s.f.Active() != 1 || s.f.Len() != 2 {
		t.Errorf("%d under way, %d waiting", s.f.Active(), s.f.Len())
	}
	s.nothing(900 * time.Millisecond)
	s.pass(900 * time.Millisecond)
	if b := s.next("http://b/1"); b.Waited != 1001*time.Millisecond || !s.f.IsLocated(b) {
		t.Errorf("waited %v", b.Waited)
	}
	s.nothing(time.Second)
	s.pass(time.Second)
	s.next("http://b/2")
}

// TestPauseBeginsWhenTheNameIsResolved, not when that began.
func TestPauseBeginsWhenTheNameIsResolved(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second, Located: true})
	s.admit("http://a/1", "http://a/2")
	it := s.next("http://a/1")
	s.pass(5 * time.Second)
	s.nothing(-1)
	s.locate(it, shop, true)
	s.nothing(time.Second)
	s.pass(time.Second)
	s.next("http://a/2")
}

// TestHeldBackItemIsStartedOnce: with the last page that may be asked.
func TestHeldBackItemIsStartedOnce(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second, Located: true, MaxItems: 2})
	s.admit("http://a/1", "http://b/1", "http://c/1")
	a, b := s.next("http://a/1"), s.next("http://b/1")
	s.locate(a, shop, true)
	s.locate(b, shop, false)
	s.pass(time.Second)
	s.next("http://b/1")
	s.nothing(-1)
}

// TestHostThatMoves stands in one line at a time, and holds up none.
func TestHostThatMoves(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: time.Second, MaxPerHost: 2})
	s.admit("http://a/1", "http://b/1", "http://c/1")
	a, b, c := s.next("http://a/1"), s.next("http://b/1"), s.next("http://c/1")
	s.done(a, at(shop))
	s.done(b, at(shop))
	s.done(c, at(shop))
	s.admit("http://a/2", "http://a/3", "http://b/2", "http://c/2")
	s.pass(time.Second)
	a = s.next("http://a/2") // b and c are in line
	s.pass(time.Second)
	b = s.next("http://b/2")
	s.done(b, at(blog))
	s.pass(time.Second)
	s.next("http://c/2")
	s.pass(time.Second)
	s.done(a, at(blog))
	s.next("http://a/3")
}

// TestAddressesAreForgotten with the hosts that lead to them.
func TestAddressesAreForgotten(t *testing.T) {
	s := newStand(t, FrontierOptions{HostDelay: 100 * time.Millisecond})
	for i := range 10_000 {
		s.admit(fmt.Sprintf("http://h%d/", i))
		it, _ := s.f.Next(s.now)
		s.done(it, at(netip.AddrFrom4([4]byte{192, 0, byte(i >> 8), byte(i)})))
		s.pass(time.Millisecond)
		if n := len(s.f.addresses); n > 101 {
			t.Fatalf("%d addresses are known", n)
		}
	}
}

func (s *stand) locate(it *Item, ip netip.Addr, want bool) {
	s.t.Helper()
	if got := s.f.Locate(it, ip, s.now); got != want {
		s.t.Errorf("locate %s at %v: may go: %v", it.URL, ip, got)
	}
}
