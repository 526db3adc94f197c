package aio_test

import (
	"bytes"
	"cmp"
	"errors"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// chaos keeps n tasks busy with rounds of work, and cancels them at random, for
// as many task switches; in the end it cancels and awaits all. A round must take
// time now and then: the clock stands still while somebody is ready.
func chaos(t *testing.T, ctx *aio.Context, rnd *rand.Rand, n, switches int, round func(ctx *aio.Context, i int) error) {
	tasks := make([]*aio.Task[struct{}], n)
	end := ctx.Loop().Stats().Switches + uint64(switches)
	for ctx.Loop().Stats().Switches < end && !t.Failed() {
		for i := range tasks {
			switch {
			case tasks[i] == nil || tasks[i].Done():
				tasks[i] = spawn(ctx, func(ctx *aio.Context) error {
					for ctx.Err() == nil {
						round(ctx, i)
						aio.Yield(ctx)
					}
					return nil
				})
			case rnd.IntN(8) == 0:
				tasks[i].Cancel(nil)
			}
		}
		aio.Sleep(ctx, pause(rnd))
	}
	for _, task := range tasks {
		task.Cancel(nil)
	}
	for _, task := range tasks {
		if _, err := aio.WaitFor(ctx, time.Hour, task.Wait); err != nil && !t.Failed() {
			is(t, "end of a task", err, aio.ErrCanceled)
		}
	}
}

// pause is short and often the same, so that much happens in the same turn.
func pause(rnd *rand.Rand) time.Duration { return time.Duration(rnd.IntN(4)) * time.Millisecond }

// ignore drops cancels and timeouts, which a chaos test is full of.
func ignore(error) error { return nil }

// conserved runs main, which must leave nothing behind that could ever wake a
// task: no timer, no descriptor, no work.
func conserved(t *testing.T, main func(ctx *aio.Context)) {
	t.Helper()
	var end time.Duration
	w := virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		main(ctx)
		end = w.Elapsed()
		return stuck(ctx)
	}, deadlocks)
	equal(t, "time until nothing is left to wait for", w.Elapsed()-end, 0)
}

// What was put is got once, or dropped by CloseNow, and Join counts right,
// whoever is canceled or late, and whenever the queue is closed.
func TestR33_R34_QueuesOfAllKindsAreConserved(t *testing.T) {
	for kind, newQueue := range map[string]func(size int) *aio.Queue[int]{
		"fifo":     aio.NewQueue[int],
		"lifo":     aio.NewLifoQueue[int],
		"priority": func(size int) *aio.Queue[int] { return aio.NewPriorityQueue(size, cmp.Less[int]) },
	} {
		t.Run(kind, func(t *testing.T) {
			rnd := seeded(t)
			for range soak(t, 10, 3000) {
				conserved(t, func(ctx *aio.Context) { queueChaos(t, ctx, rnd, newQueue(rnd.IntN(4))) })
				if t.Failed() {
					return
				}
			}
		})
	}
}

func queueChaos(t *testing.T, ctx *aio.Context, rnd *rand.Rand, q *aio.Queue[int]) {
	sent, got, next := map[int]bool{}, map[int]bool{}, 0
	take := func(v int) {
		if !sent[v] || got[v] {
			t.Errorf("value %d was sent: %v, and came before: %v", v, sent[v], got[v])
		}
		got[v] = true
		q.TaskDone()
	}
	shut, drops, closed := q.Close, rnd.IntN(2) == 0, false
	if drops {
		shut = q.CloseNow
	}
	chaos(t, ctx, rnd, 9, 1000, func(ctx *aio.Context, i int) error {
		before := closed
		switch {
		case i == 0:
			if rnd.IntN(40) == 0 {
				shut()
				closed = true
			}
		case i == 1:
			aio.Timeout(ctx, 1+pause(rnd), q.Join)
		case i%2 == 0:
			v := next
			next++
			err := aio.Timeout(ctx, 1+pause(rnd), func(ctx *aio.Context) error { return q.Put(ctx, v) })
			sent[v] = err == nil
			equal(t, "put into a closed queue", err == nil && before, false)
		default:
			v, err := aio.WaitFor(ctx, 1+pause(rnd), q.Get)
			if err == nil {
				defer take(v)
			}
			if errors.Is(err, aio.ErrClosed) {
				equal(t, "closed", closed, true)
				equal(t, "values left in a queue that has no more", q.Len(), 0)
			}
		}
		return aio.Sleep(ctx, pause(rnd))
	})
	shut()
	for v, err := range q.All(ctx) {
		is(t, "get of what is left", err, nil)
		take(v)
	}
	for v := range sent {
		if sent[v] && !got[v] && !drops {
			t.Errorf("value %d is lost", v)
		}
	}
	is(t, "join at the end", aio.Timeout(ctx, time.Second, q.Join), nil)
	equal(t, "length at the end", q.Len(), 0)
}

// Clients connect, talk and hang up, or are canceled or late in any of it, while
// the network is slow and descriptors run out: none stays open, and what an echo
// brings back is what was sent.
func TestR49_R50_DescriptorsAndBytesAreConserved(t *testing.T) {
	rnd, whole := seeded(t), 0
	for range soak(t, 10, 3000) {
		w := aiotest.New()
		w.Rand, w.Loss, w.Window = rnd, 0.05, 1+rnd.IntN(500)
		r := inMode(t, w.Runner())
		r.OnError = func(err error) {
			if !errors.Is(err, syscall.EMFILE) && !errors.Is(err, syscall.ECONNRESET) && !errors.Is(err, syscall.EPIPE) {
				t.Errorf("report: %v", err)
			}
		}
		err := r.Run(func(ctx *aio.Context) error {
			ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
			if err != nil {
				return err
			}
			server := spawn(ctx, func(ctx *aio.Context) error { return ln.Serve(ctx, echo) })
			w.MaxFDs = 14
			chaos(t, ctx, rnd, 8, 1000, func(ctx *aio.Context, _ int) error {
				w.Latency = pause(rnd)
				err := aio.Timeout(ctx, 1+20*pause(rnd), func(ctx *aio.Context) error { return talk(t, ctx, rnd, ln.Addr()) })
				if err == nil {
					whole++
				}
				return aio.Sleep(ctx, time.Millisecond)
			})
			ln.Close()
			_, err = server.Wait(ctx)
			is(t, "server", err, aio.ErrClosed)
			equal(t, "sockets left open", w.Open(), 0)
			equal(t, "tasks left", ctx.Loop().Stats().Tasks, 1)
			return stuck(ctx)
		})
		equal(t, "nothing is left to wait for", deadlocks(err), true)
		if t.Failed() {
			return
		}
	}
	if whole < 10 {
		t.Errorf("only %d talks went to their end", whole)
	}
}

// talk says something to an echo and checks what comes back.
func talk(t *testing.T, ctx *aio.Context, rnd *rand.Rand, at aio.Addr) error {
	c, err := aio.DialAddr(ctx, at)
	if err != nil {
		return err
	}
	hangUp := c.Close
	if rnd.IntN(4) == 0 {
		hangUp = c.Abort
	}
	defer hangUp()
	begin := 8 * rnd.IntN(1000)
	said := pattern(begin + 200)[begin:]
	return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		g.Go(func(ctx *aio.Context) error {
			_, err := c.Write(ctx, said)
			return errors.Join(err, c.CloseWrite(ctx))
		})
		heard, err := readAll(ctx, c, 1+rnd.IntN(100))
		if !bytes.HasPrefix(said, heard) || err == nil && len(heard) < len(said) {
			t.Errorf("heard %d bytes of %d, or others", len(heard), len(said))
		}
		return err
	})
}

// Callbacks are set and taken back at random, by each other too: each is called
// once, at its time, those of the same time in order, or it never is.
func TestR3_R5_TimersAreConserved(t *testing.T) {
	rnd := seeded(t)
	for range soak(t, 20, 10_000) {
		conserved(t, func(ctx *aio.Context) {
			var alarms []*alarm
			last := &alarm{}
			var set func()
			set = func() {
				d := pause(rnd)
				a := &alarm{at: at(ctx) + d, order: len(alarms)}
				alarms = append(alarms, a)
				a.handle = ctx.Loop().CallLater(d, func() {
					a.calls++
					equal(t, "time", at(ctx), a.at)
					if last.at == a.at && last.order > a.order {
						t.Error("two of the same time came out of order")
					}
					last = a
					victim := alarms[rnd.IntN(len(alarms))]
					equal(t, "cancel in time", victim.handle.Cancel(), victim.calls == 0 && !victim.canceled)
					victim.canceled = true
					if rnd.IntN(3) == 0 {
						set()
					}
				})
				if rnd.IntN(4) == 0 {
					a.handle.Daemon()
				}
			}
			for range 300 {
				set()
				if rnd.IntN(4) == 0 {
					aio.Sleep(ctx, pause(rnd))
				}
			}
			aio.Sleep(ctx, time.Second)
			for _, a := range alarms {
				equal(t, "calls, unless it was canceled", a.calls == 1 || a.calls == 0 && a.canceled, true)
			}
		})
		if t.Failed() {
			return
		}
	}
}

// alarm is a callback that was set.
type alarm struct {
	at       time.Duration
	order    int
	handle   *aio.Handle
	calls    int
	canceled bool
}
