package coding

import "testing"

// TestRepeat: what a value stands for, and what is remembered (RFC 8878 §3.1.1.5).
func TestRepeat(t *testing.T) {
	for _, tt := range []struct {
		value      int
		noLiterals bool
		want       [3]int
	}{
		{1, false, [3]int{10, 20, 30}},
		{2, false, [3]int{20, 10, 30}},
		{3, false, [3]int{30, 10, 20}},
		{4, false, [3]int{1, 10, 20}},
		{100, false, [3]int{97, 10, 20}},
		{1, true, [3]int{20, 10, 30}},
		{2, true, [3]int{30, 10, 20}},
		{3, true, [3]int{9, 10, 20}},
		{4, true, [3]int{1, 10, 20}},
	} {
		s := sequences{recent: [3]int{10, 20, 30}}
		if s.repeat(tt.value, tt.noLiterals); s.recent != tt.want {
			t.Errorf("%d, %v: got %v, want %v", tt.value, tt.noLiterals, s.recent, tt.want)
		}
	}
}
