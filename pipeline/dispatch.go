package pipeline

import (
	"errors"
	"time"

	"clew/aio"
	"clew/crawl"
)

// dispatch starts a worker for each item that may be asked now, as long as there
// are slots, until the run is over or stops, and then waits for the workers.
func (r *run) dispatch(ctx *aio.Context) error {
	return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		r.workers = g
		for !r.co.over() && r.co.stopping == running {
			wakeAt := r.fill(g)
			if err := r.writeCut(ctx); err != nil {
				return err
			}
			if err := r.refill(ctx); err != nil {
				return err
			}
			if err := r.idle(ctx, wakeAt); err != nil {
				return err
			}
		}
		return nil
	})
}

// fill starts workers. It returns when the frontier opens next, zero where that
// is not known or there are no slots anyway.
func (r *run) fill(g *aio.TaskGroup) (wakeAt time.Time) {
	r.co.changed.Clear()
	r.co.hungry = false
	for r.slots.TryAcquire() {
		it, wakeAt := r.co.next()
		if it == nil {
			r.slots.Release()
			r.co.hungry = true
			r.noticeExhaustion(wakeAt)
			return wakeAt
		}
		g.Go(func(ctx *aio.Context) error { return r.work(ctx, it) })
	}
	return time.Time{}
}

// writeCut writes the records of items that turned out not to be asked while
// they waited.
func (r *run) writeCut(ctx *aio.Context) error {
	for it, why := r.co.frontier.Cut(); it != nil; it, why = r.co.frontier.Cut() {
		if err := r.drop(ctx, it, why); err != nil {
			return err
		}
	}
	return nil
}

// drop is the end of an item that is not asked, or not asked further.
func (r *run) drop(ctx *aio.Context, it *crawl.Item, why crawl.SkipReason) error {
	if it.Purpose != crawl.ForPage {
		r.remark("sitemap %s: skipped: %s", it.URL, why)
		r.co.returned()
		return nil
	}
	return r.write(ctx, r.skipped(it, why))
}

// noticeExhaustion stops the run when max-pages were started and have ended,
// and nothing waits to be asked once more.
func (r *run) noticeExhaustion(wakeAt time.Time) {
	f := r.co.frontier
	if f.Exhausted() && f.Active() == 0 && wakeAt.IsZero() && (f.Len() > 0 || !r.co.sourceDone) {
		r.co.stop(pagesDone)
	}
}

// idle waits until something changes, at most until wakeAt.
func (r *run) idle(ctx *aio.Context, wakeAt time.Time) error {
	if wakeAt.IsZero() {
		return r.co.changed.Wait(ctx)
	}
	err := aio.Timeout(ctx, wakeAt.Sub(r.co.now()), r.co.changed.Wait)
	if isTimeout(err) {
		return nil
	}
	return err
}

// work makes one exchange after the other, as long as there is one to make.
func (r *run) work(ctx *aio.Context, it *crawl.Item) error {
	defer func() {
		r.slots.Release()
		r.co.changed.Set()
	}()
	for it != nil {
		a := r.exchange(ctx, it)
		r.limitBytes()
		canceled := errors.Is(a.err, aio.ErrCanceled)
		if err := r.proceed(ctx, a); err != nil || canceled {
			return err
		}
		it, _ = r.co.next()
	}
	return nil
}

// proceed does what follows from an answer: the item goes on, or its body to be
// parsed, or its record straight to the sink.
func (r *run) proceed(ctx *aio.Context, a *answer) error {
	final := r.settle(a)
	switch {
	case !final:
		if a.body != nil && a.body.begun { // it will be asked again
			aio.OnLane(ctx, r.lane, a.body.tear)
		}
		r.recycle(a)
		return nil
	case a.body != nil:
		return r.handOver(ctx, a)
	}
	return r.deliver(ctx, a)
}

// deliver writes the record of an answer, its end; what an errand has brought is
// for the run itself.
func (r *run) deliver(ctx *aio.Context, a *answer) (err error) {
	a.stage = "record"
	switch a.item.Purpose {
	case crawl.ForRobots:
		err = r.learnRobots(ctx, a)
	case crawl.ForSitemap:
		err = r.learnSitemap(ctx, a)
	default:
		err = r.write(ctx, &a.record)
	}
	r.recycle(a)
	return err
}

// limitBytes stops the run when enough has been received.
func (r *run) limitBytes() {
	if limit := r.settings.Limits.MaxBytes; limit > 0 && r.co.counts.Bytes >= limit {
		r.co.stop(bytesDone)
	}
}
