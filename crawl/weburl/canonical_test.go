package weburl_test

import (
	"testing"

	"clew/crawl/weburl"
)

func TestCanonical(t *testing.T) {
	var (
		none  = weburl.Canonical{}
		drop  = weburl.Canonical{IgnoreQuery: true}
		order = weburl.Canonical{SortQuery: true}
		strip = weburl.Canonical{StripTracking: true}
		both  = weburl.Canonical{SortQuery: true, StripTracking: true}
	)
	for _, c := range []struct {
		canonical weburl.Canonical
		in, want  string
	}{
		{none, "http://a/?b&a&&utm_source=x#f", "http://a/?b&a&&utm_source=x#f"},

		{drop, "http://a/b?c=d#f", "http://a/b#f"},
		{drop, "http://a/b?", "http://a/b"},
		{drop, "http://a/b#f?", "http://a/b#f?"},

		{order, "http://a/?b=1&a=2", "http://a/?a=2&b=1"},
		{order, "http://a/?b=1&a=2#f", "http://a/?a=2&b=1#f"},
		{order, "http://a/?a=2&b=1&a=1", "http://a/?a=2&a=1&b=1"},
		{order, "http://a/?a-b=1&a=2&aa=3", "http://a/?a=2&a-b=1&aa=3"},
		{order, "http://a/?b&&a&", "http://a/?a&b"},
		{order, "http://a/?a&&b", "http://a/?a&b"},
		{order, "http://a/?", "http://a/"},
		{order, "http://a/?&", "http://a/"},
		{order, "http://a/?B&a&%61", "http://a/?%61&B&a"},
		{order, "http://a/?a=&a", "http://a/?a=&a"},

		{strip, "http://a/?utm_source=x&id=1&utm_medium=y", "http://a/?id=1"},
		{strip, "http://a/?utm_source=x", "http://a/"},
		{strip, "http://a/?utm_source=x#f", "http://a/#f"},
		{strip, "http://a/?utm_source=x&", "http://a/"},
		{strip, "http://a/?gclid=1&fbclid=2&msclkid=3&mc_cid=4&mc_eid=5&yclid=6&x", "http://a/?x"},
		{strip, "http://a/?dclid&gbraid&wbraid&_hsenc&_hsmi&igshid", "http://a/"},
		{strip, "http://a/?xutm_source=1&utm=2&gclid2=3&ref=4", "http://a/?xutm_source=1&utm=2&gclid2=3&ref=4"},
		{strip, "http://a/?b&&a&", "http://a/?b&&a&"},
		{strip, "http://a/?", "http://a/?"},
		{strip, "mailto:a?utm_x&b", "mailto:a?b"},

		{both, "http://a/?z=1&fbclid=x&a=2", "http://a/?a=2&z=1"},
	} {
		u := c.canonical.Apply(mustParse(t, c.in))
		if u != mustParse(t, c.want) {
			t.Errorf("%+v of %s: %s, want %s", c.canonical, c.in, u, c.want)
		}
		if again := c.canonical.Apply(u); again != u {
			t.Errorf("%+v of %s: %s, and of that %s", c.canonical, c.in, u, again)
		}
	}
}

func TestCanonicalAlreadyDoesNotAllocate(t *testing.T) {
	u := mustParse(t, "http://a/b?a=1&b=2&c=3")
	c := weburl.Canonical{SortQuery: true, StripTracking: true}
	if n := testing.AllocsPerRun(100, func() { u = c.Apply(u) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	var zero weburl.URL
	if !c.Apply(zero).IsZero() {
		t.Error("the zero URL becomes something")
	}
}
