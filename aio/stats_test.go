package aio_test

import (
	"fmt"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestStatsCountTasks(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		before := ctx.Loop().Stats().Tasks
		task := spawn(ctx, aio.Yield)
		equal(t, "one more", ctx.Loop().Stats().Tasks-before, 1)
		task.Wait(ctx)
		equal(t, "ended", ctx.Loop().Stats().Tasks-before, 0)
		return nil
	})
}

func TestStatsCountWhatIsReady(t *testing.T) {
	notEager(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		l := ctx.Loop()
		equal(t, "ready", l.Stats().Ready, 0)
		for range 5 {
			l.CallSoon(func() {})
		}
		spawn(ctx, forever)
		equal(t, "ready", l.Stats().Ready, 6)
		equal(t, "most so far", l.Stats().MaxReady, 1)
		yield(ctx, 3)
		equal(t, "ready", l.Stats().Ready, 0)
		equal(t, "most so far", l.Stats().MaxReady, 7)
		return nil
	})
}

func TestStatsCountTimersDescriptorsAndPosts(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		l := ctx.Loop()
		equal(t, "descriptors", l.Stats().Descriptors, 0)
		client, server, err := pair(ctx, "tcp", "10.0.0.2:80")
		equal(t, "descriptors", l.Stats().Descriptors, 2)
		client.Close()
		equal(t, "descriptors", l.Stats().Descriptors, 1)
		server.Close()

		timers := l.Stats().Timers
		h := l.CallLater(time.Hour, func() {})
		equal(t, "timers", l.Stats().Timers-timers, 1)
		h.Cancel()
		equal(t, "timers", l.Stats().Timers-timers, 0)

		l.Post(func() {})
		l.Post(func() {})
		equal(t, "posted", l.Stats().Posted, 2)
		yield(ctx, 1)
		equal(t, "posted", l.Stats().Posted, 0)
		return err
	})
}

func TestStatsOfLanes(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		lane := aio.NewLane(ctx.Loop(), "parse", 1).Daemon()
		begun, end := aio.NewSemaphore(0), make(chan struct{})
		l := ctx.Loop()
		for range 3 {
			spawn(ctx, func(ctx *aio.Context) error {
				_, err := aio.OnLane(ctx, lane, func() (int, error) {
					l.Post(begun.Release)
					<-end
					return 0, nil
				})
				return err
			})
		}
		begun.Acquire(ctx)
		equal(t, "lanes", fmt.Sprintf("%+v", l.Stats().Lanes[1:]), "[{Name:parse Workers:1 Running:1 Queued:2 Daemon:true}]")
		equal(t, "of ToThread", l.Stats().Lanes[0].Name, "thread")
		close(end)
		begun.Acquire(ctx)
		begun.Acquire(ctx)
		return nil
	})
}

func TestStatsOfTheLag(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		yield(ctx, 1000)
		const held = 20 * time.Millisecond
		for begun := time.Now(); time.Since(begun) < held; {
		}
		aio.Yield(ctx)
		s := ctx.Loop().Stats()
		if s.LagMax < held || s.LagP50 >= held || s.LagP50 > s.LagP99 || s.LagP99 > s.LagMax {
			t.Errorf("half of the turns %v, nearly all %v, the longest %v", s.LagP50, s.LagP99, s.LagMax)
		}
		return nil
	})
}

func TestStatsOfALoopThatHasDoneNothing(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		s := ctx.Loop().Stats()
		equal(t, "turns", s.Turns, 1)
		equal(t, "lag", s.LagP50+s.LagP99+s.LagMax, 0)
		return nil
	})
}
