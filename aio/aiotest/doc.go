// Package aiotest makes programs on aio testable: a virtual clock that jumps to
// the next deadline when every task waits, and a network in memory with
// latency, bandwidth, loss and faults. Both plug in below aio, in the place of
// the kernel, so that what is tested is the code that runs in production. A
// test of a ten-minute timeout takes no time, and always the same course.
//
//	w := aiotest.New()
//	err := w.Run(func(ctx *aio.Context) error {
//		return aio.Sleep(ctx, time.Hour) // returns at once, an hour later
//	})
//
// The way to an address is a [Link]: how long it takes, how much it carries,
// what it loses, and whether it leads anywhere. The world's own is that of every
// address, unless Links says otherwise:
//
//	w.Latency = 20 * time.Millisecond
//	w.Links = func(a aio.Addr) *aiotest.Link {
//		switch {
//		case a.Addr().Is6():
//			return &aiotest.Link{Fail: syscall.ENETUNREACH}
//		case a == resolver:
//			return &aiotest.Link{Latency: time.Second, Loss: 0.5}
//		}
//		return nil
//	}
//
// What is left to chance comes from the world's Rand, which always begins with
// the same seed unless it is given another: the same program takes the same
// course.
package aiotest

import (
	"time"

	"clew/aio"
)

// Epoch is the time at which every virtual clock starts.
var Epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// A World is a clock and a network for one run of a loop.
type World struct {
	*Net
}

// New returns a world at [Epoch] whose network is without delay.
func New() *World { return &World{newNet()} }

// Runner returns a Runner in this world; lanes run their work on the loop.
func (w *World) Runner() aio.Runner {
	return aio.Runner{Clock: w.Net, Poller: poller{w.Net}, Network: w.Net, InlineLanes: true, Debug: true}
}

// Run runs main in this world.
func (w *World) Run(main func(*aio.Context) error) error { return w.Runner().Run(main) }

// Elapsed returns how much virtual time has passed.
func (w *World) Elapsed() time.Duration { return w.Now().Sub(Epoch) }

// Advance moves the clock by d, as work does that holds the loop for so long:
// what falls due meanwhile happens when the loop has the thread again. It must
// be called on the loop's thread.
func (w *World) Advance(d time.Duration) { w.now = w.now.Add(d) }
