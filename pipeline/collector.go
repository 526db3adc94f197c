package pipeline

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// garbage is how much may pile up before the collector runs, where the live
// heap is smaller than that. Go's own rule, as much garbage as there is live
// heap, collects every 4 MB in a run that keeps next to nothing; that costs a
// tenth of its processor time. Beyond this size Go's rule holds, so that a large
// frontier does not cost several times its memory.
const garbage = 24 << 20

// paceCollector keeps the collector to that, unless the user sets GOGC. stop
// ends it.
func paceCollector() (stop func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(percent(0))
	var stopped atomic.Bool
	set := percent(0)
	afterEachCollection(func() bool {
		if stopped.Load() {
			return false
		}
		// Setting it stops the world, so not for a trifle.
		if p := percent(liveHeap()); p < set*3/4 || p > set*4/3 {
			set = p
			debug.SetGCPercent(p)
		}
		return true
	})
	return func() {
		stopped.Store(true)
		debug.SetGCPercent(before)
	}
}

// percent is the GOGC value under which garbage may pile up.
func percent(live uint64) int {
	const least = 4 << 20 // Go's own smallest heap, at 100 %
	return int(max(100, garbage*100/max(live, least)))
}

func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// afterEachCollection calls again after each collection until it returns false:
// an object that nobody holds is finalised by each one.
func afterEachCollection(again func() bool) {
	type canary struct{ p *byte }
	runtime.SetFinalizer(&canary{new(byte)}, func(*canary) {
		if again() {
			afterEachCollection(again)
		}
	})
}
