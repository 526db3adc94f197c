package crawl

import (
	"fmt"
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
