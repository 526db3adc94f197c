package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"clew/config"
)

// TestMain lets the test binary be clew: where it is called by that name, it
// runs as the command.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"clew": main})
}

// TestScripts runs the scripts of testdata/script, each against a web of its
// own. Besides the commands that every script has there are:
//
//	serve                     start a web: $URL, $OTHER, $TLS, $CLOSED … (see startWeb)
//	run CODE ARG… [< FILE]    run clew and expect its exit code
//	start ARG… [< FILE|pipe]  start clew, $PID; feed, eof, emerges, signal, finish act on it
//	feed LINE…, eof           write lines to its standard input, or end it
//	emerges N                 wait until it has written N lines
//	received N                wait until N lines of its standard error have come
//	signal NAME               send it INT, TERM, USR1, STOP or CONT
//	inspect REGEXP…           run clew ps on it until it shows all of these
//	finish CODE               wait for its end and expect its exit code
//	asked N REGEXP            the web was asked N times for what matches
//	await N REGEXP            wait until it was
//	requests FILE             write what the web was asked to a file
//	release                   let the requests to /held go on
//	records [-f FILE]         every line is a record
//	record [-f FILE] WHERE… : FACT…  exactly one record is such, and these facts hold of it
//	count [-f FILE] N FACT…   the facts hold of N records
//	spaced DURATION           the records' requests began at least that far from each other
//	subst FROM TO             copy a file, with the web's addresses in the place of {URL} …
//	generate KIND FILE        make an input that is too large for a script
//
// Facts are field=text, field~regexp, field>=number, field<=number, field, and
// !field for one that is absent. A field is a path, as redirects.0.url.
func TestScripts(t *testing.T) {
	testscript.Run(t, scripts("testdata/script"))
}

func scripts(dir string) testscript.Params {
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(env *testscript.Env) error {
			env.Values[stageKey{}] = &stage{}
			env.Setenv("TZ", "Asia/Kathmandu") // what is written is UTC all the same
			env.Setenv("CLEW_RETRY_DELAY", "1ms")
			env.Setenv("GORACE", "atexit_sleep_ms=0") // or each run takes a second longer
			return os.MkdirAll(env.Getenv("TMPDIR"), 0o777)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve":    command(serve),
			"run":      command(runClew),
			"start":    command(startClew),
			"feed":     command(feed),
			"eof":      command(eof),
			"emerges":  command(emerges),
			"received": command(received),
			"signal":   command(sendSignal),
			"finish":   command(finish),
			"asked":    command(asked),
			"await":    command(await),
			"requests": command(requests),
			"inspect":  command(inspect),
			"release":  command(release),
			"records":  command(checkRecords),
			"record":   command(checkRecord),
			"count":    command(countRecords),
			"spaced":   command(spaced),
			"subst":    command(subst),
			"generate": command(generate),
		},
	}
}

// A stage is what a script has beside its files: a web, and clew at work.
type stage struct {
	web  *web
	clew *process

	chosen bool // the records are not whole: --fields was given
}

type stageKey struct{}

// command makes a script's command of a function that returns what is wrong.
func command(fn func(ts *testscript.TestScript, s *stage, args []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		err := fn(ts, ts.Value(stageKey{}).(*stage), args)
		switch {
		case !neg:
			ts.Check(err)
		case err == nil:
			ts.Fatalf("unexpected success")
		}
	}
}

func serve(ts *testscript.TestScript, s *stage, args []string) error {
	s.web = startWeb(ts.MkAbs("site"))
	ts.Defer(s.web.close)
	for name, value := range s.web.names() {
		ts.Setenv(name, value)
	}
	for name, text := range map[string][]byte{
		"ca.pem": s.web.certificate(), "key.pem": s.web.key(), "both.pem": append(s.web.key(), s.web.certificate()...),
	} {
		if err := os.WriteFile(ts.MkAbs(name), text, 0o666); err != nil {
			return err
		}
	}
	return nil
}

func release(_ *testscript.TestScript, s *stage, _ []string) error {
	s.web.release()
	return nil
}

func requests(ts *testscript.TestScript, s *stage, args []string) error {
	return os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Join(s.web.log.all(), "\n")), 0o666)
}

func asked(_ *testscript.TestScript, s *stage, args []string) error {
	want, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	if got := s.web.log.count(args[1]); got != want {
		return fmt.Errorf("asked %d times, not %d:\n%s", got, want, s.web.log)
	}
	return nil
}

func await(_ *testscript.TestScript, s *stage, args []string) error {
	want, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	return s.web.log.await(want, args[1])
}

func subst(ts *testscript.TestScript, s *stage, args []string) error {
	text := ts.ReadFile(args[0])
	for name, value := range s.web.names() {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o666)
}

// generate makes inputs that are too large to stand in a script.
func generate(ts *testscript.TestScript, s *stage, args []string) error {
	url := ts.Getenv("URL")
	var text string
	switch kind := args[0]; kind {
	case "long-line":
		text = url + "/ok?" + strings.Repeat("x", 1<<20) + "\n" + url + "/ok\n"
	case "long-comment":
		text = "#" + strings.Repeat("x", 2<<20) + "\n" + url + "/ok\n"
	case "long-indented":
		text = strings.Repeat(" ", 10) + url + "/ok?" + strings.Repeat("x", 1<<20) + "\n"
	case "longest-line":
		text = url + "/ok#" + strings.Repeat("x", 1<<20-len(url+"/ok#")) + "\r\n"
	case "bad-utf8":
		text = `{"url":"` + url + `/ok","meta":"` + "\xff" + `"}` + "\n"
	case "many":
		var b strings.Builder
		for i := range 3000 {
			fmt.Fprintf(&b, "%s/ok?n=%d\n", url, i)
		}
		text = b.String()
	default:
		return fmt.Errorf("generate: unknown kind %q", kind)
	}
	return os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o666)
}

// unseen are the flags that no script can show, and why.
var unseen = map[string]string{
	"dns-timeout": "the system's resolver is not to be slowed down",
}

// TestEveryFlagHasAScript finds flags that no script uses.
func TestEveryFlagHasAScript(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var text []byte
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, b...)
	}
	for _, command := range []string{config.Fetch, config.Crawl} {
		for _, f := range config.Flags(command) {
			spelled := fmt.Sprintf(`(?m)(run|start) .*--(no-)?%s\b|^env %s=`, regexp.QuoteMeta(f.Name), f.Env())
			if f.Short != "" {
				spelled += fmt.Sprintf(`|(run|start) .* -%s( |$)`, regexp.QuoteMeta(f.Short))
			}
			used := regexp.MustCompile(spelled).Match(text)
			if why, known := unseen[f.Name]; used == known {
				t.Errorf("--%s: used by a script: %v %s", f.Name, used, why)
			}
		}
	}
}
