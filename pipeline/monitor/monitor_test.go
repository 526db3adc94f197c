package monitor

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/pipeline/control"
	"clew/pipeline/record"
	"clew/pipeline/report"
)

// stats are those of a short run.
func stats() *report.Stats {
	s := report.NewStats(aiotest.Epoch)
	for i, took := range []time.Duration{time.Millisecond, 3 * time.Millisecond, time.Second} {
		s.Add(&record.Record{
			URL: fmt.Sprintf("http://a/%d", i), State: record.OK, StatusCode: 200 + 204*(i/2), Timestamp: aiotest.Epoch, Depth: 1, WireBytes: 100,
			Times: record.Times{FirstByte: took / 2, Total: took},
		})
	}
	s.Add(&record.Record{URL: "http://a/x", State: record.Failed, ErrorKind: "timeout", Depth: 1})
	s.Add(&record.Record{URL: "http://b/", State: record.Skipped, SkipReason: "scope", Depth: 1})
	return s
}

func view() *report.View {
	v := stats().View(aiotest.Epoch)
	v.Run = report.Run{Title: "http://a/", Command: "crawl", Started: aiotest.Epoch, Seconds: 2, Requests: 4}
	v.Live = &report.Live{Totals: control.Totals{InFlight: 1, Frontier: 2, Queues: []control.Queue{{Name: "in\"puts\n", Len: 1, Cap: 2}}}}
	return v
}

// watch serves a monitor at an address and runs fn, with a function that asks it.
func watch(t *testing.T, at string, look func() *report.View, fn func(ctx *aio.Context, ask func(path, host string) (int, string))) {
	t.Helper()
	w := aiotest.New()
	err := w.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", at)
		if err != nil {
			return err
		}
		defer ln.Close()
		aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, New(look).Serve(ctx, ln) })
		fn(ctx, func(path, host string) (int, string) { return ask(t, ctx, at, path, host) })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, ctx *aio.Context, at, path, host string) (int, string) {
	t.Helper()
	c, err := aio.Dial(ctx, "tcp", at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.Write(ctx, []byte("GET "+path+" HTTP/1.1\r\nHost: "+host+"\r\nConnection: close\r\n\r\n"))
	resp, err := http.ReadResponse(bufio.NewReader(readerFunc(func(p []byte) (int, error) { return c.Read(ctx, p) })), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestPages(t *testing.T) {
	watch(t, "127.0.0.1:80", view, func(ctx *aio.Context, ask func(path, host string) (int, string)) {
		for path, want := range map[string]string{
			"/": "<h1>http://a/</h1>", "/state.json": `"records":5,"ok":3,"failed":1,"skipped":1`, "/metrics": "clew_in_flight 1\n", "/healthz": "200 OK\n",
		} {
			if code, text := ask(path, "localhost"); code != 200 || !strings.Contains(text, want) {
				t.Errorf("%s: %d, without %s", path, code, want)
			}
		}
		if code, _ := ask("/other", "localhost"); code != 404 {
			t.Errorf("/other: %d", code)
		}
	})
}

// TestOnlyLoopbackIsNamedOnLoopback is about names that are made to lead here: where
// everybody may ask, they tell nobody anything new.
func TestOnlyLoopbackIsNamedOnLoopback(t *testing.T) {
	for at, codes := range map[string]map[string]int{
		"127.0.0.1:80": {"127.0.0.1:80": 200, "LocalHost": 200, "[::1]:80": 200, "rebound.example:80": 421, "localhost.rebound.example": 421, "127.0.0.1.rebound.example": 421},
		"10.0.0.2:80":  {"10.0.0.2": 200, "crawler.example:80": 200},
	} {
		watch(t, at, view, func(ctx *aio.Context, ask func(path, host string) (int, string)) {
			for host, want := range codes {
				if code, _ := ask("/healthz", host); code != want {
					t.Errorf("at %s, %s: %d, want %d", at, host, code, want)
				}
			}
		})
	}
}

func TestPictureIsForAllWhoLookAtATime(t *testing.T) {
	pictures := 0
	look := func() *report.View { pictures++; return view() }
	watch(t, "127.0.0.1:80", look, func(ctx *aio.Context, ask func(path, host string) (int, string)) {
		for range 10 {
			ask("/", "localhost")
		}
		if pictures != 1 {
			t.Errorf("%d pictures, want one", pictures)
		}
		aio.Sleep(ctx, freshFor)
		if ask("/", "localhost"); pictures != 2 {
			t.Errorf("%d pictures, want two", pictures)
		}
	})
}

// TestConnectionsAreBounded opens many that say nothing.
func TestConnectionsAreBounded(t *testing.T) {
	watch(t, "127.0.0.1:80", view, func(ctx *aio.Context, ask func(path, host string) (int, string)) {
		for range maxConns {
			c, err := aio.Dial(ctx, "tcp", "127.0.0.1:80")
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
		}
		aio.Sleep(ctx, time.Second)
		if code, _ := ask("/healthz", "localhost"); code != 503 {
			t.Errorf("one more gets %d", code)
		}
		aio.Sleep(ctx, time.Minute) // what is idle is closed
		if code, _ := ask("/healthz", "localhost"); code != 200 {
			t.Errorf("afterwards one gets %d", code)
		}
	})
}

// TestMetricsAreInTheFormat reads them line by line: every sample has a family, which
// is declared once, and buckets only grow.
func TestMetricsAreInTheFormat(t *testing.T) {
	sample := regexp.MustCompile(`^([a-z0-9_]+)(?:\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(?:,le="[^"]+")?\})? (-?[0-9.e+]+)$`)
	families := map[string]bool{}
	family, last := "", 0
	text := string(metricsOf(view()))
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if name, ok := strings.CutPrefix(line, "# HELP "); ok {
			name, _, _ = strings.Cut(name, " ")
			if families[name] {
				t.Errorf("%s is declared twice", name)
			}
			families[name], family = true, name
			continue
		}
		if strings.HasPrefix(line, "# TYPE "+family+" ") {
			continue
		}
		m := sample.FindStringSubmatch(line)
		if m == nil || !strings.HasPrefix(m[1], family) {
			t.Errorf("no sample of %s: %q", family, line)
			continue
		}
		if strings.HasSuffix(m[1], "_bucket") {
			n := 0
			fmt.Sscan(m[2], &n)
			if n < last {
				t.Errorf("buckets shrink at %q", line)
			}
			if last = n; strings.Contains(line, `"+Inf"`) {
				last = 0
			}
		}
	}
	for _, want := range []string{
		`clew_records_total{state="failed"} 1`, `clew_responses_total{class="4xx"} 1`, `clew_failures_total{kind="timeout"} 1`,
		`clew_phase_seconds_bucket{phase="total",le="0.001"} 0`, `clew_phase_seconds_bucket{phase="total",le="0.004"} 2`,
		`clew_phase_seconds_bucket{phase="total",le="+Inf"} 3`, `clew_phase_seconds_sum{phase="total"} 1.004`, `clew_phase_seconds_count{phase="total"} 3`,
		`clew_queue_length{queue="in\"puts\n"} 1`,
	} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("without %s:\n%s", want, text)
		}
	}
}
