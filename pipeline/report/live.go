package report

import (
	"time"

	"clew/pipeline/control"
)

// Live is what a run is at.
type Live struct {
	control.Totals

	Busiest []HostQueue    `json:"busiest_hosts"`
	Tasks   []control.Task `json:"tasks"` // the first of them, in the order of their tree

	TasksTotal int `json:"tasks_total"`
}

// A HostQueue is what waits for a host.
type HostQueue struct {
	Name   string        `json:"host"`
	Queued int           `json:"queued"`
	Active int           `json:"in_flight"`
	Opens  time.Duration `json:"opens_in_ns"` // until it may be asked; 0 = now
}
