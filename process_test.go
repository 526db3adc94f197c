package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience is how long a script waits for what must come; nothing that goes
// well takes as long.
const patience = 30 * time.Second

// A process is a clew at work.
type process struct {
	cmd    *exec.Cmd
	in     io.WriteCloser // where its standard input is a pipe
	out    gauge
	err    gauge
	ended  chan struct{}
	status error
}

// launch starts clew in the directory and environment of the script. The words
// "< FILE" name its standard input, "> FILE" and "2> FILE" its outputs.
func launch(ts *testscript.TestScript, s *stage, args []string) (*process, error) {
	p := &process{ended: make(chan struct{})}
	kept, files := redirections(args)
	s.chosen = ts.Getenv("CLEW_FIELDS") != "" || slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "--fields") })
	p.cmd = exec.Command("clew", kept...)
	p.cmd.Dir = ts.MkAbs(".")
	p.cmd.Env = environment(ts)
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.err
	for word, w := range map[string]*io.Writer{">": &p.cmd.Stdout, "2>": &p.cmd.Stderr} {
		if name := files[word]; name != "" {
			f, err := os.OpenFile(ts.MkAbs(name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
			if err != nil {
				return nil, err
			}
			defer f.Close()
			*w = f
		}
	}
	switch files["<"] {
	case "":
	case "pipe":
		in, err := p.cmd.StdinPipe()
		if err != nil {
			return nil, err
		}
		p.in = in
	default:
		f, err := os.Open(ts.MkAbs(files["<"]))
		if err != nil {
			return nil, err
		}
		defer f.Close()
		p.cmd.Stdin = f
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.status = p.cmd.Wait()
		p.out.end()
		p.err.end()
		close(p.ended)
	}()
	return p, nil
}

// redirections takes the words for files out of the arguments.
func redirections(args []string) (kept []string, files map[string]string) {
	files = make(map[string]string)
	for i := 0; i < len(args); i++ {
		switch word := args[i]; {
		case (word == "<" || word == ">" || word == "2>") && i+1 < len(args):
			i++
			files[word] = args[i]
		default:
			kept = append(kept, word)
		}
	}
	return kept, files
}

// environment is what the script has set.
func environment(ts *testscript.TestScript) []string {
	env := []string{"PATH=" + os.Getenv("PATH")}
	for _, name := range passed {
		if v := ts.Getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// passed are the variables that scripts use.
var passed = []string{"HOME", "XDG_CONFIG_HOME", "TMPDIR", "TZ", "NO_COLOR", "GORACE", "NETRC", "http_proxy", "NO_PROXY",
	"CLEW_CONFIG", "CLEW_FIELDS", "CLEW_FORMAT", "CLEW_HEADER", "CLEW_LIST", "CLEW_MAX_INFLIGHT", "CLEW_PROFILE", "CLEW_RETRIES", "CLEW_RETRY_DELAY", "CLEW_TIMEOUT"}

// wait waits for the end and returns the exit code.
func (p *process) wait() (code int, err error) {
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.cmd.Process.Signal(syscall.SIGQUIT)
		<-p.ended
		return -1, fmt.Errorf("clew does not end:\n%s\n%s", p.out.String(), p.err.String())
	}
	var exit *exec.ExitError
	if p.status != nil && !errors.As(p.status, &exit) {
		return -1, p.status
	}
	return p.cmd.ProcessState.ExitCode(), nil
}

// conclude waits for the end, hands the output to the script and checks the
// exit code.
func (p *process) conclude(ts *testscript.TestScript, want string) error {
	code, err := p.wait()
	io.WriteString(ts.Stdout(), p.out.String())
	io.WriteString(ts.Stderr(), p.err.String())
	if err == nil && strconv.Itoa(code) != want {
		err = fmt.Errorf("exit code %d, not %s", code, want)
	}
	return err
}

func runClew(ts *testscript.TestScript, s *stage, args []string) error {
	p, err := launch(ts, s, args[1:])
	if err != nil {
		return err
	}
	return p.conclude(ts, args[0])
}

func startClew(ts *testscript.TestScript, s *stage, args []string) (err error) {
	if s.clew, err = launch(ts, s, args); err != nil {
		return err
	}
	p := s.clew
	ts.Setenv("PID", strconv.Itoa(p.cmd.Process.Pid))
	ts.Defer(func() {
		p.cmd.Process.Kill()
		<-p.ended
	})
	return nil
}

func finish(ts *testscript.TestScript, s *stage, args []string) error {
	return s.clew.conclude(ts, args[0])
}

func feed(_ *testscript.TestScript, s *stage, lines []string) error {
	for _, line := range lines {
		if _, err := io.WriteString(s.clew.in, line+"\n"); err != nil {
			return err
		}
	}
	return nil
}

func eof(_ *testscript.TestScript, s *stage, _ []string) error { return s.clew.in.Close() }

func emerges(_ *testscript.TestScript, s *stage, args []string) error {
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	return s.clew.out.await(n)
}

func received(_ *testscript.TestScript, s *stage, args []string) error {
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	return s.clew.err.await(n)
}

func sendSignal(_ *testscript.TestScript, s *stage, args []string) error {
	sig := map[string]os.Signal{
		"INT": os.Interrupt, "TERM": syscall.SIGTERM, "USR1": syscall.SIGUSR1, "STOP": syscall.SIGSTOP, "CONT": syscall.SIGCONT,
	}[args[0]]
	return s.clew.cmd.Process.Signal(sig)
}

// inspect runs ps on clew until it shows what is wanted, and leaves that to the
// script.
func inspect(ts *testscript.TestScript, s *stage, patterns []string) error {
	limit := time.After(patience)
	for {
		cmd := exec.Command("clew", "ps", ts.Getenv("PID"))
		cmd.Env = environment(ts)
		shown, err := cmd.CombinedOutput()
		missing := slices.IndexFunc(patterns, func(p string) bool { return !regexp.MustCompile("(?m)" + p).Match(shown) })
		if err == nil && missing < 0 {
			ts.Stdout().Write(shown)
			return nil
		}
		select {
		case <-limit:
			return fmt.Errorf("ps: %v, want %q:\n%s", err, patterns, shown)
		case <-s.clew.ended:
			return fmt.Errorf("clew has ended; ps: %v, want %q:\n%s", err, patterns, shown)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// A gauge is a buffer that tells when it has lines.
type gauge struct {
	mu    sync.Mutex
	text  bytes.Buffer
	lines int
	ended bool
	more  chan struct{} // closed when there is more; nil where nobody waits
}

func (g *gauge) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lines += bytes.Count(p, []byte{'\n'})
	g.wake()
	return g.text.Write(p)
}

func (g *gauge) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ended = true
	g.wake()
}

func (g *gauge) wake() {
	if g.more != nil {
		close(g.more)
		g.more = nil
	}
}

func (g *gauge) String() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.text.String()
}

// await waits until there are n lines.
func (g *gauge) await(n int) error {
	limit := time.After(patience)
	for {
		g.mu.Lock()
		lines, ended := g.lines, g.ended
		if g.more == nil {
			g.more = make(chan struct{})
		}
		more := g.more
		g.mu.Unlock()
		if lines >= n {
			return nil
		}
		if ended {
			return fmt.Errorf("it ended after %d lines, not %d", lines, n)
		}
		select {
		case <-more:
		case <-limit:
			return fmt.Errorf("%d lines, not %d, after %v", lines, n, patience)
		}
	}
}
