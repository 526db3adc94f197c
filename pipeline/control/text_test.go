package control

import (
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

var busy = &Report{
	PID: 4711, Command: "crawl", Age: 63.25,
	Totals: Totals{
		Inputs: 200, Done: 120, Failed: 3, InFlight: 2, Frontier: 78, Hosts: 5, HostsWaiting: 2,
		NextHost: time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.Local),
		Queues:   []Queue{{"pages", 1, 32}, {"lane parse", 4, 0}}, LagP99: 0.42, LagMax: 12, Stopping: "interrupted",
	},
	Tasks: []Task{
		{ID: 1, Name: "main", State: "waiting", Wait: "2 tasks of its group", Waited: 61.5, On: []uint64{2, 3}},
		{ID: 2, Depth: 1, State: "waiting", Doing: "http://a/\x1b[2J: body, 2s", Wait: `lock "jar" held by task 3`, Waited: 0.0123},
		{ID: 3, Depth: 40, Name: "parser", State: "not begun"},
	},
}

func TestTheTreeInWords(t *testing.T) {
	want := strings.TrimPrefix(`
clew crawl, process 4711, for 1m3.3s
120 of 200 done, 3 failed; 2 in flight; frontier: 78 URLs, 5 hosts, 2 wait, the next until 03:04:05.006; queues: pages 1 of 32, lane parse 4; loop lag p99 0.4 ms, max 12.0 ms; stopping: interrupted
task 1 "main": waits for 2 tasks of its group, 1m1.5s
  task 2: http://a/?[2J: body, 2s; waits for lock "jar" held by task 3, 12ms
`, "\n") + strings.Repeat("  ", maxIndent) + "task 3 \"parser\": not begun\n"
	if got := string(busy.AppendText(nil)); got != want {
		t.Errorf("got:\n%swant:\n%s", got, want)
	}
}

func TestWhatPsShows(t *testing.T) {
	alive, stopped := answer{socket{4711, "a"}, busy, nil}, answer{socket{12, "b"}, nil, errSilent}
	list := "     PID  COMMAND        FOR  IN FLIGHT   FRONTIER       DONE\n" +
		"    4711  crawl       1m3.3s          2         78        120\n" +
		"      12  no answer within 5s: it is stopped, or something holds its loop\n"
	gone := deadPID(t)
	for _, row := range []struct {
		what    string
		answers []answer
		pid     int
		err     error
		want    string // of the text, or the error
	}{
		{"one", []answer{alive}, 0, nil, string(busy.AppendText(nil))},
		{"several", []answer{alive, stopped}, 0, nil, list},
		{"none", nil, 0, nil, "no clew of yours is running"},
		{"no process", nil, gone, nil, "there is no process "},
		{"another process", nil, os.Getpid(), nil, "process "},
		{"a stopped one", []answer{stopped}, 12, nil, "ask process 12: no answer within 5s"},
		{"trouble", nil, 0, errors.New("no poller"), "ps: no poller"},
	} {
		text, err := shown(row.answers, row.pid, row.err)
		if got := string(text); err == nil && got != row.want || err != nil && !strings.HasPrefix(err.Error(), row.want) {
			t.Errorf("%s: %q, %v", row.what, got, err)
		}
	}
}
