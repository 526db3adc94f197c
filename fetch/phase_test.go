package fetch_test

import (
	"testing"
	"time"

	"clew/aio"
	"clew/fetch"
	"clew/fetch/dns"
	"clew/fetch/fetchtest"
)

// TestPhasesAreToldMeanwhile looks every 100 ms at what two requests are at that
// have to share a connection.
func TestPhasesAreToldMeanwhile(t *testing.T) {
	opts := fetch.Options{MaxConns: 1}
	opts.Names.Lookup = func(ctx *aio.Context, _ string) (dns.Answer, error) {
		return dns.Answer{IPs: addrs("1.1.1.1")}, aio.Sleep(ctx, time.Second)
	}
	response := fetchtest.OK("hello")
	slow := fetchtest.Script{fetchtest.Repeat(fetchtest.Request(), fetchtest.Wait(time.Second),
		fetchtest.Send(response[:len(response)-5]), fetchtest.Wait(time.Second), fetchtest.Send("hello"))}
	visit(t, opts, serve(slow), func(ctx *aio.Context, v *visitor) {
		v.w.Latency = 150 * time.Millisecond
		var phase [2]fetch.Phase
		var seen [2][]string
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range phase {
				g.Go(func(ctx *aio.Context) error {
					req := &fetch.Request{URL: link(t, "http://a.test/"), Phase: &phase[i]}
					v.fetch(ctx, req).ok("response", 200, "hello")
					return nil
				})
			}
			for range 80 {
				aio.Sleep(ctx, 100*time.Millisecond)
				for i, p := range phase {
					if n := len(seen[i]); n == 0 || seen[i][n-1] != p.String() {
						seen[i] = append(seen[i], p.String())
					}
				}
			}
			return nil
		})
		equal(t, "error", err, nil)
		lines(t, "the first", seen[0], "dns, connect, first byte, body")
		lines(t, "the second", seen[1], "dns, queue, first byte, body")
	})
}

func TestPhasesHaveNames(t *testing.T) {
	var names []string
	for p := fetch.PhaseQueue; p <= fetch.PhaseBody; p++ {
		names = append(names, p.String())
	}
	lines(t, "phases", names, "queue, dns, connect, tls, first byte, body")
}
