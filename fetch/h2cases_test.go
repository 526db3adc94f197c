package fetch_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/fetchtest"
)

// h2Case is one public correctness case: what a server does, and what a client
// may make of it.
type h2Case struct {
	Name, Policy string
	ServerFrames []h2Step `json:"server_frames"`
	Expected     struct {
		Outcome string
		Status  int
		Body    *string
		Should  string `json:"client_should_send"`
	}
}

// TestHTTP2Cases holds the client against the cases. Where the policy is a
// choice, a difference is logged: the table in fetch/h2 has the decision.
func TestHTTP2Cases(t *testing.T) {
	dir := os.Getenv("CLEW_CASES")
	if dir == "" {
		t.Skip("set CLEW_CASES to the folder of the public correctness cases")
	}
	files, err := filepath.Glob(filepath.Join(dir, "h2", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file struct{ Cases []*h2Case }
		if err := json.Unmarshal(text, &file); err != nil {
			t.Fatal(name, err)
		}
		for _, c := range file.Cases {
			t.Run(c.Name, c.run)
		}
		t.Logf("%s: %d cases", filepath.Base(name), len(file.Cases))
	}
}

// harness are the cases that are told in words.
var harness = map[string]struct {
	scripts  []fetchtest.Script
	requests int
}{
	"base-max-concurrent-1": {serve(busy(1)), 5},
	"base-max-concurrent-0-then-10": {serve(speaks([]http2.Setting{streamsAtOnce(0)}, fetchtest.Later(500*time.Millisecond, fetchtest.Frames(func(f *fetchtest.Framer) {
		f.WriteSettings(streamsAtOnce(10))
	})), fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", "hello")))), 5},
	"fc-abandoned-body-others-progress": {serve(speaks(nil, fetchtest.Stream(), fetchtest.Answer("200", strings.Repeat("x", 1<<20)), fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", "hello")))), 10},
	"fc-data-on-reset-stream": {serve(speaks(nil, fetchtest.Stream(), fetchtest.Frames(func(f *fetchtest.Framer) {
		f.Head(false, "200")
		for range 1 << 20 / 16384 {
			f.WriteData(f.Stream, false, make([]byte, 16384))
		}
	}), fetchtest.Repeat(fetchtest.Stream(), fetchtest.Answer("200", "hello")))), 10},
}

// maxBody is what the harness lets a body have, in bytes.
const maxBody = 100_000

func (c *h2Case) run(t *testing.T) {
	w := &h2Writer{t: t, vars: map[string]uint32{}}
	steps := c.ServerFrames
	if len(steps) == 1 && steps[0].EachConnection != nil {
		steps = steps[0].EachConnection
	}
	scripts, requests := serve(append(w.script(steps), fetchtest.Repeat(fetchtest.Stream()))), 1
	if h, ok := harness[c.Name]; ok {
		scripts, requests = h.scripts, h.requests
	}
	opts := prior
	opts.Limits.Head = 20 * time.Second
	if c.Name == "conn-alpn-mismatch" {
		opts, scripts = fetch.Options{TLS: trusting()}, serve(secure(config(authority().sign(t, aiotest.Epoch, "a.test"), "h2"), fetchtest.OK("hello")))
	}
	visit(t, opts, scripts, func(ctx *aio.Context, v *visitor) {
		url := "http://a.test/p"
		if opts.TLS != nil {
			url = site
		}
		fault := ""
		for i, g := range v.limited(ctx, requests, url) {
			if i == 0 && strings.HasPrefix(c.Name, "fc-") && requests > 1 {
				continue // the one that is abandoned
			}
			fault += c.check(g)
		}
		aio.Sleep(ctx, time.Millisecond) // the last words arrive
		if want := c.Expected.Should; want != "" && !strings.Contains(strings.Join(v.server.Frames, ", "), want) {
			fault += "want " + want + ", the client sent " + strings.Join(v.server.Frames, ", ")
		}
		for _, s := range c.ServerFrames {
			for name := range s.AssertRequest {
				if v.server.Requests[0].Field(name) == "" {
					fault += "no " + name
				}
			}
		}
		switch {
		case fault == "":
		case c.Policy == "choice":
			t.Logf("decided otherwise: %s", fault)
		default:
			t.Errorf("%s (%s)", fault, c.Policy)
		}
	})
}

// limited fetches a URL several times at once, each within 25 s and maxBody.
func (v *visitor) limited(ctx *aio.Context, n int, url string) []got {
	all := make([]got, n)
	aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		for i := range n {
			g.Go(func(ctx *aio.Context) error {
				all[i].err = aio.Timeout(ctx, 25*time.Second, func(ctx *aio.Context) (err error) {
					if all[i].resp, err = v.client.Do(ctx, &fetch.Request{URL: link(v.T, url)}); err != nil {
						return err
					}
					for p, err := range all[i].resp.Body.All(ctx) {
						if all[i].body += string(p); err != nil || len(all[i].body) > maxBody {
							return tooLarge(err)
						}
					}
					return nil
				})
				return nil
			})
		}
		return nil
	})
	return all
}

func tooLarge(err error) error {
	if err == nil {
		return &fetch.Error{Kind: fetch.KindTooLarge, Err: os.ErrInvalid}
	}
	return err
}

// check tells how g differs from what is expected, or "".
func (c *h2Case) check(g got) string {
	want := c.Expected
	switch {
	case want.Outcome == "error" && g.err == nil:
		return "want an error, got " + g.body
	case want.Outcome == "ok" && g.err != nil:
		return "want success, got " + g.err.Error()
	case g.err != nil:
		return ""
	case want.Status != 0 && want.Status != g.resp.StatusCode:
		return "want another status"
	case want.Body != nil && *want.Body != g.body:
		return "want another body, got " + g.body
	}
	return ""
}
