package main

import (
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestReportInABrowser looks at the report of the demo as a person would.
func TestReportInABrowser(t *testing.T) {
	b := browse(t)
	dir := t.TempDir()
	if out, err := clewIn(dir, "demo", "-q", "--report", "demo.html").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	url := "file://" + filepath.Join(dir, "demo.html")
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int{1280, 360} {
			t.Run(fmt.Sprint(scheme, width), func(t *testing.T) {
				b.t = t
				b.open(url, scheme, width)
				b.wantLook(scheme)
				b.wantOnly(url)
				b.shoot(fmt.Sprintf("report-%s-%d", scheme, width))
			})
		}
	}
	b.t = t
	b.open(url, "light", 1280)
	t.Run("search", func(t *testing.T) { b.t = t; searches(b) })
	t.Run("sort", func(t *testing.T) { b.t = t; sorts(b) })
}

// clewIn is clew in a folder.
func clewIn(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("clew", args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GORACE=atexit_sleep_ms=0", "CLEW_RETRY_DELAY=1ms")
	return cmd
}

// wantLook checks what holds of every page in every window: it fits, it can be told
// from its ground, and who cannot see a chart is told what it shows.
func (b *browser) wantLook(scheme string) {
	b.t.Helper()
	b.want("document.documentElement.scrollWidth <= innerWidth", true)
	b.want("[...document.querySelectorAll('svg[role=img]')].every(svg => svg.querySelector('title')?.textContent)", true)
	b.want("[...document.querySelectorAll('table')].every(t => t.querySelector('th'))", true)
	b.want("[...document.querySelectorAll('input')].every(i => i.labels.length === 1)", true)
	b.want("document.querySelectorAll('h1').length", 1.0)
	for _, selector := range []string{"body", "header p", ".facts dt", "section > p", "thead th", "td.small", ".tag", ".brand", "nav a"} {
		if ratio, ok := b.eval(fmt.Sprintf(contrast, selector)).(float64); ok && ratio < 4.5 {
			b.t.Errorf("%s: the contrast is %.2f, want 4.5", selector, ratio)
		}
	}
	dark := b.eval("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every(n => n < 64)")
	if dark != (scheme == "dark") {
		b.t.Errorf("the page is dark: %v", dark)
	}
}

// contrast is how much text stands out from the page, as WCAG has it
// (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio); null where there is none.
const contrast = `(() => {
  const e = document.querySelector(%q);
  if (!e) return null;
  const light = (color) => {
    const [r, g, b] = color.match(/\d+/g).map((n) => (n /= 255) <= 0.03928 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const x = light(getComputedStyle(e).color), y = light(getComputedStyle(document.body).backgroundColor);
  return Math.max(x, y) / Math.min(x, y);
})()`

const shown = "[...document.querySelectorAll('#failure-table tbody tr')].filter(r => !r.hidden).map(r => r.cells[0].textContent).join()"

// searches types into the search box of the demo's three failures.
func searches(b *browser) {
	for text, want := range map[string]string{
		"":                  "redirect,404,410",
		"SILVER":            "404",
		"balls 404":         "404",
		"lost-property":     "404", // a page that links to it
		"loop":              "redirect",
		"nothing like that": "",
	} {
		b.eval(fmt.Sprintf("(i => { i.value = %q; i.dispatchEvent(new Event('input', {bubbles: true})) })(document.getElementById('search'))", text))
		got, _ := b.eval(shown).(string)
		if sorted(got) != sorted(want) {
			b.t.Errorf("%q finds %s, want %s", text, got, want)
		}
	}
}

// sorted puts a list of words into an order of their own.
func sorted(list string) string {
	words := strings.Split(list, ",")
	slices.Sort(words)
	return strings.Join(words, ",")
}

// sorts presses the heads of columns.
func sorts(b *browser) {
	b.eval("document.getElementById('search').value = ''")
	press := func(n int) string {
		b.eval(fmt.Sprintf("document.querySelectorAll('#failure-table thead button')[%d].click()", n))
		return b.eval(shown).(string)
	}
	if got := press(0); got != "404,410,redirect" {
		b.t.Errorf("sorted by status: %s", got)
	}
	b.want("document.querySelector('#failure-table th').ariaSort", "ascending")
	if got := press(0); got != "redirect,410,404" {
		b.t.Errorf("and back: %s", got)
	}
}

// TestMonitorInABrowser looks at a run that is held by its site, lets it go on, and
// sees it end.
func TestMonitorInABrowser(t *testing.T) {
	w := startWeb("testdata/site")
	defer w.close()
	b := browse(t)
	cmd := clewIn(t.TempDir(), "crawl", "--monitor", "0", "--grace", "0", w.one.URL+"/", w.one.URL+"/held", w.other.URL+"/status/404")
	said, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	url := address(t, said)
	go io.Copy(io.Discard, said)
	for _, scheme := range []string{"light", "dark"} {
		b.open(url, scheme, 360)
		b.until("document.querySelector('#time svg') !== null")
		b.until("document.querySelector('#failures').innerText.includes('/status/404')")
		b.until("document.querySelector('#queues').innerText.includes('127.0.0.1')")
		b.until("document.querySelector('#tasks').innerText.includes('monitor')")
		b.wantLook(scheme)
		b.wantOnly(url)
		b.shoot("monitor-" + scheme)
	}
	b.want("document.getElementById('state').textContent", "Under way")
	begun := b.eval("performance.now()")
	b.until(fmt.Sprintf("performance.getEntriesByType('resource').filter(e => e.startTime > %v).length > 1", begun)) // it asks again
	for path, want := range map[string]string{"healthz": "OK", "metrics": "clew_in_flight 1", "state.json": `"in_flight":1`} {
		if _, text := get(t, url+path, ""); !strings.Contains(text, want) {
			t.Errorf("%s: %s", path, text)
		}
	}
	if code, _ := get(t, url, "rebound.example"); code != http.StatusMisdirectedRequest {
		t.Errorf("a name that was made to lead here gets %d", code)
	}
	cmd.Process.Signal(syscall.SIGINT)
	b.until("document.getElementById('state').textContent.includes('has ended')")
	if cmd.Wait(); cmd.ProcessState.ExitCode() != 130 {
		t.Errorf("exit code %d", cmd.ProcessState.ExitCode())
	}
}

// address reads where the monitor is.
func address(t *testing.T, said io.Reader) string {
	t.Helper()
	var text []byte
	for b := make([]byte, 1); ; {
		if _, err := said.Read(b); err != nil {
			t.Fatalf("no address: %s", text)
		}
		text = append(text, b[0])
		if m := regexp.MustCompile(`http://127\.0\.0\.1:\d+/\n`).Find(text); m != nil {
			return strings.TrimSpace(string(m))
		}
	}
}

// get asks for a URL, by another Host if one is given.
func get(t *testing.T, url, host string) (status int, text string) {
	t.Helper()
	req, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = host
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}
