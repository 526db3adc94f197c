package config

import "testing"

func TestNearest(t *testing.T) {
	words := []string{"timeout", "max-inflight", "max-per-host", "links", "list", "fail"}
	for _, row := range []struct{ word, want string }{
		{"timout", "timeout"},
		{"tiemout", "timeout"},
		{"max-infligth", "max-inflight"},
		{"max-in", "max-inflight"},
		{"lnks", "links"},
		{"fial", "fail"},
		{"zebra", ""},
		{"x", ""},
		{"", ""},
	} {
		if got := nearest(row.word, words); got != row.want {
			t.Errorf("%q: %q, want %q", row.word, got, row.want)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, row := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"abc", "abc", 0},
		{"abc", "ab", 1},
		{"abc", "abd", 1},
		{"abc", "acb", 1},
		{"abcd", "badc", 2},
		{"kitten", "sitting", 3},
	} {
		if got := edits(row.a, row.b); got != row.want || edits(row.b, row.a) != row.want {
			t.Errorf("%q %q: %d, want %d", row.a, row.b, got, row.want)
		}
	}
}
