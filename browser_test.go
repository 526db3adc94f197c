package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// A browser is a headless Chromium that the test talks to by its DevTools protocol,
// over a pipe (https://chromedevtools.github.io/devtools-protocol/).
type browser struct {
	t       *testing.T
	cmd     *exec.Cmd
	to      *os.File
	from    *bufio.Reader
	session string
	last    int

	asked    []string // URLs that pages asked for
	troubles []string // what pages, and the browser, complained of
}

// browse starts a browser with one page; without Chromium the test is skipped.
func browse(t *testing.T) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not there: apt-get install chromium")
	}
	dir, err := os.MkdirTemp("", "chromium") // of which some of it may still be written to at its end
	if err != nil {
		t.Fatal(err)
	}
	theirs, to := pipe(t)
	from, theirs2 := pipe(t)
	b := &browser{t: t, to: to, from: bufio.NewReaderSize(from, 1<<20)}
	b.cmd = exec.Command(path, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe", "--user-data-dir="+dir, "about:blank")
	b.cmd.ExtraFiles = []*os.File{theirs, theirs2} // 3 and 4
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	theirs2.Close()
	t.Cleanup(func() {
		defer time.AfterFunc(patience, func() { b.cmd.Process.Kill() }).Stop()
		b.t, b.session = t, ""
		b.call("Browser.close", nil)
		b.cmd.Wait()
		os.RemoveAll(dir)
	})
	from.SetReadDeadline(time.Now().Add(4 * time.Minute)) // nothing takes so long but what hangs
	b.attach()
	return b
}

// pipe makes a pipe whose ends are closed with the test.
func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	return r, w
}

func (b *browser) attach() {
	b.t.Helper()
	target := b.call("Target.createTarget", object{"url": "about:blank"})["targetId"]
	b.session = b.call("Target.attachToTarget", object{"targetId": target, "flatten": true})["sessionId"].(string)
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		b.call(domain+".enable", nil)
	}
}

type object = map[string]any

// A message is an answer or an event of the protocol.
type message struct {
	ID     int
	Method string
	Params object
	Result object
	Error  *struct{ Message string }
}

// call sends a command and waits for its answer; events meanwhile are noted.
func (b *browser) call(method string, params object) object {
	b.t.Helper()
	b.last++
	text, err := json.Marshal(object{"id": b.last, "method": method, "params": params, "sessionId": b.session})
	if b.session == "" {
		text, err = json.Marshal(object{"id": b.last, "method": method, "params": params})
	}
	if err == nil {
		_, err = b.to.Write(append(text, 0))
	}
	for err == nil {
		var m message
		if m, err = b.read(); err == nil && m.ID == b.last {
			if m.Error != nil {
				b.t.Fatalf("%s: %s", method, m.Error.Message)
			}
			return m.Result
		}
	}
	if method != "Browser.close" {
		b.t.Fatalf("%s: %v", method, err)
	}
	return nil
}

func (b *browser) read() (m message, err error) {
	text, err := b.from.ReadBytes(0)
	if err != nil {
		return m, err
	}
	err = json.Unmarshal(text[:len(text)-1], &m)
	b.note(&m)
	return m, err
}

// note keeps what a test may want to know of an event.
func (b *browser) note(m *message) {
	switch m.Method {
	case "Network.requestWillBeSent":
		b.asked = append(b.asked, m.Params["request"].(object)["url"].(string))
	case "Runtime.exceptionThrown", "Log.entryAdded":
		b.troubles = append(b.troubles, fmt.Sprint(m.Params))
	case "Runtime.consoleAPICalled":
		b.troubles = append(b.troubles, fmt.Sprint(m.Params["args"]))
	}
}

// open loads a page in a window of that width, in the light or in the dark.
func (b *browser) open(url, scheme string, width int) {
	b.t.Helper()
	b.asked, b.troubles = nil, nil
	b.call("Emulation.setEmulatedMedia", object{"features": []object{{"name": "prefers-color-scheme", "value": scheme}}})
	b.call("Emulation.setDeviceMetricsOverride", object{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500})
	b.call("Page.navigate", object{"url": url})
	b.until("document.readyState === 'complete' && location.href !== 'about:blank'")
}

// eval returns the value of an expression of JavaScript.
func (b *browser) eval(expression string) any {
	b.t.Helper()
	got := b.call("Runtime.evaluate", object{"expression": expression, "returnByValue": true, "awaitPromise": true})
	if wrong := got["exceptionDetails"]; wrong != nil {
		b.t.Fatalf("%s: %v", expression, wrong)
	}
	return got["result"].(object)["value"]
}

// until waits for an expression to hold.
func (b *browser) until(expression string) {
	b.t.Helper()
	for end := time.Now().Add(time.Minute); b.eval(expression) != true; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatalf("%s: never", expression)
		}
	}
}

// want checks the value of an expression.
func (b *browser) want(expression string, want any) {
	b.t.Helper()
	if got := b.eval(expression); got != want {
		b.t.Errorf("%s: %v, want %v", expression, got, want)
	}
}

// wantOnly checks that the page asked for nothing but these, and complained of nothing.
func (b *browser) wantOnly(urls ...string) {
	b.t.Helper()
	for _, url := range b.asked {
		if !slices.Contains(urls, url) && url != "data:," {
			b.t.Errorf("the page asks for %s", url)
		}
	}
	if len(b.troubles) > 0 {
		b.t.Errorf("the page complains: %q", b.troubles)
	}
}

// shoot keeps a picture of the whole page where CLEW_SCREENSHOTS names a folder.
func (b *browser) shoot(name string) {
	b.t.Helper()
	dir := os.Getenv("CLEW_SCREENSHOTS")
	if dir == "" {
		return
	}
	shot := b.call("Page.captureScreenshot", object{"format": "png", "captureBeyondViewport": true})
	png, err := base64.StdEncoding.DecodeString(shot["data"].(string))
	if err := errors.Join(err, os.WriteFile(filepath.Join(dir, name+".png"), png, 0o666)); err != nil {
		b.t.Fatal(err)
	}
}
