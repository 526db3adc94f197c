package weburl_test

import (
	"testing"

	"clew/crawl/weburl"
)

// FuzzParse checks that a URL parses to itself, by all ways and in all parts.
func FuzzParse(f *testing.F) {
	for _, c := range parses {
		f.Add(c.in)
	}
	for _, base := range bases {
		f.Add(base)
	}
	f.Fuzz(func(t *testing.T, in string) {
		u, err := weburl.Parse(in)
		if err != nil {
			return
		}
		if diff := fastDiffers(weburl.URL{}, in); diff != "" {
			t.Error(diff)
		}
		for i := range len(u.String()) {
			if c := u.String()[i]; c < ' ' || c > '~' {
				t.Fatalf("%q is not printable ASCII", u)
			}
		}
		_, _ = u.Origin(), u.EffectivePort()
		_, _ = u.IP()
	})
}

// FuzzResolve holds the fast paths against the general parser, and that
// against the oracle.
func FuzzResolve(f *testing.F) {
	for _, c := range resolves {
		f.Add(c.base, c.ref)
	}
	f.Fuzz(func(t *testing.T, base, ref string) {
		b, err := weburl.Parse(base)
		if err != nil {
			return
		}
		if diff := fastDiffers(b, ref); diff != "" {
			t.Error(diff)
		}
		if diff := differs(b.String(), ref); diff != "" {
			t.Error(diff)
		}
	})
}
