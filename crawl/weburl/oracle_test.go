package weburl_test

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"clew/crawl/weburl"

	whatwg "github.com/nlnwa/whatwg-url/url"
	"golang.org/x/text/encoding/unicode"
)

// The oracle is an independent parser. It is told that '^' is encoded in a
// path, and gets its input decoded, because it makes a replacement character
// of each byte that is not UTF-8.
var oracle = whatwg.NewParser(whatwg.WithPathPercentEncodeSet(whatwg.PathPercentEncodeSet.Set('^')))

// oracleErrs reports whether a difference is one of those in which the oracle
// is not what the standard and the cases of web-platform-tests ask for today;
// in is the base or the reference.
func oracleErrs(in string, got weburl.URL) bool {
	host := got.Hostname()
	switch {
	case strings.ContainsAny(host, "!\"$&'()*+,;=_`{}~"):
		return true // refuses these beside non-ASCII characters
	case strings.Contains(host, "xn--"):
		return true // validates what ASCII domains encode
	case strings.Contains(strings.ToLower(in), "xn--"):
		return true // drops the label "xn--"
	case strings.Count(in, "[") > 1 || strings.Count(in, "]") > 1:
		return true // trims any number of brackets from an address
	case strings.ContainsAny(in, "+-"):
		return true // takes a sign in the numbers of an address
	case longNumber.MatchString(in):
		return true // refuses a label such as 99999999999999999999x
	case len(in) > 1024:
		return true // sets no bound to international domains
	case got.Host() == "" && strings.HasSuffix(got.Path(), "%20"):
		return true // does not encode the last space of an opaque path
	}
	return false
}

var longNumber = regexp.MustCompile(`[0-9a-fA-F]{16}`)

func TestAgreesWithOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 10000 {
		base, ref := bases[r.IntN(len(bases))], generate(r)
		if diff := differs(base, ref); diff != "" {
			t.Errorf("%q against %q: %s", ref, base, diff)
		}
	}
}

// differs tells how this parser differs from the oracle; base must be valid.
func differs(base, ref string) string {
	decoded, err := unicode.UTF8.NewDecoder().String(ref)
	if err != nil {
		return err.Error()
	}
	want, wantErr := oracle.ParseRef(base, decoded)
	b, err := weburl.Parse(base)
	if err != nil {
		return err.Error()
	}
	got, err := b.Parse(ref)
	gotHref, wantHref := "an error", "an error"
	if err == nil {
		gotHref = got.String()
	}
	if wantErr == nil {
		wantHref = want.Href(false)
	}
	if gotHref == wantHref || oracleErrs(ref, got) || oracleErrs(base, got) {
		return ""
	}
	return "got " + gotHref + ", oracle " + wantHref
}
