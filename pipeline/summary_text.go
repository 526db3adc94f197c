package pipeline

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"clew/pipeline/record"
)

// small is up to how many inputs a run has shown everything in its records; the
// summary of a larger one is a line for each question that it answers.
const small = 50

// appendText appends the summary for people.
func (s *Summary) appendText(dst []byte) []byte {
	dst = fmt.Appendf(dst, "%d inputs: %d ok, %d failed, %d skipped; %d requests, %s in %s",
		s.Inputs, s.OK, s.Failed, s.Skipped, s.Requests, record.Size(s.Bytes), seconds(s.WallSeconds))
	if s.WallSeconds > 0 {
		dst = fmt.Appendf(dst, " (%.0f/s)", float64(s.Requests)/s.WallSeconds)
	}
	if !s.Complete {
		dst = fmt.Appendf(dst, "; not complete: %s", s.Reason)
	}
	dst = append(dst, '\n')
	if s.Inputs <= small {
		return dst
	}
	line := func(name, text string) {
		if text != "" {
			dst = fmt.Appendf(dst, "  %-8s %s\n", name, text)
		}
	}
	line("status", countsText(s.Status))
	line("failed", countsText(s.Errors))
	line("skipped", countsText(s.Reasons))
	line("failing", s.failingText())
	line("slowest", s.slowestText())
	line("load", fmt.Sprintf("%d in flight at most, loop lag p99 %.1f ms", s.MaxInflight, s.LoopLagP99))
	line("written", strings.Join(s.Outputs, ", "))
	return dst
}

func seconds(s float64) string {
	return record.Duration(time.Duration(s * float64(time.Second)))
}

// countsText is counts by words, the largest first.
func countsText(counts map[string]int) string {
	words := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	for i, w := range words {
		words[i] = fmt.Sprintf("%s %d", w, counts[w])
	}
	return strings.Join(words, ", ")
}

func (s *Summary) failingText() string {
	var hosts []string
	for _, h := range s.Failing {
		hosts = append(hosts, fmt.Sprintf("%s %d (%s)", h.Host, h.Failed, h.Kind))
	}
	return strings.Join(hosts, ", ")
}

// slowestText is empty where there is one host: its times are those of the run.
func (s *Summary) slowestText() string {
	var hosts []string
	for _, h := range s.Slowest {
		hosts = append(hosts, fmt.Sprintf("%s %s (of %d)", h.Host, seconds(h.MeanS), h.OK))
	}
	if len(hosts) < 2 {
		return ""
	}
	return strings.Join(hosts, ", ")
}
