package control

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// maxIndent bounds the indentation, and with it the length of a line.
const maxIndent = 32

// AppendText appends the report for people: a line for the run, one of totals,
// and the tree, one line a task, each below the one that waits for it.
func (r *Report) AppendText(dst []byte) []byte {
	dst = fmt.Appendf(dst, "clew %s, process %d, for %s\n", r.Command, r.PID, duration(r.Age))
	dst = r.Totals.appendText(dst)
	for i := range r.Tasks {
		dst = r.Tasks[i].appendText(dst)
	}
	return dst
}

func (t *Totals) appendText(dst []byte) []byte {
	dst = fmt.Appendf(dst, "%d of %d done, %d failed; %d in flight", t.Done, t.Inputs, t.Failed, t.InFlight)
	dst = fmt.Appendf(dst, "; frontier: %d URLs, %d hosts", t.Frontier, t.Hosts)
	if t.HostsWaiting > 0 {
		dst = fmt.Appendf(dst, ", %d wait, the next until %s", t.HostsWaiting, t.NextHost.Local().Format("15:04:05.000"))
	}
	for i, q := range t.Queues {
		dst = append(dst, []string{"; queues: ", ", "}[min(i, 1)]...)
		dst = fmt.Appendf(dst, "%s %d", q.Name, q.Len)
		if q.Cap > 0 {
			dst = fmt.Appendf(dst, " of %d", q.Cap)
		}
	}
	dst = fmt.Appendf(dst, "; loop lag p99 %.1f ms, max %.1f ms", t.LagP99, t.LagMax)
	if t.Stopping != "" {
		dst = fmt.Appendf(dst, "; stopping: %s", t.Stopping)
	}
	return append(dst, '\n')
}

func (t *Task) appendText(dst []byte) []byte {
	dst = fmt.Appendf(dst, "%*stask %d", 2*min(t.Depth, maxIndent), "", t.ID)
	if t.Name != "" {
		dst = fmt.Appendf(dst, " %q", t.Name)
	}
	dst = append(dst, ": "...)
	if t.Doing != "" {
		dst = append(append(dst, plain(t.Doing)...), "; "...)
	}
	if t.Wait == "" {
		return append(append(dst, t.State...), '\n')
	}
	return fmt.Appendf(dst, "waits for %s, %s\n", plain(t.Wait), duration(t.Waited))
}

// duration is seconds for people.
func duration(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	if d < time.Second {
		return d.Round(time.Millisecond).String()
	}
	return d.Round(100 * time.Millisecond).String()
}

// plain shows control characters as '?': what somebody has named must not reach
// a terminal as a command.
func plain(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return '?'
		}
		return c
	}, s)
}
