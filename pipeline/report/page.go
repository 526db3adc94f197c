package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"math"
	"net/url"
	"time"
)

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
	//go:embed page.js
	pageJS string
)

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"number": number, "size": size, "span": span, "percent": percent, "short": short, "seconds": seconds,
	"css":    func() template.CSS { return template.CSS(pageCSS) },
	"js":     func() template.JS { return template.JS(pageJS) },
	"policy": policy, "heat": heat, "bars": newBars, "path": pathOf, "indent": indent,
}).Parse(pageHTML))

// Write writes the page.
func (v *View) Write(w io.Writer) error {
	var b bytes.Buffer
	if err := page.Execute(&b, v); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// policy allows the page its own style and script, and nothing from elsewhere.
func policy(live bool) string {
	p := "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'" +
		"; style-src " + hashOf(pageCSS) + "; script-src " + hashOf(pageJS)
	if live {
		p += "; connect-src 'self'"
	}
	return p
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// heat is how warm a cell of the matrix is, from 1 to 5; 0 is none at all.
func heat(n, most int) int {
	if n == 0 {
		return 0
	}
	return 1 + min(4, int(5*math.Sqrt(float64(n)/float64(most))))
}

// A barList is a list of counts, each with a bar.
type barList struct {
	Title, Of string
	Counts    []Count
	Most, All int
}

func newBars(title, of string, counts []Count) barList {
	l := barList{Title: title, Of: of, Counts: counts}
	for _, c := range counts {
		l.Most = max(l.Most, c.N)
		l.All += c.N
	}
	return l
}

// Width is the length of a bar in percent.
func (l barList) Width(n int) float64 { return 100 * float64(n) / float64(max(l.Most, 1)) }

// pathOf shortens a URL for people: its path, where all have the same host.
func pathOf(raw string, v *View) string {
	if len(v.Hosts) != 1 {
		return raw
	}
	host, rest := splitURL(raw)
	if host != v.Hosts[0].Name || rest == "" {
		return raw
	}
	if text, err := url.PathUnescape(rest); err == nil && printable(text) {
		return text
	}
	return rest
}

// printable reports whether unescaping hides nothing.
func printable(text string) bool {
	for _, c := range text {
		if c <= ' ' || c == '%' || c == 0x7f || c == 0xfffd {
			return false
		}
	}
	return true
}

// indent is the depth of a task as a class.
func indent(depth int) int { return min(depth, 8) }

// Began is when a run began, for programs; Said is it for people.
func (r Run) Began() string { return r.Started.UTC().Format(time.RFC3339) }
func (r Run) Said() string  { return r.Started.UTC().Format("2 January 2006, 15:04:05 UTC") }

// Took is how long the run took so far.
func (v *View) Took() string { return seconds(v.Run.Seconds) }

// Speed is the requests a second over the whole run.
func (v *View) Speed() string {
	if v.Run.Seconds <= 0 {
		return "0"
	}
	return short(float64(v.Run.Requests) / v.Run.Seconds)
}

// Columns are the counts of a host by what came of its requests.
func (h Host) Columns() []Count {
	return []Count{{"2xx", h.Classes[2]}, {"3xx", h.Classes[3]}, {"4xx", h.Classes[4]}, {"5xx", h.Classes[5]}, {"failed", h.Classes[0]}}
}
