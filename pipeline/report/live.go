package report

import "time"

// Live is what a run is at.
type Live struct {
	InFlight int     `json:"in_flight"`
	Queued   int     `json:"queued"` // URLs that wait to be asked
	Hosts    int     `json:"hosts"`  // that the frontier knows
	LagP99   float64 `json:"loop_lag_p99_ms"`

	Waiting []HostQueue `json:"waiting"` // hosts with most that waits
	Queues  []Queue     `json:"queues"`
	Tasks   []Task      `json:"tasks"` // the first of them, in the order of their tree

	TasksTotal int `json:"tasks_total"`
}

// A HostQueue is what waits for a host.
type HostQueue struct {
	Name   string        `json:"host"`
	Queued int           `json:"queued"`
	Active int           `json:"in_flight"`
	Opens  time.Duration `json:"opens_in_ns"` // until it may be asked; 0 = now
}

// A Queue is how full one of the run's queues is.
type Queue struct {
	Name string `json:"name"`
	Len  int    `json:"len"`
	Cap  int    `json:"cap,omitempty"` // 0 = it has no bound of its own
}

// A Task is a live task of the run.
type Task struct {
	ID     uint64        `json:"id"`
	Name   string        `json:"name,omitempty"`
	Depth  int           `json:"depth"`
	State  string        `json:"state"`
	Wait   string        `json:"wait,omitempty"` // what it waits for
	Waited time.Duration `json:"waited_ns,omitempty"`
}
