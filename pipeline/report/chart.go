package report

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// A series is one colour of a chart: the path of its shapes, in a box that is as
// wide as there are slots and 100 high, and is stretched to its place.
type series struct {
	Class string // of its colour
	Name  string
	Total int
	Path  string
}

// A tick is a mark on an axis, at a part of its length in percent.
type tick struct {
	At   float64
	Text string
}

// A column is a slot as a reader points at it.
type column struct {
	X    int
	Says string
}

// A timeChart is what ended over time: stacked by status above, bytes below.
type timeChart struct {
	Slots   int
	Series  []series
	Rate    []tick // of the stack, per second
	Bytes   string // the path of what was received
	Peak    string // of it
	Time    []tick
	Columns []column
}

var classNames = [...]series{
	{Class: "s2", Name: "2xx"}, {Class: "s3", Name: "3xx"}, {Class: "s4", Name: "4xx"},
	{Class: "s5", Name: "5xx"}, {Class: "s0", Name: "failed"}, {Class: "s1", Name: "1xx"},
}

// TimeChart draws the slots.
func (v *View) TimeChart() *timeChart {
	if len(v.Slots) == 0 {
		return nil
	}
	c := &timeChart{Slots: len(v.Slots)}
	most, mostBytes := 1, int64(1)
	for i := range v.Slots {
		most, mostBytes = max(most, v.Slots[i].total()), max(mostBytes, v.Slots[i].Bytes)
	}
	perSecond := 1 / v.SlotWidth.Seconds()
	top := 1.05 * float64(most) * perSecond
	step := niceStep(top, 4)
	for rate := step; rate < top; rate += step {
		c.Rate = append(c.Rate, tick{100 - 100*rate/top, short(rate) + "/s"})
	}
	c.stack(v, top/perSecond)
	c.Bytes = bars(v.Slots, func(s *Slot) (from, to float64) { return 0, 100 * float64(s.Bytes) / float64(mostBytes) })
	c.Peak = size(int64(float64(mostBytes)*perSecond)) + "/s"
	c.Time = timeTicks(time.Duration(len(v.Slots)) * v.SlotWidth)
	for i := range v.Slots {
		c.Columns = append(c.Columns, column{i, v.says(i)})
	}
	return c
}

// stack draws a colour for each class that there is, one upon the other.
func (c *timeChart) stack(v *View, top float64) {
	below := make([]int, len(v.Slots))
	for _, s := range classNames {
		class := int(s.Class[1] - '0')
		if s.Total = v.Classes[class]; s.Total == 0 {
			continue
		}
		i := 0
		s.Path = bars(v.Slots, func(slot *Slot) (from, to float64) {
			from, to = 100*float64(below[i])/top, 100*float64(below[i]+slot.Classes[class])/top
			below[i] += slot.Classes[class]
			i++
			return from, to
		})
		c.Series = append(c.Series, s)
	}
}

// bars is the path of a bar for each slot, from and to a height in percent.
func bars(slots []Slot, height func(*Slot) (from, to float64)) string {
	var b strings.Builder
	for i := range slots {
		if from, to := height(&slots[i]); to > from {
			fmt.Fprintf(&b, "M%.2f %.2fv%.2fh.88v%.2fz", float64(i)+0.06, 100-from, from-to, to-from)
		}
	}
	return b.String()
}

// says puts a slot into words.
func (v *View) says(i int) string {
	s, width := &v.Slots[i], v.SlotWidth
	text := fmt.Sprintf("%s to %s:", span(time.Duration(i)*width), span(time.Duration(i+1)*width))
	for _, c := range classNames {
		if n := s.Classes[c.Class[1]-'0']; n > 0 {
			text += fmt.Sprintf(" %s %s,", number(n), c.Name)
		}
	}
	return text + " " + size(s.Bytes)
}

// niceStep is a round step of which at most n go up to most.
func niceStep(most float64, n int) float64 {
	magnitude := math.Pow(10, math.Floor(math.Log10(most/float64(n))))
	for _, m := range []float64{1, 2, 5} {
		if most/(m*magnitude) <= float64(n) {
			return m * magnitude
		}
	}
	return 10 * magnitude
}

// timeSteps are the distances that marks on a time axis may have.
var timeSteps = []time.Duration{
	20 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond,
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour,
}

// timeTicks marks a time axis: at most five marks, none at its very end.
func timeTicks(whole time.Duration) (ticks []tick) {
	step := whole
	for _, s := range timeSteps {
		if whole/s <= 5 {
			step = s
			break
		}
	}
	for at := time.Duration(0); at < whole*19/20; at += step {
		ticks = append(ticks, tick{100 * float64(at) / float64(whole), span(at)})
	}
	return ticks
}
