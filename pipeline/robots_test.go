package pipeline

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"clew/fetch/fetchtest"
)

// robotsFiles are what a site may answer to a request for its robots.txt.
var robotsFiles = []string{
	"/ok", "/status/404", "/status/503", "/torn", "/stall", "/wait/2s", "/to/status/500", "/to/ok",
	barring("/wait"), barring("/page"), barring("/"),
}

// barring is a robots.txt against what begins with path, and with further lines.
func barring(path string, lines ...string) string {
	return robotsTxt(append([]string{"User-agent: *", "Disallow: " + path}, lines...)...)
}

// barredBy is what begins the paths that one of robotsFiles disallows; a page's
// path never begins with a space.
func barredBy(answer string) string {
	switch answer {
	case "/status/503", "/torn", "/stall", "/to/status/500":
		return "/"
	}
	if _, path, ok := strings.Cut(answer, "Disallow: "); ok {
		return strings.TrimSpace(path)
	}
	return " "
}

func robotsTxt(lines ...string) string { return fetchtest.OK(strings.Join(lines, "\n") + "\n") }

// outcomes are the paths of the site and what became of them.
func outcomes(list []rehearsed) map[string]string {
	what := map[string]string{}
	for _, rec := range list {
		what[strings.TrimPrefix(rec.URL, site)] = rec.what()
	}
	return what
}

// wantAsked expects a path to have been asked for so often.
func (r *rehearsal) wantAsked(path string, want int) {
	r.t.Helper()
	if got := r.count(path); got != want {
		r.t.Errorf("%s was asked %d times, not %d: %q", path, got, want, r.asked)
	}
}

func TestRobotsIsAskedOnceForAll(t *testing.T) {
	r := rehearse(t).put("/robots.txt", barring("/status"))
	var seeds []string
	for i := range 30 {
		seeds = append(seeds, fmt.Sprintf("%s/ok?%d", site, i))
	}
	list := r.clew(append([]string{"crawl", "--max-per-host", "30", site + "/page/status_200,ok"}, seeds...)...)
	r.wantAsked("/robots.txt", 1)
	if r.asked[0] != "/robots.txt" || len(list) != 33 || the(t, list, "/status/200").what() != "skipped robots" {
		t.Errorf("%d records, asked %q", len(list), r.asked)
	}
	r.wantAsked("/status/200", 0)
	if s := r.run.summary(); s.Requests != 33 || s.Inputs != 33 {
		t.Errorf("%+v", s)
	}
}

// TestRobotsIsOfAnOrigin: another port is another one, with rules of its own.
func TestRobotsIsOfAnOrigin(t *testing.T) {
	r := rehearse(t).put("/robots.txt", barring("/ok")).put("10.0.0.2:81/robots.txt", barring("/page"))
	list := r.clew("crawl", site+"/ok", site+"/page/a", site+":81/ok", site+":81/page/a")
	want := map[string]string{"/ok": "skipped robots", "/page/a": "ok", "/a": "ok", ":81/ok": "ok", ":81/page/a": "skipped robots"}
	for path, what := range want {
		if rec := the(t, list, path); rec.what() != what {
			t.Errorf("%s: %s", path, rec.what())
		}
	}
	r.wantAsked("10.0.0.2:81/robots.txt", 1)
}

func TestRobotsModes(t *testing.T) {
	for mode, want := range map[string]string{"on": "skipped robots", "off": "ok", "report": "ok"} {
		for _, command := range []string{"crawl", "fetch"} {
			r := rehearse(t).put("/robots.txt", barring("/wait"))
			list := r.clew(command, "--robots", mode, site+"/wait/1s", site+"/ok", site+"/to/wait/2s")
			for path, robots := range map[string]string{"/wait/1s": "disallowed", "/ok": "allowed", "/to/wait/2s": "disallowed"} {
				rec, what := the(t, list, path), want
				if path == "/ok" {
					what = "ok"
				}
				if mode != "report" {
					robots = ""
				}
				if rec.what() != what || rec.Robots != robots {
					t.Errorf("%s %s: %s: %s %s", command, mode, path, rec.what(), rec.Robots)
				}
			}
			if asked := r.count("/robots.txt"); (asked == 1) != (mode != "off") {
				t.Errorf("%s %s: robots.txt was asked for %d times", command, mode, asked)
			}
			r.wantSum(list)
		}
	}
}

// TestRobotsStandardIs what the commands do without the flag.
func TestRobotsStandardIs(t *testing.T) {
	for command, want := range map[string]int{"crawl": 1, "fetch": 0} {
		r := rehearse(t)
		r.clew(command, site+"/ok")
		r.wantAsked("/robots.txt", want)
	}
}

// TestRobotsHoldForHops: the chain so far is in the record.
func TestRobotsHoldForHops(t *testing.T) {
	r := rehearse(t).put("/robots.txt", barring("/wait"))
	rec := the(t, r.clew("crawl", site+"/to/to/wait/1s"), "/to/to/wait/1s")
	if rec.what() != "skipped robots" || rec.Final != site+"/wait/1s" || len(rec.Redirects) != 2 || rec.Attempts != 1 {
		t.Errorf("%+v", rec)
	}
}

// TestRobotsVerdicts: what answers mean, and how often they are asked for.
func TestRobotsVerdicts(t *testing.T) {
	redirect := func(to string) string { return fetchtest.Response("301 Moved", "", "Location: "+to) }
	for _, test := range []struct {
		answer string
		asked  int
		what   string
	}{
		{"/status/404", 1, "ok"},
		{"/status/401", 1, "ok"},
		{"/status/410", 1, "ok"},
		{"/status/500", 3, "skipped robots"},
		{"/status/503", 3, "skipped robots"},
		{"/status/429", 3, "skipped robots"},
		{"/status/501", 1, "skipped robots"},
		{"/torn", 3, "skipped robots"},
		{"/stall", 3, "skipped robots"},
		{"HTTP/1.1 2 garbage\r\n\r\n", 1, "skipped robots"},
		{fetchtest.Head("200 OK", "Content-Length: 100") + "User-agent: *", 1, "skipped robots"}, // and then silence
		{fetchtest.OK("not gzip", "Content-Encoding: gzip"), 1, "skipped robots"},
		{fetchtest.OK("\xff\xfe\x00\x01"), 1, "ok"},
		{fetchtest.OK(""), 1, "ok"},
		{robotsTxt(strings.Repeat("#", 500<<10), "User-agent: *", "Disallow: /"), 1, "ok"}, // beyond what is read
		{robotsTxt("User-agent: *", "Disallow: /", strings.Repeat("#", 20<<20)), 1, "skipped robots"},
		{redirect("/robots.txt"), 1, "ok"}, // a loop
		{redirect("mailto:x"), 1, "ok"},
		{redirect("http://10.0.0.9/robots.txt"), 1, "ok"}, // private, and not asked
		{redirect("http://10.0.0.3/page/x"), 1, "skipped robots"},
		{"/to/to/to/to/to/status/404", 1, "ok"},
		{"/to/to/to/to/to/status/500", 1, "skipped robots"}, // five
		{"/to/to/to/to/to/to/status/500", 1, "ok"},
	} {
		r := rehearse(t).put("/robots.txt", test.answer)
		r.put("10.0.0.3/page/x", barring("/")).put("10.0.0.3/robots.txt", barring("/page"))
		seeds := []string{site + "/ok", "http://10.0.0.3/ok"}
		list := r.clew(append([]string{"crawl", "--no-location", "--ttfb-timeout", "5s"}, seeds...)...)
		if rec := the(t, list, "/ok"); rec.what() != test.what || r.count("/robots.txt") != test.asked {
			t.Errorf("%.60q: %s, asked %d times; want %s, %d", test.answer, rec.what(), r.count("/robots.txt"), test.what, test.asked)
		}
		r.wantSum(list)
	}
}

// TestCrawlDelay is a floor under the pauses, with a cap, on the loopback too.
func TestCrawlDelay(t *testing.T) {
	for _, test := range []struct {
		seed, delay string
		args        []string
		want        time.Duration // between two starts
	}{
		{site, "Crawl-delay: 7", nil, 7 * time.Second},
		{site, "Crawl-delay: 0.05", nil, 200 * time.Millisecond}, // ours is longer
		{site, "Crawl-delay: 1000", nil, time.Minute},
		{site, "Crawl-delay: 1000", []string{"--crawl-delay-max", "90s"}, 90 * time.Second},
		{site, "Crawl-delay: 7", []string{"--crawl-delay-max", "0"}, 200 * time.Millisecond},
		{site, "Crawl-delay: 7", []string{"--host-delay", "9s"}, 9 * time.Second},
		{site, "Crawl-delay: 7", []string{"--robots", "report"}, 7 * time.Second},
		{"http://127.0.0.1", "Crawl-delay: 7", nil, 7 * time.Second},
		{"http://127.0.0.1", "", nil, 0},
	} {
		r := rehearse(t).put("/robots.txt", barring("/x", test.delay)).put("127.0.0.1/robots.txt", barring("/x", test.delay))
		r.clew(append([]string{"crawl", test.seed + "/page/ok,status_204,wait_0s"}, test.args...)...)
		if want := 4 * test.want; len(r.asked) != 5 || r.world.Elapsed() < want || r.world.Elapsed() > want+time.Second {
			t.Errorf("%s %q %q: %d requests in %v, want %v", test.seed, test.delay, test.args, len(r.asked), r.world.Elapsed(), want)
		}
	}
}

// TestRobotsAreAskedAgain when their time is over, and what they say then holds.
// However short that is, there is a page between two of them.
func TestRobotsAreAskedAgain(t *testing.T) {
	for header, want := range map[string]struct {
		asked int
		turns bool // the rules of later are seen
	}{
		"X: nothing":                   {2, false},
		"Cache-Control: max-age=99999": {2, false},
		"Cache-Control: max-age=36000": {4, true},
		"Cache-Control: no-cache":      {30, true},
	} {
		file := func(path string) string { return fetchtest.OK("User-agent: *\nDisallow: "+path, header) }
		r := rehearse(t).put("/robots.txt", file("/status"))
		r.then(25*time.Hour, func(*run) { r.put("/robots.txt", file("/wait")) })
		args := []string{"crawl", "--host-delay", "1h"}
		for i := range 30 {
			args = append(args, fmt.Sprintf("%s/wait/0s?%d", site, i), fmt.Sprintf("%s/status/204?%d", site, i))
		}
		count := map[string]int{}
		for path, what := range outcomes(r.clew(args...)) {
			count[path[:5]+what]++
		}
		if got := r.count("/robots.txt"); got < want.asked-1 || got > want.asked+1 {
			t.Errorf("%s: asked %d times, want %d", header, got, want.asked)
		}
		if (count["/statok"] > 0) != want.turns || count["/statok"] != count["/waitskipped robots"] && want.turns == false {
			t.Errorf("%s: %v", header, count)
		}
	}
}

// TestRobotsThatIsLateHoldsItsHostAlone.
func TestRobotsThatIsLateHoldsItsHostAlone(t *testing.T) {
	r := rehearse(t).put("/robots.txt", "/wait/9s")
	list := r.clew("crawl", site+"/ok", "http://10.0.0.3/ok", "-c", "1", "--max-per-host", "1")
	if len(list) != 2 || list[1].URL != "http://10.0.0.3/ok" {
		t.Errorf("%+v", list)
	}
}

// TestWaitingForRobotsEnds with the run, and each who waits has its record.
func TestWaitingForRobotsEnds(t *testing.T) {
	for _, test := range []struct {
		answer string
		stop   func(*rehearsal) *rehearsal
		args   []string
		what   string
		limit  time.Duration
	}{
		{"/stall", func(r *rehearsal) *rehearsal { return r.interrupt(time.Second) }, []string{"--grace", "2s"}, "skipped canceled", 4 * time.Second},
		{"/wait/2s", func(r *rehearsal) *rehearsal { return r.interrupt(time.Second) }, nil, "skipped canceled", 3 * time.Second},
		{"/later/50", func(r *rehearsal) *rehearsal { return r.interrupt(time.Second) }, nil, "skipped canceled", 2 * time.Second},
		{"/stall", nil, []string{"--max-time", "3s", "--grace", "2s"}, "skipped limit", 6 * time.Second},
		{"/later/50", nil, []string{"--max-time", "3s"}, "skipped limit", 4 * time.Second},
		{"/stall", nil, nil, "skipped robots", 70 * time.Second},
		{"/stall", nil, []string{"--ttfb-timeout", "0"}, "skipped robots", 31 * time.Second},
	} {
		r := rehearse(t).put("/robots.txt", test.answer)
		if test.stop != nil {
			test.stop(r)
		}
		list := r.clew(append([]string{"crawl", site + "/ok?1", site + "/ok?2", site + "/ok?3"}, test.args...)...)
		for _, rec := range list {
			if rec.what() != test.what || rec.Attempts != 0 {
				t.Errorf("%s %q: %+v", test.answer, test.args, rec)
			}
		}
		if len(list) != 3 || r.world.Elapsed() > test.limit {
			t.Errorf("%s %q: %d records after %v", test.answer, test.args, len(list), r.world.Elapsed())
		}
		r.wantSum(list)
	}
}

// TestRobotsIsNoPage: --max-pages and --max-urls-per-host do not count it, nor
// what it bars; and it comes before them.
func TestRobotsIsNoPage(t *testing.T) {
	for _, limit := range []string{"--max-pages", "--max-urls-per-host"} {
		r := rehearse(t).put("/robots.txt", barring("/wait"))
		list := r.clew("crawl", limit, "2", site+"/page/wait_1s,ok,wait_2s,a,wait_3s,b,wait_4s")
		count := map[string]int{}
		for _, rec := range list {
			count[rec.what()]++
		}
		if count["ok"] != 2 || count["skipped robots"] != 4 || count["skipped limit"] != 2 {
			t.Errorf("%s: %v", limit, count)
		}
	}
	r := rehearse(t).put("/robots.txt", barring("/wait"))
	list := r.clew("crawl", "--max-pages", "1", site+"/ok", site+"/wait/1s", site+"/ok?2")
	want := map[string]string{"/ok": "ok", "/wait/1s": "skipped robots", "/ok?2": "skipped limit"}
	for path, what := range want {
		if got := the(t, list, path).what(); got != what {
			t.Errorf("%s: %s, want %s", path, got, what)
		}
	}
}

// TestRobotsOfAnInput: a fetch asks for robots.txt on behalf of its inputs, who
// name private hosts and may not be led to others.
func TestRobotsOfAnInput(t *testing.T) {
	r := rehearse(t).put("/robots.txt", barring("/wait")).put("10.0.0.3/robots.txt", barring("/ok"))
	r.put("/away", fetchtest.Response("302 Found", "", "Location: http://10.0.0.3/page/x"))
	list := r.clew("fetch", "--robots", "on", site+"/ok", site+"/ok", site+"/wait/1s", site+"/away")
	if len(list) != 4 || the(t, list, "/wait/1s").what() != "skipped robots" || the(t, list, "/away").what() != "failed private" {
		t.Errorf("%+v", list)
	}
	r.wantAsked("/robots.txt", 1)
	r.wantAsked("10.0.0.3/robots.txt", 0)
}

// TestRobotsAreForOurName: the product in --user-agent.
func TestRobotsAreForOurName(t *testing.T) {
	file := robotsTxt("User-agent: *", "Disallow: /", "User-agent: mybot", "Allow: /")
	for agent, want := range map[string]string{
		"mybot/2.0": "ok", "Mozilla/5.0 (compatible; MyBot/1)": "ok", "other": "skipped robots", "mybots": "skipped robots", "": "skipped robots",
	} {
		r := rehearse(t).put("/robots.txt", file)
		if list := r.clew("crawl", "-A", agent, site+"/ok"); list[0].what() != want {
			t.Errorf("%q: %s", agent, list[0].what())
		}
	}
	r := rehearse(t).put("/robots.txt", file)
	if list := r.clew("crawl", "-H", "User-Agent: mybot", site+"/ok"); list[0].what() != "ok" {
		t.Errorf("by --header: %s", list[0].what())
	}
}

// TestNoFollowInTheHead bars the links of a page as the page itself can.
func TestNoFollowInTheHead(t *testing.T) {
	for tag, want := range map[string]bool{
		"noindex, nofollow": true, "clew: none": true, "other: nofollow": false, "noindex": false,
	} {
		r := rehearse(t).put("/tagged", fetchtest.OK("<a href=/ok>x</a>", "Content-Type: text/html", "X-Robots-Tag: noarchive", "X-Robots-Tag: "+tag))
		list := r.clew("crawl", "-A", "clew/1.0", site+"/tagged")
		if rec := the(t, list, "/tagged"); rec.NoFollow != want || (len(list) == 1) != want {
			t.Errorf("%q: nofollow %v, %d records", tag, rec.NoFollow, len(list))
		}
		r = rehearse(t).put("/tagged", fetchtest.OK("<a href=/ok>x</a>", "Content-Type: text/html", "X-Robots-Tag: "+tag))
		if list = r.clew("crawl", "--follow-nofollow", site+"/tagged"); len(list) != 2 {
			t.Errorf("%q: %d records with --follow-nofollow", tag, len(list))
		}
	}
}

// TestUnreachableIsSaid: of a host that the user named.
func TestUnreachableIsSaid(t *testing.T) {
	const said = "robots.txt cannot be had, and disallows all: "
	for flag, want := range map[string]bool{"-v": true, "--no-verbose": true, "-q": false} {
		r := rehearse(t).put("/robots.txt", "/status/500")
		r.clew("crawl", flag, site+"/ok")
		if got := strings.Contains(r.stderr.String(), said+site+"/robots.txt: status 500"); got != want {
			t.Errorf("%s: %s", flag, &r.stderr)
		}
	}
	r := rehearse(t).put("10.0.0.3/robots.txt", "/status/500").put("/away", fetchtest.OK("<a href=http://10.0.0.3/ok>", "Content-Type: text/html"))
	list := r.clew("crawl", "--scope", "any", "--allow-private", site+"/away")
	if strings.Contains(r.stderr.String(), said) || len(list) != 2 {
		t.Errorf("%+v: %s", list, &r.stderr)
	}
}
