//go:build linux

package aio_test

import (
	"iter"
	"runtime"
	"testing"

	"clew/aio"
)

// What a machine's figures cannot fall below: the same done with bare means, on a
// locked thread as a loop's is.

// One round resumes ten coroutines, which yield.
func BenchmarkFloorTaskSwitch(b *testing.B) {
	onCoroutines(10, func(resume []func() (int, bool)) {
		for b.Loop() {
			for _, resume := range resume {
				resume()
			}
		}
		perItem(b, len(resume), "switch")
	})
}

// One round is a hundred times the memory of a task and a resumption.
func BenchmarkFloorSpawn(b *testing.B) {
	b.ReportAllocs()
	onCoroutines(1, func(resume []func() (int, bool)) {
		tasks := make([]*aio.Task[int], 100)
		for b.Loop() {
			for i := range tasks {
				tasks[i] = new(aio.Task[int])
			}
			for i := range tasks {
				resume[0]()
				tasks[i] = nil
			}
		}
		perItem(b, len(tasks), "task")
	})
}

// onCoroutines calls fn with what resumes n coroutines.
func onCoroutines(n int, fn func(resume []func() (int, bool))) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var all []func() (int, bool)
	for range n {
		resume, stop := iter.Pull(func(yield func(int) bool) {
			for yield(0) {
			}
		})
		defer stop()
		all = append(all, resume)
	}
	fn(all)
}

// One round wakes a goroutine, which wakes the thread that has gone to sleep in
// the poller.
func BenchmarkFloorToThread(b *testing.B) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	p, err := aio.NewPoller()
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	work := make(chan bool, 1)
	defer close(work)
	go func() {
		for range work {
			p.Wake()
		}
	}()
	events := make([]aio.PollEvent, 1)
	for b.Loop() {
		work <- true
		if _, err := p.Wait(events, -1); err != nil {
			b.Fatal(err)
		}
	}
}
