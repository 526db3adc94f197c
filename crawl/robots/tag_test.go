package robots

import "testing"

func TestNoFollow(t *testing.T) {
	for tag, want := range map[string]bool{
		"nofollow": true, "none": true, "noindex, NoFollow": true, " nofollow ,": true, "max-snippet: 10, nofollow": true,
		"clew: nofollow": true, "CLEW : noindex, nofollow": true, "other: noindex, clew: none": true, "*: none": true,

		"": false, "noindex": false, "nofollowers": false, "no follow": false, "follow": false, ": nofollow": false,
		"other: nofollow": false, "other: noindex, nofollow": false, "clew: noindex, other: nofollow": false, "clewed: none": false,
		"unavailable_after: 25 Jun 2010 15:00:00 PST": false, "other: unavailable_after: none, nofollow": false,
	} {
		if got := NoFollow(tag, "Mozilla/5.0 (compatible; Clew/1.0)"); got != want {
			t.Errorf("%q: %v", tag, got)
		}
	}
}
