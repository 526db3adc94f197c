package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// clewAt runs clew in a folder.
func clewAt(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(t.TempDir(), "clew")
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(link, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0", "CLEW_RETRY_DELAY=1ms")
	return cmd
}

// TestReportInABrowser looks at the report of the demo as a person would.
func TestReportInABrowser(t *testing.T) {
	b := browse(t)
	dir := t.TempDir()
	if given := os.Getenv("CLEW_REPORT"); given != "" {
		dir = filepath.Dir(given)
	} else if out, err := clewAt(t, dir, "demo", "-q", "--report", "demo.html").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	url := "file://" + filepath.Join(dir, "demo.html")
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int{1280, 360} {
			t.Run(fmt.Sprint(scheme, width), func(t *testing.T) {
				b.t = t
				b.open(url, scheme, width)
				b.wantOnly(url)
				b.want("document.documentElement.scrollWidth <= innerWidth", true)
				b.shoot(fmt.Sprintf("report-%s-%d", scheme, width))
			})
		}
	}
}
