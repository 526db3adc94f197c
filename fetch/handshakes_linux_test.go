package fetch_test

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"clew/aio"
	"clew/fetch"
)

// TestHandshakesBesideTraffic: 200 handshakes are computed elsewhere, while the
// loop's thread serves other connections. What it spends is held against a bound,
// not how long its turns take: on a machine that has other things to do, that says
// little. Were the handshakes its own, they alone would be 0.4 ms each.
func TestHandshakesBesideTraffic(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "hello") })
	plain, secure := httptest.NewServer(handler), httptest.NewUnstartedServer(handler)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	defer plain.Close()
	defer secure.Close()
	at, _ := url.Parse(secure.URL)
	err := aio.Run(func(ctx *aio.Context) error {
		client := fetch.NewClient(ctx.Loop(), fetch.Options{
			TLS:   &tls.Config{InsecureSkipVerify: true},
			Names: fetch.Names{Fixed: map[string][]netip.Addr{"*:" + at.Port(): addrs("127.0.0.1")}},
		})
		defer client.Close()
		get := func(ctx *aio.Context, url string) error {
			return exchange(ctx, client, &fetch.Request{URL: link(t, url), AllowPrivate: true})
		}
		shaken, beside, before := 0, 0, threadTime()
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range 200 {
				g.Go(func(ctx *aio.Context) error {
					defer func() { shaken++ }()
					return get(ctx, fmt.Sprintf("https://a%d.test:%s/", i, at.Port()))
				})
			}
			for range 4 {
				g.Go(func(ctx *aio.Context) error {
					for shaken < 200 {
						if err := get(ctx, plain.URL); err != nil {
							return err
						}
						beside++
					}
					return nil
				})
			}
			return nil
		})
		stats, spent := ctx.Loop().Stats(), threadTime()-before
		t.Logf("lag of the loop: half %v, 99 of 100 %v, longest %v; %d requests beside the handshakes", stats.LagP50, stats.LagP99, stats.LagMax, beside)
		t.Logf("the loop's thread spent %v", spent)
		if most := 200*300*time.Microsecond + time.Duration(beside)*100*time.Microsecond; spent > most || beside == 0 {
			t.Errorf("the loop's thread spent %v on 200 handshakes and %d requests beside them, want %v at most", spent, beside, most)
		}
		return err
	})
	is(t, "run", err, nil)
}

// threadTime is the CPU time of the calling thread.
func threadTime() time.Duration {
	var u unix.Rusage
	unix.Getrusage(unix.RUSAGE_THREAD, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
