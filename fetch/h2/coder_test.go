package h2

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"clew/fetch/h1"
)

// TestBothTablesStayInStep: whatever is sent again, anew or in between, and
// whatever size the server gives the table, its decoder reads what was meant.
func TestBothTablesStayInStep(t *testing.T) {
	for range 50 {
		seed := newSeed()
		rnd := rand.New(rand.NewPCG(seed, 0))
		c := newClient(t, Limits{}, whole)
		c.feed(preface)
		c.sent()
		var lists []h1.Header
		for range 4 {
			var h h1.Header
			for range rnd.IntN(5) {
				h = append(h, h1.Field{Name: fmt.Sprintf("X-%d", rnd.IntN(5)), Value: strings.Repeat("v", rnd.IntN(1<<rnd.IntN(13)))})
			}
			if rnd.IntN(2) == 0 {
				h = append(h, h1.Field{Name: "Cookie", Value: fmt.Sprint(rnd.IntN(3))})
			}
			lists = append(lists, h)
		}
		for range 200 {
			if rnd.IntN(20) == 0 {
				size := uint32(rnd.IntN(5000))
				c.feed(settings(1, size))
				c.decoder.SetAllowedMaxDynamicTableSize(min(4096, size))
			}
			req := &h1.Request{
				Method: []string{"GET", "GET", "GET", "POST", "PURGE"}[rnd.IntN(5)], Target: fmt.Sprintf("/%d", rnd.IntN(1000)),
				Host: []string{"a", "a", "a", "b"}[rnd.IntN(4)], Header: lists[rnd.IntN(1+rnd.IntN(4))],
			}
			c.ask(req).Close()
			want := fmt.Sprintf(":method=%s :path=%s :scheme=https :authority=%s", req.Method, req.Target, req.Host)
			for _, f := range req.Header {
				want += fmt.Sprintf(" %s=%s", strings.ToLower(f.Name), f.Value)
			}
			if req.SendsLength() {
				want += " content-length=0"
			}
			if got := c.sent(); !strings.Contains(got, fmt.Sprintf(" %s end,", want)) {
				t.Fatalf("H2_SEED=%d\n got %.500s\nwant %.500s", seed, got, want)
			}
		}
	}
}
