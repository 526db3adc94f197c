package crawl

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"clew/crawl/robots"
)

// BenchmarkFrontier is one item's way in, out and off, with a thousand others
// waiting for each host, or one.
func BenchmarkFrontier(b *testing.B) {
	for _, mode := range []RobotsMode{RobotsOff, RobotsObey} {
		benchmarkFrontier(b, mode)
	}
}

func benchmarkFrontier(b *testing.B, mode RobotsMode) {
	for _, hosts := range []int{1, 100_000} {
		b.Run(fmt.Sprint("robots=", mode == RobotsObey, "/hosts=", hosts), func(b *testing.B) {
			items := make([]*Item, max(hosts, 1000))
			for i := range items {
				items[i] = item(b, fmt.Sprintf("http://h%d.test/%d", i%hosts, i))
			}
			f := NewFrontier(FrontierOptions{MaxPerHost: 2, Robots: mode})
			rules := robots.Parse([]byte("User-agent: *\nDisallow: /private/\nDisallow: /*?print"), "clew")
			for _, it := range items {
				f.Admit(it, epoch)
			}
			for it, _ := f.Next(epoch); mode == RobotsObey && it != nil; it, _ = f.Next(epoch) {
				if f.Done(it, Outcome{}, epoch); it.Purpose == ForPage {
					f.Admit(it, epoch)
					break // all hosts have their rules
				}
				f.Rule(it, rules, time.Hour, epoch)
			}
			b.ReportAllocs()
			for b.Loop() {
				it, _ := f.Next(epoch)
				f.Done(it, Outcome{}, epoch)
				f.Admit(it, epoch)
			}
		})
	}
}

// BenchmarkWorkbench is the same with a million hosts that all wait for a time of
// their own: one opens with each microsecond. What a host that waits costs, its
// place in the heap included, is reported without its item.
func BenchmarkWorkbench(b *testing.B) {
	const hosts = 1_000_000
	items := make([]*Item, hosts)
	for i := range items {
		items[i] = item(b, fmt.Sprintf("http://h%d.test/", i))
		items[i].URL = items[i].Asked
	}
	before := heapInUse()
	f, now := NewFrontier(FrontierOptions{MaxPerHost: 2, HostDelay: time.Second, Memory: hosts + 1}), epoch
	for _, it := range items {
		f.Admit(it, now)
	}
	spare := new(Item)
	turn := func() {
		now = now.Add(time.Microsecond)
		it, _ := f.Next(now)
		*spare = Item{Asked: it.Asked} // what its page leads to
		f.Admit(spare, now)
		f.Done(it, Outcome{}, now)
		spare = it
	}
	for range hosts {
		turn()
	}
	held := heapInUse() - before
	b.ReportAllocs()
	for b.Loop() {
		turn()
	}
	b.ReportMetric(float64(held)/hosts, "B/host")
	runtime.KeepAlive(items)
}

func heapInUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkSegment(b *testing.B) {
	var data []byte
	for range segmentItems {
		data = appendItem(data, fullItem(b))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := readItems(data, segmentItems); err != nil {
			b.Fatal(err)
		}
	}
}
