package pipeline

import (
	"bytes"
	"fmt"
	"net/netip"
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

// A simulation is a crawl through a web of many hosts in a virtual world, with an
// observer at the servers.
type simulation struct {
	*webmap
	*observer
	world *aiotest.World
	now   func() time.Time
	run   *run
	out   bytes.Buffer
	err   bytes.Buffer
}

// simulate crawls a web from its first page.
func simulate(t *testing.T, w *webmap, args ...string) *simulation {
	t.Helper()
	s := &simulation{webmap: w, observer: newObserver(t), world: aiotest.New()}
	args = append([]string{"crawl", "--scope", "any", "--fields", "url,state,status_code,skip_reason,error_kind,attempts", w.url(pageID{}), "--robots", onOrOff(w.rules)}, args...)
	settings, err := config.Parse(args, config.Host{Fields: record.FieldNames()})
	if err != nil {
		t.Fatal(err)
	}
	s.hostDelay, s.perHost, s.inFlight = settings.Load.HostDelay, settings.Load.MaxPerHost, settings.Load.MaxInflight
	s.closing = settings.Retry.Delay / 2
	s.run = &run{settings: settings, stdin: strings.NewReader(""), stderr: &s.err, before: s.before}
	s.run.targets.stdout = &s.out
	runner := s.world.Runner()
	runner.Debug = false
	runner.OnError = func(err error) { t.Errorf("nobody waits for %v", err) }
	if code := s.run.end(runner.Run(s.run.main)); code != 0 {
		t.Errorf("exit code %d: %s", code, &s.err)
	}
	return s
}

func onOrOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// before sets the servers up, and the names.
func (s *simulation) before(ctx *aio.Context, settings *config.Settings) (stop func(), err error) {
	s.now = ctx.Loop().Now
	gone := map[netip.Addr]bool{}
	for h := range s.webmap.hosts {
		name, _, other := strings.Cut(s.name(h), ":")
		settings.Connection.Resolve = append(settings.Connection.Resolve, config.Resolve{
			Host: name, Port: uint16(80 + 8000*b2i(other)), Addrs: []netip.Addr{s.ip(h)},
		})
		if s.nature(h) == dead {
			gone[s.ip(h)] = true
		}
	}
	s.world.Links = func(a aio.Addr) *aiotest.Link {
		if gone[a.Addr()] {
			return &aiotest.Link{Fail: syscall.ECONNREFUSED}
		}
		return nil
	}
	return s.listen(ctx)
}

// listen serves every address.
func (s *simulation) listen(ctx *aio.Context) (stop func(), err error) {
	var listeners []*aio.Listener
	for _, at := range []string{"0.0.0.0:80", "0.0.0.0:8080"} {
		ln, err := aio.Listen(ctx, "tcp", at)
		if err != nil {
			return nil, err
		}
		listeners = append(listeners, ln)
		aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, ln.Serve(ctx, s.serve) }).Daemon()
	}
	return func() {
		for _, ln := range listeners {
			ln.Close()
		}
	}, nil
}

// serve answers the requests of a connection.
func (s *simulation) serve(ctx *aio.Context, c *aio.Conn) error {
	for ip := c.LocalAddr().Addr(); ; {
		head, err := c.Next(ctx)
		if err != nil {
			return nil
		}
		m := fetchtest.Message{Head: string(head)}
		host, path := m.Field("Host"), strings.Fields(m.Head)[1]
		h := s.begin(host, ip, s.now())
		text, err := s.answer(ctx, h, host, path)
		s.end(h)
		if err != nil {
			return nil
		}
		if _, err := c.Write(ctx, []byte(text)); err != nil || !strings.Contains(text, "\r\n\r\n") {
			return c.Abort()
		}
	}
}

func (s *simulation) answer(ctx *aio.Context, h *observed, host, path string) (string, error) {
	id, ok := s.parse(host, path)
	if !ok {
		return s.other(h, host, path), nil
	}
	p := s.at(id)
	s.check(h.ruled > 0 || !s.rules, "%s is asked before its robots.txt", host)
	s.check(s.allows(id), "%s is asked, against robots.txt", s.url(id))
	if err := aio.Sleep(ctx, p.delay); err != nil {
		return "", err
	}
	if s.failures[id] < p.failures {
		s.failures[id]++
		return s.fail(h, p.failure), nil
	}
	s.answers[id]++
	switch {
	case p.redirect != nil:
		return fetchtest.Response("302 Found", "", "Location: "+s.url(*p.redirect)), nil
	case p.status == 503:
		return s.fail(h, "503 30"), nil
	case p.status != 200:
		return fetchtest.Response(strconv.Itoa(p.status)+" Status", ""), nil
	}
	var links strings.Builder
	for _, l := range p.links {
		fmt.Fprintf(&links, "<a href=\"%s#x\">", s.url(l))
	}
	return fetchtest.OK("<title>Page</title>"+links.String(), "Content-Type: text/html"), nil
}

// fail is an answer that is none.
func (s *simulation) fail(h *observed, what string) string {
	status, after, given := strings.Cut(what, " ")
	switch {
	case what == "gone":
		return ""
	case what == "torn":
		return "HTTP/1.1 200 OK\r\nContent-Le"
	case given:
		seconds, _ := strconv.Atoi(after)
		s.close(h, s.now(), time.Duration(seconds)*time.Second)
		return fetchtest.Response(status+" Status", "", "Retry-After: "+after)
	case what != "500":
		s.close(h, s.now(), s.closing)
	}
	return fetchtest.Response(status+" Status", "")
}

// other answers what is no page: a robots.txt.
func (s *simulation) other(h *observed, host, path string) string {
	id, _ := s.parse(host, "/p/0")
	s.check(s.rules && strings.HasPrefix(path, "/robots.txt"), "%s is asked", path)
	if strings.HasPrefix(path, "/robots.txt?") { // of another host
		return robotsText("Disallow: /p/3")
	}
	h.ruled++
	if s.nature(id.host) == sullen {
		return s.fail(h, "503 30")
	}
	switch kind := s.ruleKind(id.host); {
	case kind == empty, kind == torn && h.ruled > 1:
		return robotsText("Disallow:")
	case kind == torn:
		return s.fail(h, "torn")
	case kind == oddly, kind == shaky && h.ruled > 1:
		return robotsText("Disallow: /p/3")
	case kind == shaky:
		return s.fail(h, "503")
	case kind == slowly:
		h.pause = s.pause(id.host)
		return robotsText(fmt.Sprintf("Crawl-delay: %v", h.pause.Seconds()))
	case kind == barsAll:
		return robotsText("Disallow: /")
	case kind == broken:
		return s.fail(h, "500")
	case kind == elsewhere:
		return fetchtest.Response("301 Moved", "", fmt.Sprintf("Location: http://%s/robots.txt?%d", s.name(s.next(id.host)), id.host))
	}
	return fetchtest.Response("404 Not Found", "")
}

func robotsText(rule string) string {
	return fetchtest.OK("User-agent: *\n"+rule+"\n", "Content-Type: text/plain")
}

// TestSimulatedWeb crawls a web of many hosts, with all that can go wrong, and
// looks at every request from the other side.
func TestSimulatedWeb(t *testing.T) {
	for _, rules := range []bool{false, true} {
		t.Run(fmt.Sprintf("robots=%v", rules), func(t *testing.T) {
			crawlSimulated(t, &webmap{seed: 1, hosts: soak(t, 2000, 100_000), rules: rules})
		})
	}
}

func crawlSimulated(t *testing.T, w *webmap) {
	s := simulate(t, w, "--summary", t.TempDir()+"/sum.json", "-c", strconv.Itoa(soak(t, 40, 100)))
	all, passed := w.reached(pageID{})
	s.wantAnswers(w, all)
	s.wantRecords(all, passed)
	t.Logf("%d requests, %v of virtual time, %d in flight at most: %+v", s.requests, s.world.Elapsed(), s.run.co.counts.MaxInFlight, s.run.co.counts)
}

// wantRecords expects one record of each page, but for those that a redirect has
// passed.
func (s *simulation) wantRecords(all, passed map[pageID]bool) {
	t := s.observer.t
	t.Helper()
	r := rehearsal{t: t}
	r.stdout = s.out
	seen := map[string]bool{}
	for _, rec := range r.records() {
		if seen[rec.URL] {
			t.Errorf("%s: two records", rec.URL)
		}
		seen[rec.URL] = true
	}
	missing := 0
	for id := range all {
		if !seen[s.url(id)] && !passed[id] {
			missing++
		}
	}
	if missing > 0 {
		t.Errorf("%d of %d pages have no record", missing, len(all))
	}
	if sum := s.run.summary(); sum.Inputs != len(seen) || sum.Inputs != sum.OK+sum.Failed+sum.Skipped || sum.Requests < s.requests {
		t.Errorf("%d records, %d requests came: %+v", len(seen), s.requests, sum)
	}
}
