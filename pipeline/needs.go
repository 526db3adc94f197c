package pipeline

import (
	"slices"

	"clew/config"
	"clew/crawl/selector"
	"clew/pipeline/filter"
	"clew/pipeline/record"
)

// Checks are the parsers of the flags whose values config cannot judge, by name.
func Checks() map[string]func(string) error {
	return map[string]func(string) error{
		"where":     func(v string) error { _, err := filter.Compile(v); return err },
		"write-out": func(v string) error { _, err := record.ParseTemplate(v); return err },
		"select":    func(v string) error { _, err := selector.Parse(v); return err },
	}
}

// wants says what of a response somebody needs; what nobody needs is not computed.
type wants struct {
	page, links bool
	targets     bool // which records the links of a page lead to
	body        bool
	headers     bool
	hash        bool
	simhash     bool
	location    bool // of a redirect that is not followed
	selector    *selector.Selector
}

// fieldsOf returns the fields that --fields, or the flags that add some, put into a
// record.
func fieldsOf(o config.Output, robots config.Robots) []string {
	if o.Fields != nil {
		return o.Fields
	}
	var also []string
	for _, add := range []struct {
		asked bool
		names []string
	}{
		{o.Links, []string{"links"}},
		{o.Body, []string{"body", "body_base64"}},
		{o.Headers, []string{"headers"}},
		{o.Hash, []string{"sha256", "duplicate_of"}},
		{o.Simhash, []string{"simhash"}},
		{o.Select != "", []string{"selected"}},
		{robots == config.RobotsReport, []string{"robots"}},
	} {
		if add.asked {
			also = append(also, add.names...)
		}
	}
	return record.Standard(also)
}

// wanting returns what a run needs whose outputs and filter look at these fields.
func wanting(names []string) wants {
	any := func(of ...string) bool {
		return slices.ContainsFunc(of, func(name string) bool { return slices.Contains(names, name) })
	}
	return wants{
		page:     any("title", "lang", "canonical", "nofollow", "links", "selected", "simhash"),
		links:    any("links"),
		body:     any("body", "body_base64"),
		headers:  any("headers"),
		hash:     any("sha256", "duplicate_of"),
		simhash:  any("simhash"),
		location: any("redirect_url"),
	}
}
