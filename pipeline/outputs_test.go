package pipeline

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/config"
	"clew/pipeline/record"
)

// A quota is an output that takes so many bytes, and then has no space.
type quota struct {
	io.Writer
	space int
	err   error
}

func (q *quota) Write(p []byte) (int, error) {
	n := min(len(p), q.space)
	q.space -= n
	q.Writer.Write(p[:n])
	if n < len(p) {
		return n, q.err
	}
	return n, nil
}

// TestFullDiskHoldsTheRun: nothing new starts, nothing is lost, and it goes on when
// there is space.
func TestFullDiskHoldsTheRun(t *testing.T) {
	r := rehearse(t)
	full := &quota{&r.stdout, 10, syscall.ENOSPC}
	r.out = full
	r.then(5*time.Second, func(*run) {
		if len(r.asked) != 2 { // the second one while the first record waited for company
			t.Errorf("asked %q while the disk was full", r.asked)
		}
		full.space = 1 << 20
	})
	list := r.clew("fetch", "-c", "1", site+"/wait/1s", site+"/wait/2s", site+"/ok")
	if r.code != exitOK || len(list) != 3 || len(r.asked) != 3 {
		t.Errorf("exit code %d, %d records", r.code, len(list))
	}
	for _, said := range []string{"write standard output: no space left on device: the run waits", "there is space again"} {
		if strings.Count(r.stderr.String(), said) != 1 {
			t.Errorf("it says %s", &r.stderr)
		}
	}
}

// TestFullDiskEndsWithSignalOrTime: with exit code 3, at once.
func TestFullDiskEndsWithSignalOrTime(t *testing.T) {
	for _, test := range []struct {
		args string
		at   time.Duration
	}{{"", 20 * time.Second}, {"--max-time 20s", time.Hour}} {
		r := rehearse(t)
		r.out = &quota{&r.stdout, 0, syscall.EDQUOT}
		r.interrupt(test.at)
		r.clew(append(strings.Fields("fetch "+test.args), site+"/ok", site+"/wait/1s")...)
		if took := r.world.Elapsed(); r.code != exitFile || took > 25*time.Second || took < 20*time.Second {
			t.Errorf("%s: exit code %d after %v", test.args, r.code, took)
		}
	}
}

// TestBrokenOutputEndsTheRun: any other error does not wait.
func TestBrokenOutputEndsTheRun(t *testing.T) {
	r := rehearse(t)
	r.out = &quota{&r.stdout, 0, syscall.EIO}
	r.clew("fetch", "-c", "1", site+"/ok", site+"/wait/3s", site+"/ok")
	if r.code != exitFile || r.world.Elapsed() > 2*time.Second || !strings.Contains(r.stderr.String(), "write standard output: input/output error") {
		t.Errorf("exit code %d after %v: %s", r.code, r.world.Elapsed(), &r.stderr)
	}
}

// TestOutputsBesideEachOther: one record, several places.
func TestOutputsBesideEachOther(t *testing.T) {
	dir := t.TempDir()
	r := rehearse(t)
	settings := []string{"fetch", "-o", filepath.Join(dir, "out"), "-w", `%{http_code}\n`, "--save", filepath.Join(dir, "saved"), site + "/ok", site + "/status/404", site + "/torn", "--retries=0"}
	r.out = io.Discard
	r.clew(settings...)
	text, err := os.ReadFile(filepath.Join(dir, "out"))
	if err != nil || strings.Count(string(text), "\n") != 3 {
		t.Errorf("%v: %s", err, text)
	}
	files, err := filepath.Glob(filepath.Join(dir, "saved", "10.0.0.2_80", "*"))
	if err != nil || len(files) != 2 {
		t.Errorf("%q, %v", files, err)
	}
}

// A slowOutput takes a record in a while, and may fail at one.
type slowOutput struct {
	output
	name  string
	takes time.Duration
	fail  error
	got   []string
	err   error
	ended aio.Event
}

func (s *slowOutput) Write(ctx *aio.Context, rec *record.Record) error {
	if s.err != nil {
		return s.err
	}
	if err := aio.Sleep(ctx, s.takes); err != nil {
		return err
	}
	if s.fail != nil {
		s.err = s.fail
		s.ended.Set()
		return s.err
	}
	s.got = append(s.got, rec.URL)
	return nil
}

func (s *slowOutput) Run(ctx *aio.Context) error {
	if err := s.ended.Wait(ctx); err != nil {
		return err
	}
	return s.err
}

func (s *slowOutput) Close()       { s.ended.Set() }
func (s *slowOutput) Name() string { return s.name }
func (s *slowOutput) Err() error   { return s.err }

// withOutputs writes three records to outputs in a virtual world.
func withOutputs(t *testing.T, list ...*slowOutput) (failed []string, took time.Duration) {
	t.Helper()
	world := aiotest.New()
	o := outputs{failed: func(name string, err error) { failed = append(failed, name+": "+err.Error()) }}
	for _, out := range list {
		o.list = append(o.list, out)
	}
	err := world.Run(func(ctx *aio.Context) error {
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			o.start(g)
			for _, url := range []string{"a", "b", "c"} {
				if err := o.write(ctx, &record.Record{URL: url}); err != nil {
					return err
				}
			}
			return o.finish(ctx)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return failed, world.Elapsed()
}

// TestSlowOutputHoldsBackWhoWrites, and all get everything.
func TestSlowOutputHoldsBackWhoWrites(t *testing.T) {
	fast, slow := &slowOutput{}, &slowOutput{takes: time.Second}
	_, took := withOutputs(t, fast, slow)
	if took != 3*time.Second || len(fast.got) != 3 || !slices.Equal(fast.got, slow.got) {
		t.Errorf("%v: %q and %q", took, fast.got, slow.got)
	}
}

// TestFailedOutputIsToldOnce: the others get what is still written.
func TestFailedOutputIsToldOnce(t *testing.T) {
	bad, good := &slowOutput{name: "bad", fail: errors.New("broken")}, &slowOutput{}
	failed, _ := withOutputs(t, bad, good)
	if !slices.Equal(failed, []string{"bad: broken"}) || len(good.got) != 3 {
		t.Errorf("%q, %q", failed, good.got)
	}
}

// TestWhatNobodyNeeds is not computed.
func TestWhatNobodyNeeds(t *testing.T) {
	for _, test := range []struct {
		args string
		want wants
	}{
		{"--fields url", wants{}},
		{"", wants{page: true}},
		{"--fields url --where title!=''", wants{page: true}},
		{"--fields url --where len(links)>0", wants{page: true, links: true}},
		{"--fields sha256,simhash", wants{page: true, hash: true, simhash: true}},
		{"-w %{http_code}", wants{}},
		{"-w %header{x}", wants{headers: true}},
		{"-w %{redirect_url}%{body}", wants{location: true, body: true}},
		{"--fields url --links --hash", wants{}},
		{"--hash --headers --body", wants{page: true, hash: true, headers: true, body: true}},
		{"--format body", wants{body: true}},
		{"--format text", wants{page: true}},
		{"--format csv --fields duplicate_of", wants{hash: true}},
		{"--fields url --save " + t.TempDir(), wants{body: true}},
	} {
		r := rehearse(t)
		r.out = io.Discard
		r.clew(append(strings.Fields("fetch "+test.args), site+"/ok")...)
		if r.run.want != test.want {
			t.Errorf("%s: %+v, want %+v", test.args, r.run.want, test.want)
		}
	}
}

// TestChecks: config is told what is wrong.
func TestChecks(t *testing.T) {
	for name, values := range map[string][2]string{"where": {"true", "x"}, "write-out": {"%{url}", "%{x}"}, "select": {"a", "["}} {
		check := Checks()[name]
		if err := check(values[0]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if check(values[1]) == nil {
			t.Errorf("%s: no error", name)
		}
	}
	_, err := config.Parse([]string{"fetch", "a", "--where", "titel > 1"}, config.Host{Checks: Checks()})
	var e *config.Error
	if !errors.As(err, &e) || e.Hint != "did you mean title?" {
		t.Errorf("got %v", err)
	}
}
