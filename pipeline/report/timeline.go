package report

import "time"

const (
	maxSlots   = 96
	firstWidth = 10 * time.Millisecond
)

// A timeline counts what ended when. Where a run outgrows its slots they are
// joined in pairs, and are twice as wide from then on.
type timeline struct {
	start time.Time
	width time.Duration
	slots []Slot
}

// A Slot is what ended within one span of time.
type Slot struct {
	Classes [6]int `json:"classes"` // by the first digit of the status; 0: failed
	Bytes   int64  `json:"bytes"`
}

func (t *timeline) add(at time.Time, class int, bytes int64) {
	s := t.slot(at)
	s.Classes[class]++
	s.Bytes += bytes
}

// slot returns the slot of a time, and makes those up to it.
func (t *timeline) slot(at time.Time) *Slot {
	if t.width == 0 {
		t.width = firstWidth
	}
	since := max(0, at.Sub(t.start))
	for since >= maxSlots*t.width {
		t.double()
	}
	i := int(since / t.width)
	for len(t.slots) <= i {
		t.slots = append(t.slots, Slot{})
	}
	return &t.slots[i]
}

func (t *timeline) double() {
	t.width *= 2
	n := (len(t.slots) + 1) / 2
	for i := range n {
		joined := t.slots[2*i]
		if 2*i+1 < len(t.slots) {
			joined.join(t.slots[2*i+1])
		}
		t.slots[i] = joined
	}
	t.slots = t.slots[:n]
}

func (s *Slot) join(o Slot) {
	for class, n := range o.Classes {
		s.Classes[class] += n
	}
	s.Bytes += o.Bytes
}

func (s *Slot) total() (n int) {
	for _, c := range s.Classes {
		n += c
	}
	return n
}
