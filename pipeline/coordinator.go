package pipeline

import (
	"time"

	"clew/aio"
	"clew/crawl"
	"clew/crawl/weburl"
	"clew/pipeline/record"
)

// coordinator is the state of a run that the stages share.
type coordinator struct {
	frontier *crawl.Frontier
	now      func() time.Time

	// changed is set where the dispatcher may have something to do: an item
	// was let in, one came back, the source or the run is ending.
	changed aio.Event
	hungry  bool // there are slots to fill: an item that comes in is a change

	open       int // inputs that have no record yet, and sitemaps that are not read yet
	sourceDone bool
	stopping   stopReason // why nothing new may start
	paused     bool       // nothing new starts for now
	limited    stopReason // why something was not let in, though the run goes on
	counts     Counts
	tally      *tally // nil = nobody will look
}

// Counts are what a run has done so far.
type Counts struct {
	Inputs  int // read or found, and let in
	OK      int
	Failed  int
	Skipped int

	SeedsOK   int // crawl: seeds with an ok record
	HTTPError int // records with a status of 400 or more

	Bytes       int64 // that came over the wire
	InFlight    int
	MaxInFlight int
	ByStatus    [6]int // by the first digit
}

// Done is how many inputs have their record.
func (c *Counts) Done() int { return c.OK + c.Failed + c.Skipped }

// stopReason says why a run ends before its inputs do.
type stopReason string

const (
	running     stopReason = ""
	interrupted stopReason = "interrupted"
	terminated  stopReason = "terminated"
	timeIsUp    stopReason = "max-time reached"
	pagesDone   stopReason = "max-pages reached"
	bytesDone   stopReason = "max-bytes reached"
	hostDone    stopReason = "max-urls-per-host reached"
	outputGone  stopReason = "output closed by its reader"
	outputFails stopReason = "output cannot be written"
	inputFails  stopReason = "input cannot be read"
)

// skip is the reason in the records of what was not started.
func (r stopReason) skip() crawl.SkipReason {
	switch r {
	case timeIsUp, pagesDone, bytesDone:
		return crawl.SkipLimit
	}
	return crawl.SkipCanceled
}

// found lets an item in. The reason that it returns is that of a record to be
// written, but for [crawl.SkipDuplicate], which needs none.
func (c *coordinator) found(it *crawl.Item) crawl.SkipReason {
	why := c.frontier.Admit(it, c.now())
	if why == crawl.SkipDuplicate {
		return why
	}
	if why == crawl.SkipLimit {
		if c.limited = hostDone; c.frontier.Exhausted() {
			c.limited = pagesDone
		}
	}
	c.counts.Inputs++
	c.open++
	c.feed()
	return why
}

// feed wakes the dispatcher if it waits for items. While every slot is taken it
// need not know: a worker that has finished takes the next item itself.
func (c *coordinator) feed() {
	if c.hungry {
		c.changed.Set()
	}
}

// failedInput counts an input that never becomes an item.
func (c *coordinator) failedInput() {
	c.counts.Inputs++
	c.open++
}

// next returns an item that may be asked now.
func (c *coordinator) next() (it *crawl.Item, wakeAt time.Time) {
	if c.stopping != running || c.paused {
		return nil, time.Time{}
	}
	it, wakeAt = c.frontier.Next(c.now())
	if c.frontier.AnyCut() {
		c.changed.Set() // the dispatcher writes their records
	}
	return it, wakeAt
}

// begin and end frame a request.
func (c *coordinator) begin() {
	c.counts.InFlight++
	c.counts.MaxInFlight = max(c.counts.MaxInFlight, c.counts.InFlight)
}

func (c *coordinator) end(wire int64) {
	c.counts.InFlight--
	c.counts.Bytes += wire
}

// back gives an item that was under way back to the frontier.
func (c *coordinator) back(it *crawl.Item, out crawl.Outcome) crawl.SkipReason {
	why := c.frontier.Done(it, out, c.now())
	c.feed()
	return why
}

// recorded counts a record that was written.
func (c *coordinator) recorded(r *record.Record) {
	c.open--
	switch r.State {
	case record.OK:
		c.counts.OK++
		if r.Depth == 0 {
			c.counts.SeedsOK++
		}
	case record.Failed:
		c.counts.Failed++
	case record.Skipped:
		c.counts.Skipped++
	}
	if r.StatusCode >= 400 {
		c.counts.HTTPError++
	}
	if class := r.StatusCode / 100; r.State == record.OK && class < len(c.counts.ByStatus) {
		c.counts.ByStatus[class]++
	}
	c.tally.add(r)
	if c.open == 0 {
		c.changed.Set()
	}
}

// stop says that nothing new may start, and why; the first reason stays.
func (c *coordinator) stop(why stopReason) {
	if c.stopping == running {
		c.stopping = why
		c.changed.Set()
	}
}

// over reports whether there is nothing left to wait for.
func (c *coordinator) over() bool { return c.sourceDone && c.open == 0 }

// sameHost reports whether two URLs name the same host.
func sameHost(a, b weburl.URL) bool { return a.Hostname() == b.Hostname() }
