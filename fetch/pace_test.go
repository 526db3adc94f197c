package fetch_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/fetch"
	"clew/fetch/fetchtest"
)

// atLeast gives up what is slower than 100 bytes/s for 10 s.
var atLeast = fetch.Options{Limits: fetch.Limits{SpeedLimit: 100, SpeedTime: 10 * time.Second}}

const tooSlow = `read body "http://a.test/": timed out after 10s: slower than 100 bytes/s`

// begun is a response whose body goes on with steps, until the close.
func begun(steps ...fetchtest.Step) fetchtest.Script {
	return append(fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.Head("200 OK"))}, steps...)
}

// each sends n pieces of so many bytes, and waits between them.
func each(every time.Duration, n, size int) fetchtest.Step {
	return fetchtest.Trickle(every, slices.Repeat([]string{strings.Repeat("x", size)}, n)...)
}

func TestSlowResponses(t *testing.T) {
	for _, tt := range []struct {
		name   string
		script fetchtest.Script
		after  time.Duration
		error  string // "" = it goes well
	}{
		{"silence", fetchtest.Script{fetchtest.Hang()}, 10 * time.Second, strings.Replace(tooSlow, "body", "head", 1)},
		{"silence behind the head", begun(fetchtest.Hang()), 10 * time.Second, tooSlow},
		{"a byte now and then", begun(each(time.Second, 100, 1)), 10 * time.Second, tooSlow},
		{"too slow", begun(each(time.Second, 100, 99)), 12 * time.Second, tooSlow},
		{"just fast enough", begun(each(time.Second, 100, 100), fetchtest.Close()), 99 * time.Second, ""},
		{"in bursts", begun(each(9*time.Second, 10, 1000), fetchtest.Close()), 81 * time.Second, ""},
		{"fast, then silent", begun(each(time.Second, 20, 1000), fetchtest.Hang()), 30 * time.Second, tooSlow},
		{"short", fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.OK("hello"))}, 0, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			visit(t, atLeast, serve(tt.script), func(ctx *aio.Context, v *visitor) {
				g := v.get(ctx, "http://a.test/")
				if tt.error != "" {
					g.fails(fetch.KindTimeout, 28, tt.error)
				} else {
					is(t, "error", g.err, nil)
				}
				equal(t, "elapsed", v.w.Elapsed().Round(time.Second), tt.after)
			})
		})
	}
}

// data sends a head, if there is a status, and a piece of body.
func data(status, text string, end bool) fetchtest.Step {
	return fetchtest.Frames(func(f *fetchtest.Framer) {
		if status != "" {
			f.Head(false, status)
		}
		f.WriteData(f.Stream, end, []byte(text))
	})
}

// TestASlowReaderIsNoFaultOfTheServer: what is not waited for cannot be late.
func TestASlowReaderIsNoFaultOfTheServer(t *testing.T) {
	for _, opts := range []fetch.Options{atLeast, {HTTP2: fetch.HTTP2PriorKnowledge, Limits: atLeast.Limits}} {
		script := begun(fetchtest.Send("hello"), fetchtest.Wait(101*time.Second), fetchtest.Send(" world"), fetchtest.Close())
		if opts.HTTP2 != 0 {
			script = once(data("200", "hello", false), fetchtest.Wait(101*time.Second), data("", " world", true))
		}
		visit(t, opts, serve(script), func(ctx *aio.Context, v *visitor) {
			resp, err := v.client.Do(ctx, &fetch.Request{URL: link(t, "http://a.test/")})
			is(t, "do", err, nil)
			aio.Sleep(ctx, 100*time.Second)
			text, err := read(ctx, &resp.Body)
			is(t, "read", err, nil)
			equal(t, "body", text, "hello world")
		})
	}
}

// TestSlowStreams: each response on a shared connection is looked at alone.
func TestSlowStreams(t *testing.T) {
	opts := fetch.Options{HTTP2: fetch.HTTP2PriorKnowledge, Limits: atLeast.Limits}
	script := speaks(nil, fetchtest.Stream(), fetchtest.Stream(), fetchtest.Hang())
	visit(t, opts, serve(script), func(ctx *aio.Context, v *visitor) {
		for i, g := range v.together(ctx, 2, "http://a.test/N") {
			g.fails(fetch.KindTimeout, 28, fmt.Sprintf(`read head "http://a.test/%d": timed out after 10s: slower than 100 bytes/s`, i))
		}
		equal(t, "elapsed", v.w.Elapsed(), 10*time.Second)
	})
}

// TestPaceOfAUsedConnection: each response has a pace of its own.
func TestPaceOfAUsedConnection(t *testing.T) {
	script := fetchtest.Script{fetchtest.Repeat(fetchtest.Request(), fetchtest.Wait(9*time.Second), fetchtest.Send(fetchtest.OK("hello")))}
	visit(t, atLeast, serve(script), func(ctx *aio.Context, v *visitor) {
		for range 3 {
			v.get(ctx, "http://a.test/").ok("get", 200, "hello")
			aio.Sleep(ctx, 15*time.Second)
		}
		equal(t, "connections", v.server.Accepted, 1)
	})
}
