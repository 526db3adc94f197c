// Package monitor serves the page of a run while it lasts: /, which asks for
// itself once a second, /state.json with the same figures, /metrics for
// Prometheus and /healthz.
//
// It is a task on the loop of the run. A picture of the run is made on the loop,
// for all who look within half a second; what is written of it is made on
// another thread, so that nobody who looks holds up the run. It tells, and takes
// no orders.
//
// On loopback a request must name loopback: else any page in a browser could
// have its own name lead there, and read what this machine crawls.
package monitor
