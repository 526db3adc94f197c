package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// TestGuide does what docs/guide.md says. In its console blocks a line that begins with
// "$ " is a command for sh, lines with "> " continue it, and the others are what it prints,
// on both streams, where "…" stands for anything, also for lines. A command succeeds, or
// "echo $?" comes after it. The commands of a chapter (##) run in a folder of their own.
//
// The guide's addresses are those of servers that the test starts.
func TestGuide(t *testing.T) {
	text, err := os.ReadFile("docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(http.FileServer(http.Dir("testdata/site")))
	defer site.Close()
	silent := listen()
	defer silent.Close()
	here := []string{
		"http://127.0.0.1:8080", site.URL,
		"http://127.0.0.1:8081", "http://" + silent.Addr().String(), // takes connections and says nothing
	}
	for chapter := range strings.SplitSeq(string(text), "\n## ") {
		title, body, _ := strings.Cut(chapter, "\n")
		blocks := console.FindAllStringSubmatch(body, -1)
		if blocks == nil {
			continue
		}
		t.Run(title, func(t *testing.T) {
			dir := t.TempDir()
			for _, block := range blocks {
				follow(t, dir, steps(strings.NewReplacer(here...).Replace(block[1])), here)
			}
		})
	}
}

var console = regexp.MustCompile("(?ms)^```console\n(.*?)^```$")

// A step is a command and what it is to print.
type step struct{ command, prints string }

func steps(block string) []step {
	var all []step
	for line := range strings.Lines(block) {
		last := len(all) - 1
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			all = append(all, step{command: command})
		} else if more, ok := strings.CutPrefix(line, "> "); ok && all[last].prints == "" {
			all[last].command += more
		} else {
			all[last].prints += line
		}
	}
	return all
}

// follow runs the steps in one shell and compares what they print.
func follow(t *testing.T, dir string, all []step, here []string) {
	t.Helper()
	const mark = "\x1e"
	var script strings.Builder
	for _, s := range all {
		fmt.Fprintf(&script, "{ %s} 2>&1\ncode=$?; printf '%s%%d%s' $code; (exit $code)\n", s.command, mark, mark)
	}
	cmd := exec.Command("sh", "-c", script.String())
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "CLEW_RETRY_DELAY=1ms", "GORACE=atexit_sleep_ms=0"}
	out, _ := cmd.CombinedOutput()
	parts := strings.Split(string(out), mark)
	if len(parts) != 2*len(all)+1 {
		t.Fatalf("the shell gave up:\n%s\n%s", script.String(), out)
	}
	for i, s := range all {
		printed, code := parts[2*i], parts[2*i+1]
		tells := i+1 < len(all) && strings.HasPrefix(all[i+1].command, "echo $?")
		if code != "0" && !tells || !shape(s.prints).MatchString(printed) {
			t.Errorf("$ %swant:\n%sgot, with exit code %s:\n%s", s.command, s.prints, code, printed)
		}
	}
}

// shape is the pattern of a text in which … is anything.
func shape(text string) *regexp.Regexp {
	return regexp.MustCompile("^(?s:" + strings.ReplaceAll(regexp.QuoteMeta(text), "…", ".*?") + ")$")
}
