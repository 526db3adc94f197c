package weburl_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"clew/crawl/weburl"
)

// generateNormal makes references that are in normal form, or just not.
func generateNormal(r *rand.Rand) string {
	const alphabet = "ab.../??##%2e:1-_A \\&'"
	var b strings.Builder
	prefixes := []string{"", "", "/", "//", "//a.b", "./", "../", "?", "#", "http://", "https://a.b/", "http://a:80", "https://h.c:90/"}
	b.WriteString(prefixes[r.IntN(len(prefixes))])
	for range r.IntN(9) {
		b.WriteByte(alphabet[r.IntN(len(alphabet))])
	}
	return b.String()
}

func TestFastPathsAgreeWithGeneralParser(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 40000 {
		base, ref := mustParse(t, bases[r.IntN(len(bases))]), generateNormal(r)
		if i%4 == 0 {
			ref = generate(r)
		}
		if diff := fastDiffers(base, ref); diff != "" {
			t.Errorf("%q against %q: %s", ref, base, diff)
		}
	}
}

// fastDiffers compares the offsets too: URLs are compared with ==.
func fastDiffers(base weburl.URL, ref string) string {
	fast, fastErr := base.Parse(ref)
	general, err := base.ParseInGeneral(ref)
	if fast != general || (fastErr != nil) != (err != nil) {
		return "fast " + fast.String() + ", general " + general.String()
	}
	if err == nil {
		return unstable(fast)
	}
	return ""
}

// unstable tells where u, or what is made of u, is not what its string parses to.
func unstable(u weburl.URL) string {
	for _, v := range []weburl.URL{
		u, u.WithoutFragment(), u.WithoutCredentials(),
		weburl.Canonical{IgnoreQuery: true}.Apply(u),
		weburl.Canonical{SortQuery: true, StripTracking: true}.Apply(u),
	} {
		again, err := weburl.Parse(v.String())
		if err != nil {
			return err.Error()
		}
		if general, _ := (weburl.URL{}).ParseInGeneral(v.String()); again != v || general != v {
			return v.String() + " parses as " + again.String() + " and " + general.String()
		}
	}
	return ""
}
