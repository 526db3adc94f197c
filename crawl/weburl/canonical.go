package weburl

import (
	"slices"
	"strings"
)

// Canonical makes the spellings equal under which sites serve one page. What
// it does goes beyond the standard, and may change what a server answers. The
// zero value changes nothing.
type Canonical struct {
	// IgnoreQuery removes the query; the other options then have nothing to do.
	IgnoreQuery bool

	// SortQuery orders the parameters by name, byte by byte. Those of one name
	// keep their order, because it may carry meaning. Empty parameters, as in
	// "a=1&&b=2&", go.
	SortQuery bool

	// StripTracking removes the parameters that tell where a visitor comes
	// from: utm_*, mtm_*, pk_campaign, pk_kwd, pk_source, pk_medium,
	// pk_content, gclid, gclsrc, dclid, gbraid, wbraid, gad_source,
	// gad_campaignid, srsltid, _ga, _gl, fbclid, igshid, igsh, msclkid, yclid,
	// ysclid, twclid, ttclid, li_fat_id, epik, ScCid, mc_cid, mc_eid, mkt_tok,
	// _openstat, _branch_match_id, vero_id, vero_conv, oly_anon_id,
	// oly_enc_id, _hsenc, _hsmi, __hssc, __hstc, __hsfp, hsCtaTracking.
	StripTracking bool
}

// Apply returns u in canonical form: u itself where nothing is to be changed,
// without an allocation. A query of which nothing is left goes with its '?'.
// Names and values stay as they are written, and so does the fragment: see
// [URL.WithoutFragment].
func (c Canonical) Apply(u URL) URL {
	switch {
	case !u.HasQuery() || !c.IgnoreQuery && !c.SortQuery && !c.StripTracking:
		return u
	case c.IgnoreQuery:
		return u.withQuery(nil)
	}
	var room [16]string
	params, changed := c.params(room[:0], u.Query())
	if !changed {
		return u
	}
	return u.withQuery(params)
}

// params appends what is left of the parameters to into, and tells whether
// that differs from the query.
func (c Canonical) params(into []string, query string) (params []string, changed bool) {
	params = into
	for param := range strings.SplitSeq(query, "&") {
		if c.StripTracking && isTracking(paramName(param)) || c.SortQuery && param == "" {
			changed = true
		} else {
			params = append(params, param)
		}
	}
	if c.SortQuery && !slices.IsSortedFunc(params, compareNames) {
		slices.SortStableFunc(params, compareNames)
		changed = true
	}
	if !slices.ContainsFunc(params, notEmpty) {
		params = nil // nothing but '&'
	}
	return params, changed
}

// withQuery returns u with the parameters as its query, and without a query
// where there are none.
func (u URL) withQuery(params []string) URL {
	var b strings.Builder
	b.Grow(len(u.href))
	b.WriteString(u.href[:u.at.query])
	separator := byte('?')
	for _, param := range params {
		b.WriteByte(separator)
		b.WriteString(param)
		separator = '&'
	}
	fragment := u.href[u.at.fragment:]
	u.at.fragment = uint32(b.Len())
	b.WriteString(fragment)
	u.href = b.String()
	return u
}

func notEmpty(s string) bool { return s != "" }

func compareNames(a, b string) int { return strings.Compare(paramName(a), paramName(b)) }

func paramName(param string) string {
	name, _, _ := strings.Cut(param, "=")
	return name
}
