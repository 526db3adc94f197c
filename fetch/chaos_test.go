package fetch_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/dns"
	"clew/fetch/fetchtest"
)

// TestChaos: servers that refuse, go away, close, change their minds and stall,
// clients that leave in the middle, tasks in an order by chance. Every request
// comes to an end, in time, and a body that is delivered is the right one;
// nothing is left behind.
func TestChaos(t *testing.T) {
	for range soak(t, 20, 1000) {
		seed := uint64(time.Now().UnixNano())
		if s, err := strconv.ParseUint(os.Getenv("FETCH_SEED"), 10, 64); err == nil {
			seed = s
		}
		if chaos(t, rand.New(rand.NewPCG(seed, 0))); t.Failed() {
			t.Fatalf("FETCH_SEED=%d", seed)
		}
	}
}

// soak returns the size of a heavy test: reduced, or full where CLEW_SOAK is
// set.
func soak(t *testing.T, reduced, full int) int {
	n := reduced
	if os.Getenv("CLEW_SOAK") != "" {
		n = full
	}
	t.Logf("size %d (CLEW_SOAK sets %d)", n, full)
	return n
}

func chaos(t *testing.T, rnd *rand.Rand) {
	w := aiotest.New()
	w.Latency = time.Duration(rnd.IntN(50)) * time.Millisecond
	runner := w.Runner()
	runner.Shuffle = rnd
	runner.OnError = func(err error) { t.Errorf("nobody was told: %v", err) }
	err := runner.Run(func(ctx *aio.Context) error {
		server, err := fetchtest.Listen(ctx, "0.0.0.0:80", fetchtest.Script{mood(rnd)})
		if err != nil {
			return err
		}
		client := fetch.NewClient(ctx.Loop(), fetch.Options{
			HTTP2: fetch.HTTP2PriorKnowledge, MaxIdle: rnd.IntN(4) - 1, IdleTTL: time.Minute,
			Limits: fetch.Limits{DNS: 5 * time.Second, Connect: 5 * time.Second, Head: 10 * time.Second},
			Names: fetch.Names{Lookup: func(ctx *aio.Context, host string) (dns.Answer, error) {
				return dns.Answer{IPs: addrs("1.1.1.1")}, aio.Sleep(ctx, time.Duration(rnd.IntN(100))*time.Millisecond)
			}},
		})
		outcomes := map[string]int{}
		err = crowd(ctx, 40, 200, func(ctx *aio.Context) error {
			outcomes[guest(ctx, t, client, rnd)]++
			return aio.Sleep(ctx, time.Duration(rnd.IntN(30))*time.Millisecond)
		})
		if outcomes["ok"] == 0 || w.Elapsed() > 10*time.Minute {
			t.Errorf("%v in %v", outcomes, w.Elapsed())
		}
		client.Close()
		server.Close(ctx)
		aio.Sleep(ctx, time.Second)
		equal(t, "sockets left", w.Open(), 0)
		equal(t, "requests that wait", client.Waiting(), 0)
		return err
	})
	if err != nil {
		t.Errorf("run: %v", err)
	}
}

// guest makes one exchange and says how it ended.
func guest(ctx *aio.Context, t *testing.T, client *fetch.Client, rnd *rand.Rand) string {
	size := rnd.IntN(1 << rnd.IntN(18))
	req := &fetch.Request{URL: link(t, fmt.Sprintf("http://%d.test/%d", rnd.IntN(3), size))}
	if rnd.IntN(4) == 0 {
		req.Method, req.Body = "POST", make([]byte, rnd.IntN(1<<rnd.IntN(18)))
	}
	var patience time.Duration = time.Minute
	if rnd.IntN(4) == 0 {
		patience = time.Duration(rnd.IntN(1000)) * time.Millisecond
	}
	leave := rnd.IntN(5) == 0
	err := aio.Timeout(ctx, patience, func(ctx *aio.Context) error {
		resp, err := client.Do(ctx, req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if leave {
			resp.Body.Next(ctx)
			return nil
		}
		body, err := read(ctx, &resp.Body)
		if err == nil && resp.StatusCode == 200 && body != sample(size) {
			t.Errorf("%s: %d bytes", req.URL, len(body))
		}
		return err
	})
	var failed *fetch.Error
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &failed):
		return string(failed.Kind)
	}
	return "left"
}

// mood is a server that does by chance what servers do.
func mood(rnd *rand.Rand) fetchtest.Step {
	return func(ctx *aio.Context, p *fetchtest.Peer) error {
		var settings []http2.Setting
		if rnd.IntN(2) == 0 {
			settings = append(settings, streamsAtOnce(uint32(rnd.IntN(10))))
		}
		if err := fetchtest.HTTP2(settings...)(ctx, p); err != nil {
			return err
		}
		raise := fetchtest.Frames(func(f *fetchtest.Framer) { f.WriteSettings(streamsAtOnce(uint32(1 + rnd.IntN(10)))) })
		fetchtest.Later(time.Duration(rnd.IntN(500))*time.Millisecond, raise)(ctx, p)
		for {
			if err := fetchtest.Stream()(ctx, p); err != nil {
				return err
			}
			if err := whim(rnd, p.Last())(ctx, p); err != nil || p.Closed() {
				return err
			}
		}
	}
}

// whim is what a server does about a request.
func whim(rnd *rand.Rand, m *fetchtest.Message) fetchtest.Step {
	size, _ := strconv.Atoi(strings.Trim(strings.TrimSuffix(strings.SplitN(m.Line, " ", 2)[1], " HTTP/2"), "/"))
	answer := fetchtest.Answer("200", sample(size))
	frames := func(write func(f *fetchtest.Framer)) fetchtest.Step { return fetchtest.Frames(write) }
	soon := time.Duration(rnd.IntN(300)) * time.Millisecond
	switch rnd.IntN(24) {
	case 0:
		return frames(func(f *fetchtest.Framer) { f.WriteRSTStream(f.Stream, http2.ErrCodeRefusedStream) })
	case 1:
		return frames(func(f *fetchtest.Framer) { f.WriteRSTStream(f.Stream, http2.ErrCodeInternal) })
	case 2:
		return frames(func(f *fetchtest.Framer) { f.WriteGoAway(f.Stream, http2.ErrCodeNo, nil) })
	case 3:
		return frames(func(f *fetchtest.Framer) { f.WriteGoAway(0, http2.ErrCodeEnhanceYourCalm, nil) })
	case 4:
		return fetchtest.Close()
	case 5:
		return fetchtest.Later(soon, fetchtest.Close())
	case 6:
		return fetchtest.Wait(soon) // and no answer
	case 7:
		return fetchtest.Later(soon, frames(func(f *fetchtest.Framer) { f.Head(false, "103"); f.Head(true, "204") }))
	case 8:
		return frames(func(f *fetchtest.Framer) {
			f.Head(false, "200")
			f.WriteData(f.Stream, false, []byte(sample(min(size, 100))))
		})
	case 9:
		return frames(func(f *fetchtest.Framer) { f.WriteSettings(streamsAtOnce(uint32(rnd.IntN(5)))) })
	}
	if size < 10_000 && rnd.IntN(2) == 0 {
		return fetchtest.Later(soon, answer)
	}
	return answer
}
