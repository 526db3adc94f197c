package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/pipeline/control"
	"clew/pipeline/record"
)

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// ok is the record of a page that came.
func ok(url string, status int, took time.Duration) *record.Record {
	return &record.Record{
		URL: url, FinalURL: url, State: record.OK, StatusCode: status, Depth: -1, ContentType: "text/html; charset=utf-8",
		BodyBytes: 100, WireBytes: 200, Timestamp: epoch,
		Times: record.Times{Name: took / 10, Connect: took / 5, FirstByte: took / 2, Total: took},
	}
}

func TestQuantilesAreWithinTheirBuckets(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		var h histogram
		var all []time.Duration
		scale := time.Duration(1) << (10 + rnd.IntN(28))
		for range 1 + rnd.IntN(500) {
			d := time.Duration(rnd.Int64N(int64(scale)))
			h.add(d)
			all = append(all, d)
		}
		slices.Sort(all)
		for _, q := range []float64{0, 0.5, 0.9, 0.99} {
			want, got := all[int(q*float64(len(all)))], h.quantile(q)
			if off := (got - want).Abs(); off > want/15+time.Microsecond {
				t.Errorf("%v of %d below %v: %v, want %v", q, len(all), scale, got, want)
			}
		}
		if h.max != all[len(all)-1] {
			t.Errorf("the longest is %v, want %v", h.max, all[len(all)-1])
		}
	}
}

func TestBordersOfBuckets(t *testing.T) {
	for i := range buckets - 1 {
		from, to := borderOf(i), borderOf(i+1)
		if bucketOf(from) != i || bucketOf(to-1) != i || bucketOf(to) != i+1 {
			t.Fatalf("bucket %d from %v to %v: %d to %d", i, from, to, bucketOf(from), bucketOf(to-1))
		}
	}
	for _, border := range []time.Duration{time.Millisecond / 16, time.Millisecond, 64 * time.Millisecond, 1024 * time.Millisecond} {
		if borderOf(bucketOf(border)) != border {
			t.Errorf("%v is no border", border)
		}
	}
	if bucketOf(-1) != 0 || bucketOf(1<<62) != buckets-1 {
		t.Error("what is out of range has no bucket")
	}
}

func TestTimeIsInSlotsThatDouble(t *testing.T) {
	line := timeline{start: epoch}
	for i := range 3600 {
		line.add(epoch.Add(time.Duration(i)*time.Second), 2, 1)
	}
	line.add(epoch.Add(-time.Hour), 0, 1) // a clock that was set back
	if line.width != 40960*time.Millisecond || len(line.slots) > maxSlots {
		t.Errorf("%d slots of %v", len(line.slots), line.width)
	}
	sum := 0
	for i := range line.slots {
		sum += line.slots[i].total()
		if n := line.slots[i].Classes[2]; i < len(line.slots)-1 && (n < 40 || n > 41) {
			t.Errorf("slot %d has %d", i, n)
		}
	}
	if sum != 3601 || line.slots[0].Classes[0] != 1 {
		t.Errorf("%d of 3601 are there", sum)
	}
}

// TestHeaviestHostsAreKept feeds many hosts of one record each beside a few of many.
func TestHeaviestHostsAreKept(t *testing.T) {
	s := NewStats(epoch)
	for i := range 20 * maxHosts {
		s.Add(ok(fmt.Sprintf("http://small%d.example/", i), 200, time.Millisecond))
		if i%10 == 0 {
			s.Add(ok(fmt.Sprintf("http://big%d.example/", i/10%3), 404, time.Second))
		}
	}
	v := s.View(epoch)
	for i := range 3 {
		h := v.Hosts[i]
		if !strings.HasPrefix(h.Name, "big") || h.Classes[4] != h.Records || h.Records < 200 || h.AtLeast {
			t.Errorf("host %d is %+v", i, h)
		}
	}
	if !v.Hosts[10].AtLeast || len(s.hosts.all) != maxHosts {
		t.Errorf("%d hosts; the tenth is %+v", len(s.hosts.all), v.Hosts[10])
	}
}

func TestPhasesAreApart(t *testing.T) {
	s := NewStats(epoch)
	r := ok("https://a/", 200, time.Second)
	r.Times = record.Times{Queue: 7 * time.Second, Name: time.Millisecond, Connect: 3 * time.Millisecond, TLS: 7 * time.Millisecond, FirstByte: 15 * time.Millisecond, Total: 31 * time.Millisecond}
	s.Add(r)
	again := ok("https://a/2", 200, time.Second)
	again.Times = record.Times{FirstByte: 8 * time.Millisecond, Total: 16 * time.Millisecond} // on the same connection
	s.Add(again)
	got := ""
	for _, p := range s.View(epoch).Phases {
		got += fmt.Sprintf("%s %d %v, ", p.Name, p.N, p.Max)
	}
	if want := "queue 2 7s, dns 1 1ms, connect 1 2ms, tls 1 4ms, first byte 2 8ms, body 2 16ms, total 2 31ms, "; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestSlowestAndBiggestPages(t *testing.T) {
	s := NewStats(epoch)
	for i, n := range rand.New(rand.NewPCG(3, 4)).Perm(500) {
		r := ok(fmt.Sprintf("http://a/%d", n), 200, time.Duration(n)*time.Millisecond)
		r.BodyBytes = int64(i % 100)
		s.Add(r)
	}
	v := s.View(epoch)
	if len(v.Slowest) != topPages || v.Slowest[0].URL != "http://a/499" || v.Slowest[topPages-1].URL != fmt.Sprintf("http://a/%d", 500-topPages) {
		t.Errorf("%+v", v.Slowest)
	}
	if !slices.IsSortedFunc(v.Biggest, func(a, b Page) int { return int(b.Bytes - a.Bytes) }) || v.Biggest[0].Bytes != 99 || v.Biggest[4].Bytes != 99 || v.Biggest[5].Bytes != 98 {
		t.Errorf("%+v", v.Biggest)
	}
}

// linked is a page of a crawl whose links lead there.
func linked(url string, targets ...string) *record.Record {
	r := ok(url, 200, time.Millisecond)
	r.Depth = 1
	for _, to := range targets {
		r.Links = append(r.Links, record.Link{URL: to, Target: to})
	}
	return r
}

func TestFailuresNameWhoLinksToThem(t *testing.T) {
	s := NewStats(epoch)
	const gone = "http://a/gone"
	s.Add(linked("http://a/1", gone, "http://a/2", gone))
	s.Add(linked("http://a/2", gone))
	failed := ok(gone, 404, time.Millisecond)
	failed.Depth, failed.Source = 2, "http://a/1"
	s.Add(failed)
	for i := range 5 { // and afterwards
		s.Add(linked(fmt.Sprintf("http://a/later%d", i), gone))
	}
	s.Add(&record.Record{Input: "::", State: record.Failed, Error: "no", ErrorKind: "url", Depth: -1})
	v := s.View(epoch)
	if v.FailuresTotal != 2 || len(v.Failures) != 2 {
		t.Fatalf("%+v", v.Failures)
	}
	f := v.Failures[0]
	if got := strings.Join(f.Referrers, " "); got != "http://a/1 http://a/2 http://a/later0" || f.More != 4 {
		t.Errorf("%s and %d more", got, f.More)
	}
	if f := v.Failures[1]; f.URL != "::" || f.Kind != "url" || f.Referrers != nil {
		t.Errorf("%+v", f)
	}
}

func TestFailuresBeyondTheFirstAreCounted(t *testing.T) {
	s := NewStats(epoch)
	for i := range maxFailures + 5 {
		s.Add(ok(fmt.Sprintf("http://a/%d", i), 500, time.Millisecond))
	}
	if v := s.View(epoch); len(v.Failures) != maxFailures || v.FailuresTotal != maxFailures+5 || v.Failures[0].URL != "http://a/0" {
		t.Errorf("%d of %d", len(v.Failures), v.FailuresTotal)
	}
}

func TestLinksBetweenSections(t *testing.T) {
	s := NewStats(epoch)
	s.Add(linked("http://a/", "http://a/docs/x", "http://a/docs/y?q=/z/", "http://b/elsewhere", "http://a/about"))
	s.Add(linked("http://a/docs/x", "http://a/"))
	barred := linked("http://a/docs/y", "http://a/")
	barred.Links[0].Target = ""
	s.Add(barred)
	got := fmt.Sprint(s.View(epoch).Sections)
	if want := "{[/ /docs/ b] [[1 2 1] [1 0 0] [0 0 0]] 2}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestSmallSectionsAreOne(t *testing.T) {
	s := NewStats(epoch)
	total := 0
	for i := range 2 * maxSections {
		for range 1 + i%7 {
			s.Add(linked("http://a/", fmt.Sprintf("http://a/%d/", i)))
			total++
		}
	}
	v := s.View(epoch).Sections
	sum := 0
	for _, row := range v.N {
		for _, n := range row {
			sum += n
		}
	}
	if sum != total || len(v.Names) != showSections+1 || v.Names[showSections] != others || len(s.sections.names) > maxSections+1 {
		t.Errorf("%d links of %d between %q", sum, total, v.Names)
	}
}

func TestNilStatsGatherNothing(t *testing.T) {
	(*Stats)(nil).Add(ok("http://a/", 200, 1))
}

// TestMemoryIsBounded feeds a crawl in which nothing comes twice.
func TestMemoryIsBounded(t *testing.T) {
	const most = 40 << 20
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, s := heap(), NewStats(epoch)
	for i := range 200_000 {
		name := fmt.Sprintf("http://h%d.example/%d/%s/", i, i, strings.Repeat("x", 50))
		r := linked(name, name+"1", name+"2", name+"3")
		r.StatusCode, r.ContentType, r.Depth = 400+i%1000, name, i
		r.Timestamp = epoch.Add(time.Duration(i) * time.Minute)
		s.Add(r)
	}
	grown := heap() - before
	t.Logf("%d KB", grown>>10)
	if grown > most {
		t.Errorf("%d bytes, want no more than %d", grown, most)
	}
	runtime.KeepAlive(s)
}

// aCrawl is a crawl of some hosts, in which all there is occurs.
func aCrawl(n int) *Stats {
	rnd := rand.New(rand.NewPCG(5, 6))
	s := NewStats(epoch)
	at := epoch
	pick := func(of ...string) string { return of[min(int(rnd.ExpFloat64()*float64(len(of))/3), len(of)-1)] }
	url := func() string {
		host := pick("docs.example.com", "docs.example.com", "docs.example.com", "docs.example.com", "www.example.com", "blog.example.org", "cdn.example.net")
		return "https://" + host + pick("/guide/", "/reference/", "/blog/", "/api/v2/", "/", "/releases/", "/community/", "/search?q=", "/de/", "/assets/") + fmt.Sprint(rnd.IntN(n))
	}
	for i := range n {
		at = at.Add(time.Duration(rnd.ExpFloat64() * (1 + 0.8*float64(i%700)/700) * float64(18*time.Millisecond)))
		r := linked(url())
		r.Depth, r.Timestamp = int(3+rnd.NormFloat64()*1.5), at
		r.Depth = max(0, r.Depth)
		wait := time.Duration(float64(40*time.Millisecond) * (0.3 + rnd.ExpFloat64()))
		r.Times = record.Times{Queue: time.Duration(rnd.ExpFloat64() * 3e9), FirstByte: wait, Total: wait + wait/4}
		if rnd.IntN(10) == 0 {
			r.Times = record.Times{Queue: r.Times.Queue, Name: 4 * time.Millisecond, Connect: 24 * time.Millisecond, TLS: 60 * time.Millisecond, FirstByte: 60*time.Millisecond + wait, Total: 60*time.Millisecond + wait*5/4}
		}
		r.BodyBytes = int64(rnd.ExpFloat64() * 30000)
		r.WireBytes = r.BodyBytes / 3
		r.ContentType = pick("text/html; charset=utf-8", "text/html", "image/png", "text/css", "application/javascript", "image/svg+xml", "font/woff2", "application/pdf")
		for range rnd.IntN(30) {
			to := url()
			r.Links = append(r.Links, record.Link{URL: to, Target: to})
		}
		switch n := rnd.IntN(100); {
		case n < 3:
			r.StatusCode, r.Source = 404, url()
		case n < 4:
			r.StatusCode, r.Source = 500+rnd.IntN(4), url()
		case n < 5:
			r.StatusCode = 301
		case n < 7:
			*r = record.Record{URL: r.URL, FinalURL: r.URL, State: record.Failed, Depth: r.Depth, Source: url(), ErrorKind: pick("timeout", "connect", "tls", "body"),
				Error: "connect \"" + r.URL + "\": 10.0.0.1:443: connection refused", Timestamp: at, Times: r.Times}
		case n < 25:
			*r = record.Record{URL: r.URL, State: record.Skipped, Depth: r.Depth, SkipReason: pick("scope", "robots", "duplicate", "depth", "trap")}
		}
		s.Add(r)
	}
	return s
}

func (s *Stats) page(t testing.TB, live *Live) string {
	t.Helper()
	v := s.View(epoch)
	v.Run = Run{Title: "https://docs.example.com/", Command: "crawl", Started: epoch, Seconds: 341.2, Requests: v.Records, Ended: live == nil, Complete: live == nil}
	v.Live = live
	var b bytes.Buffer
	if err := v.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPageIsWellFormed reads pages of all kinds as the XML that they are, but for
// the few elements that HTML does not close. They are kept in the folder that
// CLEW_PAGES names, to be looked at.
func TestPageIsWellFormed(t *testing.T) {
	live := &Live{
		Totals:  control.Totals{InFlight: 3, Frontier: 12000, Hosts: 4, HostsWaiting: 1, Queues: []control.Queue{{Name: "inputs", Len: 1, Cap: 1256}, {Name: "pages", Len: 3}}},
		Busiest: []HostQueue{{"docs.example.com:443", 9800, 2, 130 * time.Millisecond}, {"www.example.com:443", 2100, 1, 0}},
		Tasks:   []control.Task{{ID: 1, Wait: "2 tasks of its group", Waited: 1}, {ID: 2, Depth: 1, Name: "output", State: "ready", Doing: "something"}}, TasksTotal: 2,
	}
	for name, page := range map[string]string{
		"empty": NewStats(epoch).page(t, nil), "full": aCrawl(4000).page(t, nil), "live": aCrawl(4000).page(t, live), "early": NewStats(epoch).page(t, &Live{}),
	} {
		if dir := os.Getenv("CLEW_PAGES"); dir != "" {
			os.WriteFile(dir+"/"+name+".html", []byte(page), 0o666)
		}
		markup, script, _ := strings.Cut(page, "<script>")
		d := xml.NewDecoder(strings.NewReader(markup + script[strings.Index(script, "</script>")+len("</script>"):]))
		d.Strict, d.AutoClose, d.Entity = false, []string{"meta", "link", "input"}, xml.HTMLEntity
		for {
			_, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
		}
		if strings.Contains(page, "NaN") || strings.Contains(page, "Inf") || strings.Contains(page, "ZgotmplZ") {
			t.Errorf("%s: something is no number, or no safe value", name)
		}
	}
}

// TestPageShowsAndDoesNotRun feeds what would be markup wherever text of the web
// comes in.
func TestPageShowsAndDoesNotRun(t *testing.T) {
	const evil = `"><script>alert(1)</script>`
	s := NewStats(epoch)
	r := linked("http://a/"+evil, "http://a/"+evil+"/x")
	r.ContentType, r.StatusCode, r.Source, r.Error = evil, 404, "javascript:alert(1)", evil
	s.Add(r)
	s.Add(&record.Record{URL: "http://" + evil + "/", State: record.Failed, ErrorKind: evil, Depth: -1})
	s.Add(&record.Record{URL: "http://b/", State: record.Skipped, SkipReason: evil, Depth: -1})
	page := s.page(t, &Live{
		Totals: control.Totals{Queues: []control.Queue{{Name: evil}}},
		Tasks:  []control.Task{{Name: evil, Wait: evil, Doing: evil}}, Busiest: []HostQueue{{Name: evil}},
	})
	if strings.Count(page, "<script>") != 1 || strings.Contains(page, `href="javascript:`) {
		t.Error("markup of the web is markup of the page")
	}
}

// TestPagesAreEqual holds that a page depends on nothing but the records: two of
// the same run can be compared.
func TestPagesAreEqual(t *testing.T) {
	one, other := aCrawl(2000).page(t, nil), aCrawl(2000).page(t, nil)
	if one != other {
		t.Error("two pages of the same records differ")
	}
}

func BenchmarkAdd(b *testing.B) {
	s, r := aCrawl(2000), linked("https://docs.example.com/guide/1")
	for i := range 40 {
		to := fmt.Sprintf("https://docs.example.com/guide/%d", i)
		r.Links = append(r.Links, record.Link{URL: to, Target: to})
	}
	b.ReportAllocs()
	for b.Loop() {
		s.Add(r)
	}
}

func BenchmarkView(b *testing.B) {
	s := aCrawl(20000)
	b.ReportAllocs()
	for b.Loop() {
		s.View(epoch)
	}
}

func BenchmarkWrite(b *testing.B) {
	v := aCrawl(20000).View(epoch)
	b.ReportAllocs()
	for b.Loop() {
		if err := v.Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
