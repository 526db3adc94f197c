package pipeline

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/config"
	"clew/fetch/fetchtest"
	"clew/pipeline/record"
)

// site is the address of the server in the virtual world.
const site = "http://10.0.0.2"

// A rehearsal is a whole run in a virtual world: clock and network are not
// real, all else is.
type rehearsal struct {
	t      *testing.T
	world  *aiotest.World
	stdin  io.Reader
	at     []moment
	web    map[string]string // what a path answers instead, see put
	run    *run
	out    io.Writer // nil = stdout
	stdout bytes.Buffer
	stderr bytes.Buffer
	asked  []string                           // request lines
	body   func(kind string, size int) string // the answer to what has no recipe; nil = ok
	code   int

	bugs   bool             // are expected
	screen *config.Terminal // nil = there is none
}

// moment is something that happens at a time.
type moment struct {
	when time.Duration
	do   func(*run)
}

func rehearse(t *testing.T) *rehearsal {
	return &rehearsal{t: t, world: aiotest.New(), stdin: strings.NewReader("")}
}

// put makes a path of the site, or "HOST/path", answer with these bytes, or as
// another path does.
func (r *rehearsal) put(path, answer string) *rehearsal {
	if r.web == nil {
		r.web = map[string]string{}
	}
	r.web[path] = answer
	return r
}

// then makes something happen.
func (r *rehearsal) then(when time.Duration, do func(*run)) *rehearsal {
	r.at = append(r.at, moment{when, do})
	return r
}

func (r *rehearsal) interrupt(when time.Duration) *rehearsal {
	return r.then(when, func(run *run) { run.onSignal(os.Interrupt) })
}

// clew runs a command line to its end and returns its records.
func (r *rehearsal) clew(args ...string) []rehearsed {
	r.t.Helper()
	host := config.Host{Fields: record.FieldNames()}
	if r.screen != nil {
		host.Terminal = *r.screen
	}
	settings, err := config.Parse(args, host)
	if err != nil {
		r.t.Fatal(err)
	}
	r.run = &run{settings: settings, stdin: r.stdin, stderr: &r.stderr, before: r.before}
	if r.run.targets.stdout = r.out; r.out == nil {
		r.run.targets.stdout = &r.stdout
	}
	if err := r.run.open(); err != nil {
		r.t.Fatal(err)
	}
	runner := r.world.Runner()
	runner.OnError = func(err error) { r.t.Errorf("nobody waits for %v", err) }
	if r.bugs {
		hooks := r.run.runner()
		runner.OnError, runner.OnPanic = hooks.OnError, hooks.OnPanic
	}
	r.code = r.run.end(runner.Run(r.run.main))
	if n := r.world.Open(); n != 0 {
		r.t.Errorf("%d sockets are left open", n)
	}
	return r.records()
}

func (r *rehearsal) before(ctx *aio.Context, _ *config.Settings) (stop func(), err error) {
	var stops []func()
	for _, addr := range []string{"10.0.0.2:80", "10.0.0.2:81", "10.0.0.3:80", "127.0.0.1:80"} {
		ln, err := aio.Listen(ctx, "tcp", addr)
		if err != nil {
			return nil, err
		}
		server := aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, ln.Serve(ctx, r.serve) })
		server.Daemon()
		stops = append(stops, func() {
			server.Cancel(nil)
			ln.Close()
		})
	}
	for _, m := range r.at {
		ctx.Loop().CallLater(m.when, func() { m.do(r.run) }).Daemon()
	}
	return func() {
		for _, stop := range stops {
			stop()
		}
	}, nil
}

// serve answers the requests of a connection; the path is the answer's recipe:
// /ok, /wait/3s, /stall, /torn, /status/503, /to/PATH, and /page/a,b for a page
// with these links; in front of each may stand /first/N/STATUS, for the first N
// requests.
func (r *rehearsal) serve(ctx *aio.Context, c *aio.Conn) error {
	var head []byte
	for {
		p, err := c.Next(ctx)
		if err != nil {
			return nil
		}
		if head = append(head, p...); !bytes.HasSuffix(head, []byte("\r\n\r\n")) {
			continue
		}
		words := strings.Fields(string(head))
		path, host := words[1], words[slices.Index(words, "Host:")+1]
		if host != "10.0.0.2" {
			path = host + path
		}
		r.asked = append(r.asked, path)
		head = nil
		answer, err := r.answer(ctx, path)
		if err != nil {
			return nil
		}
		if answer == "" {
			return c.Abort()
		}
		if _, err := c.Write(ctx, []byte(answer)); err != nil {
			return nil
		}
	}
}

func (r *rehearsal) answer(ctx *aio.Context, path string) (string, error) {
	if answer := r.web[path]; strings.HasPrefix(answer, "HTTP/") {
		return answer, nil
	} else if answer != "" {
		path = answer
	}
	path, _, _ = strings.Cut(path[strings.IndexByte(path, '/'):], "?")
	word, rest, _ := strings.Cut(path[1:], "/")
	switch word {
	case "wait":
		d, rest, _ := strings.Cut(rest, "/")
		wait, err := time.ParseDuration(d)
		if err != nil {
			panic(err)
		}
		if err := aio.Sleep(ctx, wait); err != nil {
			return "", err
		}
		if rest != "" {
			return r.answer(ctx, "/"+rest)
		}
	case "stall":
		return "", aio.Sleep(ctx, 1<<60)
	case "torn":
		return "", nil
	case "status":
		return fetchtest.Response(rest+" Status", ""), nil
	case "later":
		return fetchtest.Response("503 Later", "", "Retry-After: "+rest), nil
	case "to":
		return fetchtest.Response("302 Found", "", "Location: /"+rest), nil
	case "page":
		var links strings.Builder
		for l := range strings.SplitSeq(rest, ",") {
			fmt.Fprintf(&links, "<a href=\"/%s\">", strings.ReplaceAll(l, "_", "/"))
		}
		return fetchtest.OK(links.String(), "Content-Type: text/html"), nil
	case "first":
		count, rest, _ := strings.Cut(rest, "/")
		n, err := strconv.Atoi(count)
		if err != nil {
			panic(err)
		}
		status, rest, _ := strings.Cut(rest, "/")
		if r.count(path) <= n {
			return fetchtest.Response(status+" Status", ""), nil
		}
		return r.answer(ctx, "/"+rest)
	}
	if r.body != nil {
		size, _ := strconv.Atoi(rest)
		return r.body(word, size), nil
	}
	return fetchtest.OK("ok"), nil
}

// count returns how often a path was asked.
func (r *rehearsal) count(path string) (n int) {
	for _, a := range r.asked {
		if a == path {
			n++
		}
	}
	return n
}

// rehearsed is what these tests look at of a record.
type rehearsed struct {
	URL       string
	Line      int
	State     string
	Status    int     `json:"status_code"`
	Final     string  `json:"final_url"`
	Kind      string  `json:"error_kind"`
	Redirects []any   `json:"redirects"`
	Reason    string  `json:"skip_reason"`
	Robots    string  `json:"robots"`
	Source    string  `json:"source"`
	Tag       string  `json:"tag"`
	Attribute string  `json:"attribute"`
	Depth     int     `json:"depth"`
	NoFollow  bool    `json:"nofollow"`
	Truncated string  `json:"truncated"`
	Attempts  int     `json:"attempts"`
	Total     float64 `json:"time_total"`
	FirstByte float64 `json:"time_starttransfer"`
	Queue     float64 `json:"time_queue"`
	BodyBytes int64   `json:"body_bytes"`
	SHA256    string
}

// what is the outcome in a word or two.
func (r rehearsed) what() string {
	return strings.TrimSpace(r.State + " " + r.Kind + r.Reason)
}

func (r *rehearsal) records() (list []rehearsed) {
	r.t.Helper()
	for l := range strings.Lines(r.stdout.String()) {
		var rec rehearsed
		if err := json.Unmarshal([]byte(l), &rec); err != nil {
			r.t.Fatalf("%v: %s", err, l)
		}
		list = append(list, rec)
	}
	return list
}

// the returns the one record of a URL.
func the(t *testing.T, list []rehearsed, path string) rehearsed {
	t.Helper()
	var found []rehearsed
	for _, rec := range list {
		if rec.URL == site+path {
			found = append(found, rec)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d records of %s in %+v", len(found), path, list)
	}
	return found[0]
}

// wantSum expects that the books balance.
func (r *rehearsal) wantSum(list []rehearsed) {
	r.t.Helper()
	if s := r.run.summary(); s.Inputs != len(list) || s.Inputs != s.OK+s.Failed+s.Skipped {
		r.t.Errorf("%d records, %+v", len(list), s)
	}
}

func TestTimeoutIsOfTheAttemptOverAllHops(t *testing.T) {
	r := rehearse(t)
	list := r.clew("fetch", "-m", "10s", site+"/wait/4s/to/wait/4s/to/wait/4s", site+"/wait/4s/to/wait/4s")
	if rec := the(t, list, "/wait/4s/to/wait/4s/to/wait/4s"); rec.Kind != "timeout" || rec.Total != 10 || rec.Attempts != 1 {
		t.Errorf("%+v", rec)
	}
	if rec := the(t, list, "/wait/4s/to/wait/4s"); rec.State != "ok" || rec.Total != 8 {
		t.Errorf("%+v", rec)
	}
	if r.code != 4 || r.world.Elapsed() > 11*time.Second {
		t.Errorf("exit code %d after %v", r.code, r.world.Elapsed())
	}
}

// TestTimesAreOfTheAttemptOverAllHops, as curl's are; an attempt that failed
// does not count.
func TestTimesAreOfTheAttemptOverAllHops(t *testing.T) {
	r := rehearse(t)
	list := r.clew("fetch", "--retry-delay", "1s", site+"/wait/4s/to/wait/3s/ok", site+"/first/1/503/wait/2s/to/wait/1s/ok")
	for path, want := range map[string]float64{"/wait/4s/to/wait/3s/ok": 7, "/first/1/503/wait/2s/to/wait/1s/ok": 3} {
		if rec := the(t, list, path); rec.FirstByte != want || rec.Total != want || rec.State != "ok" {
			t.Errorf("%s: want %v s: %+v", path, want, rec)
		}
	}
}

// TestTimeoutDoesNotCountWaiting: neither the queue nor a retry's pause counts.
func TestTimeoutDoesNotCountWaiting(t *testing.T) {
	r := rehearse(t)
	list := r.clew("fetch", "-c", "1", "-m", "10s", site+"/wait/9s", site+"/wait/8s", site+"/first/1/500/wait/7s", "--retry-delay", "40s")
	for _, rec := range list {
		if rec.State != "ok" {
			t.Errorf("%+v", rec)
		}
	}
	if rec := the(t, list, "/first/1/500/wait/7s"); rec.Attempts != 2 || rec.Queue < 17+20 || rec.Queue > 17+40 {
		t.Errorf("%+v", rec)
	}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	r := rehearse(t)
	list := r.clew("fetch", site+"/later/50", "--retries", "3")
	if rec := list[0]; rec.Attempts != 4 || rec.Status != 503 || rec.Queue != 150 {
		t.Errorf("%+v", rec)
	}
	r = rehearse(t)
	list = r.clew("fetch", site+"/later/61")
	if rec := list[0]; rec.Attempts != 1 || rec.Queue != 0 || r.world.Elapsed() > time.Second {
		t.Errorf("%+v after %v", rec, r.world.Elapsed())
	}
}

func TestRetriesGrowLonger(t *testing.T) {
	r := rehearse(t)
	list := r.clew("fetch", site+"/status/500", "--retries", "5", "--retry-delay", "1s", "--retry-max-delay", "4s")
	if rec := list[0]; rec.Attempts != 6 || rec.Queue < (1+2+4+4+4)/2. || rec.Queue > 1+2+4+4+4 {
		t.Errorf("%+v", rec)
	}
}

func TestMaxTime(t *testing.T) {
	r := rehearse(t)
	list := r.clew("fetch", "-c", "2", "--max-time", "10s", "--grace", "5s",
		site+"/wait/14s", site+"/stall", site+"/ok", site+"/ok?2")
	if rec := the(t, list, "/wait/14s"); rec.State != "ok" {
		t.Errorf("within the grace: %+v", rec)
	}
	if rec := the(t, list, "/stall"); rec.what() != "failed timeout" {
		t.Errorf("beyond the grace: %+v", rec)
	}
	if rec := the(t, list, "/ok"); rec.what() != "skipped limit" {
		t.Errorf("not started: %+v", rec)
	}
	r.wantSum(list)
	if r.code != 4 || r.world.Elapsed() != 15*time.Second {
		t.Errorf("exit code %d after %v", r.code, r.world.Elapsed())
	}
}

func TestInterrupt(t *testing.T) {
	r := rehearse(t).interrupt(time.Second)
	list := r.clew("fetch", "-c", "3", "--grace", "5s", "--retry-delay", "50s",
		site+"/wait/3s", site+"/stall", site+"/status/500", site+"/ok", site+"/wait/3s/to/ok")
	for path, want := range map[string]string{
		"/wait/3s": "ok", "/stall": "skipped canceled", "/status/500": "skipped canceled", "/ok": "ok", "/wait/3s/to/ok": "skipped canceled",
	} {
		if rec := the(t, list, path); rec.what() != want {
			t.Errorf("%s: %s", path, rec.what())
		}
	}
	r.wantSum(list)
	if r.code != 130 || r.world.Elapsed() != 6*time.Second || !strings.Contains(r.stderr.String(), "in flight may end") {
		t.Errorf("exit code %d after %v: %s", r.code, r.world.Elapsed(), &r.stderr)
	}
}

func TestSecondSignalEndsItAtOnce(t *testing.T) {
	r := rehearse(t).interrupt(time.Second).interrupt(2 * time.Second)
	list := r.clew("fetch", "-c", "1", "--grace", "1h", site+"/ok", site+"/stall", site+"/ok?2")
	if r.code != 130 || r.world.Elapsed() != 2*time.Second || len(list) == 0 {
		t.Errorf("exit code %d after %v, %d records", r.code, r.world.Elapsed(), len(list))
	}
	r = rehearse(t).then(time.Second, func(run *run) { run.onSignal(syscall.SIGTERM) })
	r.clew("fetch", "--grace", "0", site+"/stall")
	if r.code != 143 || r.world.Elapsed() > 1100*time.Millisecond {
		t.Errorf("exit code %d after %v", r.code, r.world.Elapsed())
	}
}

// TestPoliteness on the virtual clock, to the tick.
func TestPoliteness(t *testing.T) {
	r := rehearse(t)
	list := r.clew("crawl", "--max-per-host", "1", "--host-delay", "10s", site+"/page/to_ok,first_1_500_ok,wait_7s", "--retry-delay", "1ms")
	if len(list) != 4 || len(r.asked) != 7 {
		t.Errorf("%d records, asked %q", len(list), r.asked)
	}
	if want := 6 * 10 * time.Second; r.world.Elapsed() < want || r.world.Elapsed() > want+8*time.Second {
		t.Errorf("seven requests with pauses of 10 s took %v", r.world.Elapsed())
	}
}

// lines is an endless list, read line by line, as a pipe gives it.
type lines struct {
	read int
	most func(read int)
	end  int // 0 = never
	line func(n int) string
}

func (l *lines) Read(p []byte) (int, error) {
	if l.end > 0 && l.read >= l.end {
		return 0, io.EOF
	}
	l.read++
	if l.most != nil {
		l.most(l.read)
	}
	return copy(p, l.line(l.read)+"\n"), nil
}

func numbered(path string) func(int) string {
	return func(n int) string { return fmt.Sprintf("%s%s?%d", site, path, n) }
}

// TestReadAheadIsBounded: while nothing is finished, no more than 4 × inflight +
// 1,000 lines are taken, and what was accepted has its record in the end: all but the
// few lines that are on their way.
func TestReadAheadIsBounded(t *testing.T) {
	for _, inflight := range []int{1, 8, 100} {
		r := rehearse(t)
		in := &lines{line: numbered("/stall")}
		r.stdin = in
		list := r.clew("fetch", "-c", fmt.Sprint(inflight), "-", "--timeout", "0", "--ttfb-timeout", "0", "--max-time", "1m", "--grace", "1s")
		if bound := 4*inflight + 1000; in.read > bound || in.read < bound-10 {
			t.Errorf("%d in flight: %d lines were read, want at most %d", inflight, in.read, bound)
		}
		if len(list) > in.read || len(list) < in.read-linesOnTheWay {
			t.Errorf("%d in flight: %d lines read, %d records", inflight, in.read, len(list))
		}
		r.wantSum(list)
	}
}

// TestReadAheadFollows: reading goes on as work is finished, and never too far
// ahead of it. Comments and failed lines are no work.
func TestReadAheadFollows(t *testing.T) {
	r := rehearse(t)
	far := 0
	in := &lines{end: 20_000, line: func(n int) string {
		switch n % 10 {
		case 0:
			return "# comment"
		case 1:
			return "http://bad host/"
		}
		return fmt.Sprintf("%s/wait/1s?%d", site, n)
	}}
	in.most = func(read int) {
		inputs := read - read/10
		far = max(far, inputs-r.run.co.counts.Done())
	}
	r.stdin = in
	list := r.clew("fetch", "-c", "50", "-")
	if want := 18_000; len(list) != want {
		t.Errorf("%d records, want %d", len(list), want)
	}
	if bound := 4*50 + 1000; far > bound {
		t.Errorf("up to %d lines ahead, want at most %d", far, bound)
	}
	r.wantSum(list)
}

// soak returns the size of a heavy test: reduced, or full where CLEW_SOAK is
// set. It is printed, so that nothing is thinned silently.
func soak(t *testing.T, reduced, full int) int {
	t.Helper()
	n := reduced
	if os.Getenv("CLEW_SOAK") != "" {
		n = full
	}
	t.Logf("size %d (CLEW_SOAK sets %d)", n, full)
	return n
}

// TestEveryLineOnce interrupts runs at random moments: whatever was going on,
// each line that was read has one record, and none has two.
func TestEveryLineOnce(t *testing.T) {
	recipes := []string{"/ok", "/wait/300ms", "/stall", "/torn", "/status/404", "/status/503", "/to/ok", "/to/wait/1s", "/to/to/to/ok",
		"/first/1/503/wait/100ms", "/page/a,b", "/later/1"}
	for seed := range uint64(soak(t, 25, 2000)) {
		rng := rand.New(rand.NewPCG(seed, 5))
		in := &lines{end: 1 + rng.IntN(2500), line: func(n int) string {
			switch rng.IntN(12) {
			case 0:
				return "ftp://x/?" + fmt.Sprint(n)
			case 1:
				return "http://bad host/?" + fmt.Sprint(n)
			}
			return fmt.Sprintf("%s%s?%d", site, recipes[rng.IntN(len(recipes))], n)
		}}
		r := rehearse(t)
		r.stdin = in
		when := time.Duration(rng.IntN(4000)) * time.Millisecond
		if rng.IntN(4) > 0 {
			r.interrupt(when)
		}
		list := r.clew("fetch", "-", "-c", fmt.Sprint(1+rng.IntN(60)), "-m", "2s", "--grace", fmt.Sprint(rng.IntN(3)), "--retry-delay", "200ms")
		seen := map[int]bool{}
		for _, rec := range list {
			if seen[rec.Line] {
				t.Errorf("seed %d: line %d has two records", seed, rec.Line)
			}
			seen[rec.Line] = true
		}
		last := 0
		for n := range seen {
			last = max(last, n)
		}
		if len(list) != last { // lines are read in order: no gaps
			t.Errorf("seed %d: the last line is %d, and there are %d records", seed, last, len(list))
		}
		if complete := r.run.summary().Complete; complete != (len(list) == in.end && r.code != 130) {
			t.Errorf("seed %d: complete %v, code %d, %d of %d lines", seed, complete, r.code, len(list), in.end)
		}
		r.wantSum(list)
	}
}

// TestEveryURLOnce does the same to crawls: whatever was found has one record,
// and the URLs that were asked were asked once, but for retries.
func TestEveryURLOnce(t *testing.T) {
	recipes := []string{"ok", "wait_300ms", "torn", "status_404", "to_ok", "to_to_wait_1s", "first_1_503_wait_100ms", "to_page_ok,torn"}
	for seed := range uint64(soak(t, 25, 2000)) {
		rng := rand.New(rand.NewPCG(seed, 6))
		page := func() string {
			var links []string
			for range 1 + rng.IntN(12) {
				links = append(links, fmt.Sprintf("%s?%d", recipes[rng.IntN(len(recipes))], rng.IntN(9)))
			}
			return "/page/" + strings.Join(links, ",")
		}
		r := rehearse(t)
		mode := []string{"on", "report", "off"}[rng.IntN(3)]
		r.put("/robots.txt", robotsFiles[rng.IntN(len(robotsFiles))])
		r.put("/sitemap.xml", "/wait/1s")
		r.stdin = &lines{end: 1 + rng.IntN(40), line: func(int) string { return site + page() }}
		if rng.IntN(3) > 0 {
			r.interrupt(time.Duration(rng.IntN(6000)) * time.Millisecond)
		}
		list := r.clew("crawl", "-", "-c", fmt.Sprint(1+rng.IntN(8)), "--max-per-host", fmt.Sprint(rng.IntN(4)),
			"--host-delay", "50ms", "--grace", fmt.Sprint(rng.IntN(3)), "--retry-delay", "100ms", "--retries", "1",
			"--robots", mode, "--sitemaps", "--ttfb-timeout", "3s")
		seen := map[string]bool{}
		for _, rec := range list {
			if seen[rec.URL] {
				t.Errorf("seed %d: %s has two records", seed, rec.URL)
			}
			seen[rec.URL] = true
		}
		for _, path := range r.asked {
			most := 2
			if strings.HasPrefix(path, "/torn") || r.web[path] != "" {
				most = 3 // a kept connection that breaks off without a word may just have been old
			}
			if n := r.count(path); n > most {
				t.Errorf("seed %d: %s was asked %d times", seed, path, n)
			}
			file := r.web["/robots.txt"] // or where it is redirected to
			if mode == "on" && r.web[path] == "" && "/to"+path != file && strings.HasPrefix(path, barredBy(file)) {
				t.Errorf("seed %d: %s was asked", seed, path)
			}
		}
		if r.code == 0 && r.run.co.frontier.Len()+r.run.co.frontier.Active()+r.run.co.open != 0 {
			t.Errorf("seed %d: something is left over", seed)
		}
		r.wantSum(list)
	}
}

// TestBodyOfARedirect is read while it is small, to keep the connection.
func TestBodyOfARedirect(t *testing.T) {
	for size, kept := range map[int]bool{skimLimit / 2: true, 4 * skimLimit: false} {
		r := rehearse(t)
		r.body = func(kind string, size int) string {
			if kind == "from" {
				return fetchtest.Response("302 Found", strings.Repeat("x", size), "Location: /there")
			}
			return fetchtest.OK("ok")
		}
		r.clew("fetch", fmt.Sprintf("%s/from/%d", site, size))
		if got := strings.Contains(r.stdout.String(), `"reused":true`); got != kept {
			t.Errorf("%d bytes: connection kept is %v: %s", size, got, &r.stdout)
		}
	}
}
