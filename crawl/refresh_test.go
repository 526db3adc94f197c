package crawl

import "testing"

func TestParseRefresh(t *testing.T) {
	tests := []struct{ content, want string }{
		{"0;url=x", "x"},
		{" 5 ; URL = 'a b' c", "a b"},
		{`1,"x`, "x"},
		{"1 x", "x"},
		{"1;ur=x", "ur=x"},
		{"1;url", "url"},
		{"1;url x", "url x"},
		{"1;u", "u"},
		{".5;x", "x"},
		{"1.2.3;x", "x"},
		{"1;;x", ";x"},
		{"", ""},
		{"5", ""},
		{"5;", ""},
		{"5;url=", ""},
		{"5;url=''", ""},
		{"x", ""},
		{"+1;x", ""},
		{"1x;y", ""},
		{"1\v;x", ""},
	}
	for _, tt := range tests {
		got, ok := ParseRefresh([]byte(tt.content))
		if string(got) != tt.want || ok != (tt.want != "") {
			t.Errorf("%q: got %q, %v, want %q", tt.content, got, ok, tt.want)
		}
	}
}
