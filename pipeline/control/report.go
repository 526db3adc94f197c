package control

import (
	"time"

	"clew/aio"
)

// A Report is what a run says of itself at one moment.
type Report struct {
	PID     int     `json:"pid"`
	Command string  `json:"command"`
	Age     float64 `json:"age_s"` // since the run began
	Totals  Totals  `json:"totals"`
	Tasks   []Task  `json:"tasks"` // in the order of the tree

	Error string `json:"error,omitempty"` // instead of all else
}

// Totals are the figures of a run.
type Totals struct {
	Inputs   int    `json:"inputs"` // read or found so far
	Done     int    `json:"done"`
	Failed   int    `json:"failed"`
	InFlight int    `json:"in_flight"`
	Frontier int    `json:"frontier"`           // items that wait to be asked
	Stopping string `json:"stopping,omitempty"` // why nothing new starts

	Hosts        int       `json:"hosts"`         // that the frontier knows
	HostsWaiting int       `json:"hosts_waiting"` // of these, not to be asked yet
	NextHost     time.Time `json:"next_host"`     // when the next of them may be; zero: none

	Queues []Queue `json:"queues"`

	LagP99 float64 `json:"loop_lag_p99_ms"`
	LagMax float64 `json:"loop_lag_max_ms"`
}

// A Queue is how full one of the run's queues is.
type Queue struct {
	Name string `json:"name"`
	Len  int    `json:"len"`
	Cap  int    `json:"cap"` // 0: it has no bound
}

// A Task is a live task of the run.
type Task struct {
	ID     uint64 `json:"id"`
	Parent uint64 `json:"parent"` // the task that waits for it; 0: the loop
	Depth  int    `json:"depth"`
	Name   string `json:"name,omitempty"`
	Doing  string `json:"doing,omitempty"` // of a fetch: URL, phase, age
	State  string `json:"state"`           // "not begun", "ready", "running" or "waiting"
	Daemon bool   `json:"daemon,omitempty"`

	// Of a task that waits:

	Wait   string   `json:"wait,omitempty"`     // what for
	Waited float64  `json:"waited_s,omitempty"` // how long
	On     []uint64 `json:"on,omitempty"`       // the tasks that hold what it waits for
}

// TasksOf is the tasks of a loop as they stand in a report.
func TasksOf(infos []aio.TaskInfo) []Task {
	tasks := make([]Task, len(infos))
	for i, t := range infos {
		tasks[i] = Task{
			ID: t.ID, Parent: t.Parent, Depth: t.Depth, Name: t.Name, Doing: t.Doing, State: t.State, Daemon: t.Daemon,
			Wait: t.Wait, Waited: t.Waited.Seconds(), On: t.On,
		}
	}
	return tasks
}
