package crawl

import (
	"strings"
	"testing"
)

func TestSrcset(t *testing.T) {
	tests := []struct{ srcset, want string }{
		{"", ""},
		{" , ,", ""},
		{"a", "a"},
		{"a,b", "a,b"}, // no space, no end
		{"a, b", "a b"},
		{"a 1x,b 2x", "a b"},
		{"a,,, b", "a b"},
		{",a 100w 50h , b", "a b"},
		{"a (x, y), b", "a b"},
		{"a (x, b", "a"},
		{"a (x) (y,) 1x, b", "a b"},
		{"\n\ta\f1x\r,\nb\n", "a b"},
		{"a\vb 1x", "a\vb"},
		{"data:,x,y 1x, b", "data:,x,y b"},
	}
	for _, tt := range tests {
		var got []string
		for ref := range srcsetURLs([]byte(tt.srcset)) {
			got = append(got, string(ref))
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%q: got %q, want %q", tt.srcset, s, tt.want)
		}
	}
}
