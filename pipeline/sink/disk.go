package sink

import (
	"errors"
	"syscall"
	"time"

	"clew/aio"
)

// A Disk is where the files of a run are. While it is full, who writes tries again
// each second: somebody may make space. The zero value is ready. It may be used by
// the tasks of one loop.
type Disk struct {
	// Full, if set, is called when something that is written begins to wait for
	// space, Free when the last has found some. They must not suspend.
	Full func(name string, err error)
	Free func()

	waiting map[string]int // who waits, by what they write
	over    aio.Event      // nobody waits any more
}

// between is how long a full disk is left alone.
const between = time.Second

// IsFull reports whether a write failed for want of space, or of quota.
func IsFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

// Write calls try in the lane, again each second while it fails for want of space.
// name is what is written. It suspends.
func (d *Disk) Write(ctx *aio.Context, lane *aio.Lane, name string, try func() error) error {
	attempt := func() (struct{}, error) { return struct{}{}, try() }
	_, err := aio.OnLane(ctx, lane, attempt)
	if !IsFull(err) || d.over.IsSet() {
		return err
	}
	d.wait(name, err)
	for IsFull(err) && !d.over.IsSet() {
		if late := aio.Timeout(ctx, between, d.over.Wait); late != nil && !isTimeout(late) {
			err = late
			break
		}
		_, err = aio.OnLane(ctx, lane, attempt)
	}
	d.waited(name, err)
	return err
}

func (d *Disk) wait(name string, err error) {
	if d.waiting == nil {
		d.waiting = make(map[string]int)
	}
	if d.waiting[name]++; d.waiting[name] == 1 && d.Full != nil {
		d.Full(name, err)
	}
}

func (d *Disk) waited(name string, err error) {
	if d.waiting[name]--; d.waiting[name] == 0 {
		delete(d.waiting, name)
	}
	if len(d.waiting) == 0 && err == nil && d.Free != nil {
		d.Free()
	}
}

// GiveUp ends all waiting for space, now and from now on: after one more attempt
// what does not fit fails.
func (d *Disk) GiveUp() { d.over.Set() }

func isTimeout(err error) bool {
	var t *aio.TimeoutError
	return errors.As(err, &t)
}
