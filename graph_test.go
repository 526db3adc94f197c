package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	dotNode = regexp.MustCompile(`(?m)^"([^"]*)" \[state="(\w+)"`)
	dotEdge = regexp.MustCompile(`(?m)^"([^"]*)" -> "([^"]*)" \[tag="(\w+)"\]$`)
)

// TestGraphIsOne crawls the demo, which has redirects of all kinds, pages that
// nofollow bars and links that lead away: every URL is declared once, each end of an
// edge is declared, and who is no seed is led to.
func TestGraphIsOne(t *testing.T) {
	dir := t.TempDir()
	if out, err := clewIn(dir, "demo", "-q", "--graph", "demo.dot", "-o", "demo.jsonl").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "demo.dot"))
	if err != nil {
		t.Fatal(err)
	}
	declared, led := map[string]string{}, map[string]bool{}
	for _, n := range dotNode.FindAllStringSubmatch(string(text), -1) {
		if declared[n[1]] != "" {
			t.Errorf("%s is declared twice", n[1])
		}
		declared[n[1]] = n[2]
	}
	redirects := 0
	for _, e := range dotEdge.FindAllStringSubmatch(string(text), -1) {
		if declared[e[1]] == "" || declared[e[2]] == "" {
			t.Errorf("an end of %s is not declared", e[0])
		}
		led[e[2]] = true
		if e[3] == "redirect" {
			redirects++
		}
	}
	seeds := 0
	for url := range declared {
		if !led[url] {
			seeds++
		}
	}
	if lines := strings.Count(string(text), "\n"); lines != 3+len(declared)+strings.Count(string(text), " -> ") {
		t.Errorf("%d lines for %d nodes", lines, len(declared))
	}
	if seeds > 1 || redirects < 5 || len(declared) < 97 {
		t.Errorf("%d nodes, %d of them not led to, %d redirects", len(declared), seeds, redirects)
	}
}
