package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A terminal is a pseudo terminal and what it shows: a screen that knows lines,
// carriage returns, and where its edge is, and nothing else.
type terminal struct {
	t      *testing.T
	master *os.File
	slave  *os.File
	ended  chan struct{}

	mu      sync.Mutex
	changed chan struct{} // closed when something was shown
	columns int
	lines   [][]rune
	at      int // column
	foreign []byte
}

func openTerminal(t *testing.T, columns int) *terminal {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo terminals here: %v", err)
	}
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, master: master, slave: slave, ended: make(chan struct{}), changed: make(chan struct{}), lines: [][]rune{nil}}
	term.resize(columns)
	go term.show()
	t.Cleanup(func() {
		slave.Close()
		<-term.ended
		master.Close()
	})
	return term
}

func (term *terminal) resize(columns int) {
	term.mu.Lock()
	defer term.mu.Unlock()
	term.columns = columns
	for i, l := range term.lines { // as xterm does; others fold them
		term.lines[i] = l[:min(len(l), columns)]
	}
	term.at = min(term.at, columns)
	if err := unix.IoctlSetWinsize(int(term.master.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: uint16(columns)}); err != nil {
		term.t.Error(err)
	}
}

// show shows what is written, until all have closed the other end.
func (term *terminal) show() {
	defer close(term.ended)
	buf := make([]byte, 4096)
	for {
		n, err := term.master.Read(buf)
		term.mu.Lock()
		for _, c := range string(buf[:n]) {
			term.put(c)
		}
		close(term.changed)
		term.changed = make(chan struct{})
		term.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (term *terminal) put(c rune) {
	last := &term.lines[len(term.lines)-1]
	switch {
	case c == '\r':
		term.at = 0
	case c == '\n':
		term.lines = append(term.lines, nil)
		term.at = 0
	case c < ' ':
		term.foreign = append(term.foreign, byte(c))
	case term.at == term.columns:
		term.lines = append(term.lines, []rune{c})
		term.at = 1
	default:
		for len(*last) <= term.at {
			*last = append(*last, ' ')
		}
		(*last)[term.at] = c
		term.at++
	}
}

// screen is what is to be seen, without what is blank.
func (term *terminal) screen() (lines []string) {
	for _, l := range term.lines {
		lines = append(lines, strings.TrimRight(string(l), " "))
	}
	return lines
}

// await waits until the screen is as it should be.
func (term *terminal) await(what string, holds func(lines []string) bool) {
	term.t.Helper()
	limit := time.After(patience)
	for {
		term.mu.Lock()
		lines, changed := term.screen(), term.changed
		term.mu.Unlock()
		if holds(lines) {
			return
		}
		select {
		case <-changed:
		case <-limit:
			term.t.Fatalf("waiting for %s; the screen shows:\n%s", what, strings.Join(lines, "\n"))
		}
	}
}

// run starts clew with its standard error on the terminal, and its standard
// output as well where records is nil.
func (term *terminal) run(records *bytes.Buffer, args ...string) *exec.Cmd {
	term.t.Helper()
	cmd := exec.Command("clew", args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + term.t.TempDir(), "TERM=xterm", "CLEW_RETRY_DELAY=1ms", "GORACE=atexit_sleep_ms=0"}
	cmd.Stderr = term.slave
	if cmd.Stdout = term.slave; records != nil {
		cmd.Stdout = records
	}
	if err := cmd.Start(); err != nil {
		term.t.Fatal(err)
	}
	term.t.Cleanup(func() { cmd.Process.Kill() })
	return cmd
}

// finish waits for the end of clew, and of what it showed.
func (term *terminal) finish(cmd *exec.Cmd) []string {
	term.t.Helper()
	if err := cmd.Wait(); err != nil {
		term.t.Error(err)
	}
	term.slave.Close()
	<-term.ended
	if len(term.foreign) > 0 {
		term.t.Errorf("control characters: %q", term.foreign)
	}
	return term.screen()
}

// lastLine checks the line at the bottom.
func lastLine(words ...string) func([]string) bool {
	return func(lines []string) bool {
		for _, w := range words {
			if !strings.Contains(lines[len(lines)-1], w) {
				return false
			}
		}
		return true
	}
}

// TestTheBarStaysBelow what is said: it is drawn in one line, and nothing of it is
// left in the lines above nor at the end.
func TestTheBarStaysBelow(t *testing.T) {
	web := startWeb(t.TempDir())
	defer web.close()
	url := web.names()["URL"]
	term := openTerminal(t, 100)
	var records bytes.Buffer
	cmd := term.run(&records, "fetch", "-v", url+"/flaky?1", url+"/held", url+"/ok")
	term.await("the bar", lastLine("2 of 3 done, 0 failed", "1 in flight", "66% ["))
	term.resize(30)
	term.await("a shorter bar", func(lines []string) bool {
		return strings.HasSuffix(lines[len(lines)-1], "] 2 of 3 done")
	})
	web.release()
	lines := term.finish(cmd)
	if len(lines) < 3 || !strings.HasPrefix(lines[0], "clew: status 503") || lines[len(lines)-1] != "" {
		t.Errorf("the screen shows:\n%s", strings.Join(lines, "\n"))
	}
	for _, l := range lines {
		if strings.Contains(l, "done") {
			t.Errorf("a bar is left: %s", l)
		}
	}
	if n := strings.Count(records.String(), "\n"); n != 3 {
		t.Errorf("%d records:\n%s", n, &records)
	}
}

// TestRecordsGoAboveTheBar where both are on the terminal.
func TestRecordsGoAboveTheBar(t *testing.T) {
	web := startWeb(t.TempDir())
	defer web.close()
	url := web.names()["URL"]
	term := openTerminal(t, 120)
	cmd := term.run(nil, "fetch", "-c", "2", url+"/held", url+"/held?2")
	term.await("the bar", lastLine("0 of 2 done"))
	web.release()
	lines := term.finish(cmd)
	got := strings.Join(lines, "\n")
	if strings.Count(got, "200 ") != 2 || !strings.HasPrefix(lines[0], "200 ") || !strings.HasPrefix(lines[1], "200 ") || strings.Contains(got, "done") {
		t.Errorf("the screen shows:\n%s", got)
	}
}
