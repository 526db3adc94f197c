package graph

import (
	"encoding/xml"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"clew/pipeline/record"
)

// written is a whole file of these records.
func written(name string, records ...*record.Record) string {
	f := FormOf(name)
	text := f.Begin()
	for _, r := range records {
		text = f.Append(text, r)
	}
	return string(append(text, f.End()...))
}

var crawl = []*record.Record{
	{URL: "http://a/", FinalURL: "http://a/", State: record.OK, StatusCode: 200, ContentType: "text/html",
		Links: []record.Link{{Target: "http://a/b", Tag: "a"}, {URL: "http://a/barred", Tag: "a"}, {Target: "http://a/old", Tag: "img"}}},
	{URL: "http://a/b", State: record.Failed, ErrorKind: "timeout"},
	{URL: "http://a/old", FinalURL: "http://a/new", State: record.OK, StatusCode: 404, Redirects: []record.Redirect{{URL: "http://a/old", StatusCode: 301}, {URL: "http://a/between", StatusCode: 302}}},
	{URL: "http://a/again", FinalURL: "http://a/b", State: record.Skipped, SkipReason: "duplicate", Redirects: []record.Redirect{{URL: "http://a/again", StatusCode: 301}}},
	{URL: "http://a/out", FinalURL: "http://b/", State: record.Skipped, SkipReason: "scope", Redirects: []record.Redirect{{URL: "http://a/out", StatusCode: 301}}},
	{URL: "http://a/loop", FinalURL: "http://a/loop", State: record.Failed, ErrorKind: "redirect", Redirects: []record.Redirect{{URL: "http://a/loop", StatusCode: 302}}},
	{State: record.Failed, ErrorKind: "url", Input: "no url"},
}

func TestDOT(t *testing.T) {
	want := `digraph crawl {
node [shape=box]
"http://a/" [state="ok",status=200,kind="text/html"]
"http://a/" -> "http://a/b" [tag="a"]
"http://a/" -> "http://a/old" [tag="img"]
"http://a/b" [state="failed",kind="timeout"]
"http://a/old" [state="redirect",status=301]
"http://a/between" [state="redirect",status=302]
"http://a/new" [state="ok",status=404]
"http://a/old" -> "http://a/between" [tag="redirect"]
"http://a/between" -> "http://a/new" [tag="redirect"]
"http://a/again" [state="redirect",status=301]
"http://a/again" -> "http://a/b" [tag="redirect"]
"http://a/out" [state="redirect",status=301]
"http://b/" [state="skipped",kind="scope"]
"http://a/out" -> "http://b/" [tag="redirect"]
"http://a/loop" [state="redirect",status=302]
"http://a/loop" -> "http://a/loop" [tag="redirect"]
}
`
	if got := written("x.dot", crawl...); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// A document is GraphML as far as it is used here.
type document struct {
	Keys []struct {
		ID  string `xml:"id,attr"`
		For string `xml:"for,attr"`
	} `xml:"key"`
	Graph struct {
		Nodes []struct {
			ID   string  `xml:"id,attr"`
			Data []datum `xml:"data"`
		} `xml:"node"`
		Edges []struct {
			Source string  `xml:"source,attr"`
			Target string  `xml:"target,attr"`
			Data   []datum `xml:"data"`
		} `xml:"edge"`
	} `xml:"graph"`
}

type datum struct {
	Key  string `xml:"key,attr"`
	Text string `xml:",chardata"`
}

func TestGraphMLSaysWhatDOTSays(t *testing.T) {
	var d document
	if err := xml.Unmarshal([]byte(written("x.GraphML", crawl...)), &d); err != nil {
		t.Fatal(err)
	}
	urls := map[string]string{}
	for _, n := range d.Graph.Nodes {
		if urls[n.ID] != "" || strings.ContainsAny(n.ID, ":/?&") {
			t.Errorf("node %s comes twice, or is no name", n.ID)
		}
		urls[n.ID] = n.Data[0].Text
	}
	var edges []string
	for _, e := range d.Graph.Edges {
		edges = append(edges, fmt.Sprintf("%q -> %q [tag=%q]", urls[e.Source], urls[e.Target], e.Data[0].Text))
	}
	dot := written("x.dot", crawl...)
	for _, e := range edges {
		if !strings.Contains(dot, e+"\n") {
			t.Errorf("edge %s is not in the other form", e)
		}
	}
	if n := strings.Count(dot, " -> "); len(edges) != n || len(d.Graph.Nodes) != strings.Count(dot, "state=") {
		t.Errorf("%d nodes, %d edges", len(d.Graph.Nodes), len(edges))
	}
	for _, key := range []string{"url", "state", "status", "kind", "tag"} {
		if !slices.ContainsFunc(d.Keys, func(k struct {
			ID  string `xml:"id,attr"`
			For string `xml:"for,attr"`
		}) bool {
			return k.ID == key
		}) {
			t.Errorf("key %s is not declared", key)
		}
	}
}

// odd is text that both forms must keep from being more than text.
const odd = "http://a/\"]}\n\\\x00\x01<>&']]>\xff-->é\\N"

func TestOddTextStaysText(t *testing.T) {
	r := &record.Record{URL: odd, FinalURL: odd, State: record.OK, StatusCode: 200, ContentType: odd, Links: []record.Link{{Target: odd, Tag: odd}}}
	var d document
	if err := xml.Unmarshal([]byte(written("x.graphml", r)), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Graph.Nodes) != 1 || len(d.Graph.Edges) != 1 || !strings.Contains(d.Graph.Nodes[0].Data[0].Text, `<>&']]>`) {
		t.Errorf("%+v", d.Graph)
	}
	if lines := strings.Count(written("x.dot", r), "\n"); lines != 5 {
		t.Errorf("%d lines", lines)
	}
}

// TestGraphvizReadsDOT asks the reader that the form is for.
func TestGraphvizReadsDOT(t *testing.T) {
	gc, err := exec.LookPath("gc") // it counts nodes and edges
	if err != nil {
		t.Skip("graphviz is not there: apt-get install graphviz")
	}
	for name, want := range map[string]string{"crawl": "9 7", "odd": "1 1"} {
		records := crawl
		if name == "odd" {
			records = []*record.Record{{URL: odd, State: record.OK, StatusCode: 200, ContentType: odd, Links: []record.Link{{Target: odd, Tag: odd}}}}
		}
		cmd := exec.Command(gc, "-n", "-e")
		cmd.Stdin = strings.NewReader(written("x.dot", records...))
		out, err := cmd.CombinedOutput()
		if fields := strings.Fields(string(out)); err != nil || len(fields) < 2 || fields[0]+" "+fields[1] != want {
			t.Errorf("%s: %v, %s; want %s", name, err, out, want)
		}
	}
}
