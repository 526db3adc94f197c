package crawl

import (
	"slices"
	"testing"
)

func TestLinkHeader(t *testing.T) {
	tests := []struct {
		name string
		head LinkHeader
		want []string
	}{
		{"one", LinkHeader{Link: []string{`</2>; rel="next"`}}, []string{"header link /2"}},
		{"several", LinkHeader{Link: []string{`<a>,<b>;rel=x, , <c;,d> ; title="<e>, \"<f>" ;rel = y`, "<g>"}}, []string{"header link /d/a", "header link /d/b", "header link /d/c;,d", "header link /d/g"}},
		{"hints to connect", LinkHeader{Link: []string{`<//x>;rel="y Preconnect", <//y>; rel=dns-prefetch; rel=next`}}, []string{}},
		{"broken", LinkHeader{Link: []string{"", ",", "x", "<a", `<b>;rel="next`, `<c> x, <d>`, "<e>;", "<e>;rel=", "<>"}}, []string{"header link /d/b", "header link /d/c", "header link /d/e", "header link /d/e"}},
		{"other schemes", LinkHeader{Link: []string{"<mailto:x>, <ftp://x>"}}, []string{}},
		{"refresh", LinkHeader{Refresh: []string{"0; url='r'", "5"}}, []string{"header refresh /d/r"}},
	}
	for _, tt := range tests {
		if got := extract(t, "", LinkOptions{Header: tt.head}); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// What the head says comes first and is relative to the page's own URL.
func TestLinkHeaderAndBase(t *testing.T) {
	head := LinkHeader{Link: []string{"<1>; rel='x'", `<2>; rel="canonical nofollow"`}, Refresh: []string{"0;3"}}
	want := []string{"header link /d/1", "header link /d/2", "header refresh /d/3", "a href /b/4"}
	for _, page := range []string{"<base href=/b/><a href=4>", "<a href=4><base href=/b/>"} {
		if got := extract(t, page, LinkOptions{Header: head}); !slices.Equal(got, want) {
			t.Errorf("%s: got %q, want %q", page, got, want)
		}
	}
	doc := ExtractLinks(mustParse(t, "http://h/"), []byte("<link rel=canonical href=no>"), LinkOptions{Header: head, Describe: true})
	if got := doc.Canonical.String(); got != "http://h/2" {
		t.Errorf("canonical %s", got)
	}
	if l := doc.Links[1]; l.Rel != "canonical nofollow" || !l.NoFollow || doc.Links[0].NoFollow {
		t.Errorf("rel %q, nofollow %v", l.Rel, l.NoFollow)
	}
	if doc := ExtractLinks(mustParse(t, "http://h/"), nil, LinkOptions{Header: head, HeadOnly: true}); len(doc.Links) != 0 || doc.Canonical.IsZero() {
		t.Errorf("of the head alone: %+v", doc)
	}
}
