package graph

import (
	"cmp"

	"clew/pipeline/record"
)

// A node is a URL and what is known of it.
type node struct {
	url    string
	status int    // 0 = none
	state  string // "" = that of a redirect
	kind   string // content type, error kind or skip reason
}

// An edge joins two URLs.
type edge struct{ from, to, tag string }

// nodes calls declare for every URL that the record declares: its own, those
// that its redirects went through, and where they led to, unless that has a
// record of its own.
func nodes(r *record.Record, declare func(node)) {
	end := node{url: cmp.Or(r.FinalURL, r.URL), status: r.StatusCode, state: string(r.State), kind: cmp.Or(r.ErrorKind, r.SkipReason, r.ContentType)}
	known := len(r.Redirects) > 0 && r.SkipReason == "duplicate"
	for _, hop := range r.Redirects {
		declare(node{url: hop.URL, status: hop.StatusCode, state: "redirect"})
		known = known || hop.URL == end.url
	}
	if !known {
		declare(end)
	}
}

// edges calls draw for the redirects of the record, and for the links that the
// crawl follows.
func edges(r *record.Record, draw func(edge)) {
	end := cmp.Or(r.FinalURL, r.URL)
	for i, hop := range r.Redirects {
		to := end
		if i+1 < len(r.Redirects) {
			to = r.Redirects[i+1].URL
		}
		draw(edge{hop.URL, to, "redirect"})
	}
	for _, l := range r.Links {
		if l.Target != "" {
			draw(edge{end, l.Target, l.Tag})
		}
	}
}
