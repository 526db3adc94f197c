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
	for r.slots.TryAcquire() {
		it, wakeAt := r.co.next()
		if it == nil {
			r.slots.Release()
			r.noticeExhaustion(wakeAt)
			return wakeAt
		}
		g.Go(func(ctx *aio.Context) error { return r.work(ctx, it) })
	}
	return time.Time{}
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
		if rec := r.settle(it, a); rec != nil {
			if err := r.deliver(ctx, &page{it, a, rec}); err != nil {
				return err
			}
		}
		if errors.Is(a.err, aio.ErrCanceled) {
			return nil
		}
		it, _ = r.co.next()
	}
	return nil
}

// deliver sends a response on: to be parsed, or straight to the sink.
func (r *run) deliver(ctx *aio.Context, p *page) error {
	if p.answer.body != nil {
		return r.handOver(ctx, p)
	}
	return r.write(ctx, p.record)
}

// limitBytes stops the run when enough has been received.
func (r *run) limitBytes() {
	if limit := r.settings.Limits.MaxBytes; limit > 0 && r.co.counts.Bytes >= limit {
		r.co.stop(bytesDone)
	}
}
