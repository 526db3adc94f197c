package warc

import (
	"fmt"
	"testing"
)

// What was stored is stored once; what refers to it says where and when.
func TestOriginals(t *testing.T) {
	o := NewOriginals(1 << 20)
	a := newArchive(t, "a.warc", Options{Earlier: o.Find})
	for _, body := range []string{"one", "two", "one", "one", ""} {
		c := a.write(exchange(ok(body)))
		o.Add(&c)
	}
	var kinds string
	for _, r := range a.read(0, "") {
		if kind := r.get("WARC-Type"); kind != "request" {
			kinds += kind + " "
		}
	}
	equal(t, "records", kinds, "warcinfo response response revisit revisit response ")
}

// What was cut, and what refers to something else, is nothing to refer to.
func TestOriginalsNot(t *testing.T) {
	for name, c := range map[string]Capture{
		"cut":     {Digest: "sha1:X", Truncated: ByLength},
		"revisit": {Digest: "sha1:X", Revisit: true},
		"no http": {},
	} {
		o := NewOriginals(1 << 20)
		o.Add(&c)
		_, found := o.Find(c.Digest)
		equal(t, name, found, false)
	}
}

// Memory is bounded, and what is asked for stays.
func TestOriginalsForget(t *testing.T) {
	o := NewOriginals(100_000)
	o.Add(&Capture{Digest: "asked for"})
	for i := range 10_000 {
		o.Add(&Capture{Digest: fmt.Sprintf("sha1:%032d", i), URL: "http://example.com/"})
		if _, found := o.Find("asked for"); !found {
			t.Fatalf("forgotten after %d others", i)
		}
		if n := len(o.young) + len(o.aged); n > 100_000/originalSize {
			t.Fatalf("%d are remembered", n)
		}
	}
	_, found := o.Find(fmt.Sprintf("sha1:%032d", 0))
	equal(t, "the first is there", found, false)
}
