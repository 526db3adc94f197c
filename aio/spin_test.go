package aio_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// spins runs main in a new world, where 1,200 turns are enough, and returns
// who was told to spin.
func spins(t *testing.T, r aio.Runner, main func(ctx *aio.Context) error) string {
	t.Helper()
	var who []string
	r.OnError = func(err error) {
		var spin *aio.SpinError
		if !errors.As(err, &spin) {
			t.Errorf("%v was reported", err)
			return
		}
		contains(t, "error", err.Error(), spin.Who[0]+" is ready in every turn")
		who = append(who, fmt.Sprint(spin.Who))
	}
	is(t, "run", inMode(t, r).Run(func(ctx *aio.Context) error {
		ctx.Loop().SetSpinTurns(1200)
		return main(ctx)
	}), nil)
	return strings.Join(who, " ")
}

func virtual() aio.Runner { return aiotest.New().Runner() }

func TestSpinOfATaskThatYieldsWithoutEnd(t *testing.T) {
	equal(t, "who", spins(t, virtual(), func(ctx *aio.Context) error {
		spawn(ctx, func(ctx *aio.Context) error { yield(ctx, 1100); return nil }) // stops in time
		poller := spawn(ctx, func(ctx *aio.Context) error { yield(ctx, 5000); return nil })
		poller.SetName("poller")
		_, err := poller.Wait(ctx)
		return err
	}), `[task 3 "poller"]`)
}

func TestSpinIsToldAgainWhenItBeginsAgain(t *testing.T) {
	equal(t, "who", spins(t, virtual(), func(ctx *aio.Context) error {
		for range 2 {
			yield(ctx, 3000)
			aio.Sleep(ctx, time.Second)
		}
		yield(ctx, 1100)
		return nil
	}), `[task 1 "main"] [task 1 "main"]`)
}

func TestSpinOfACallbackThatCallsItself(t *testing.T) {
	who := spins(t, virtual(), func(ctx *aio.Context) error {
		l, n := ctx.Loop(), 0
		end := aio.NewFuture[int](ctx)
		var again func()
		again = func() {
			if n++; n < 3000 {
				l.CallSoon(again)
			} else {
				end.Set(n, nil)
			}
		}
		l.CallSoon(again)
		_, err := end.Wait(ctx)
		return err
	})
	equal(t, "who", who, "[clew/aio_test.TestSpinOfACallbackThatCallsItself.func1.1]")
}

// ticking is a clock that goes on by so much whenever somebody looks.
type ticking struct {
	now  time.Time
	tick time.Duration
}

func (c *ticking) Now() time.Time {
	c.now = c.now.Add(c.tick)
	return c.now
}

func TestSpinIsNoComputationThatGivesWayNowAndThen(t *testing.T) {
	for tick, want := range map[time.Duration]string{9 * time.Microsecond: `[task 1 "main"]`, 11 * time.Microsecond: ""} {
		r := aio.Runner{Clock: &ticking{aiotest.Epoch, tick}}
		equal(t, fmt.Sprint("turns of ", tick), spins(t, r, func(ctx *aio.Context) error { yield(ctx, 2500); return nil }), want)
	}
}

// serve answers n requests on a connection, with a Yield for each.
func serve(ctx *aio.Context, server *aio.Conn, n int) error {
	for range n {
		b, err := server.Next(ctx)
		if err != nil {
			return err
		}
		answer := append([]byte(nil), b...)
		if err := aio.Yield(ctx); err != nil {
			return err
		}
		if _, err := server.Write(ctx, answer); err != nil {
			return err
		}
	}
	return nil
}

// visitServer makes n requests, each with a callback of a callback.
func visitServer(ctx *aio.Context, client *aio.Conn, n int) error {
	l := ctx.Loop()
	for range n {
		client.Write(ctx, []byte("x"))
		l.CallSoon(func() { l.CallSoon(func() {}) })
		if _, err := client.Next(ctx); err != nil {
			return err
		}
	}
	return nil
}

func TestSpinIsNoServerHoweverBusy(t *testing.T) {
	for _, conns := range []int{1, 3, 10} {
		for _, spinner := range []bool{false, true} {
			want := ""
			if spinner {
				want = "[task 2]"
			}
			who := spins(t, virtual(), func(ctx *aio.Context) error {
				done := !spinner
				spawn(ctx, func(ctx *aio.Context) error {
					for !done {
						aio.Yield(ctx)
					}
					return nil
				})
				return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
					for i := range conns {
						client, server, err := pair(ctx, "tcp", fmt.Sprintf("10.0.0.2:%d", i+1))
						if err != nil {
							return err
						}
						n := 800 + i // out of step with each other
						g.Go(func(ctx *aio.Context) error { defer server.Close(); return serve(ctx, server, n) })
						g.Go(func(ctx *aio.Context) error {
							defer func() { client.Close(); done = true }()
							yield(ctx, i)
							return visitServer(ctx, client, n)
						})
					}
					return nil
				})
			})
			equal(t, fmt.Sprint(conns, " connections, and a task that spins: ", spinner), who, want)
		}
	}
}

func TestSpinIsNoRelayOfTasksThatYieldAFewTimes(t *testing.T) {
	equal(t, "who", spins(t, virtual(), func(ctx *aio.Context) error {
		var relay func(ctx *aio.Context, n int) error
		relay = func(ctx *aio.Context, n int) error {
			if n > 0 {
				spawn(ctx, func(ctx *aio.Context) error { return relay(ctx, n-1) })
			}
			yield(ctx, 20)
			return nil
		}
		relay(ctx, 2000)
		return aio.Sleep(ctx, time.Second)
	}), "")
}

func TestSpinIsNoCallbackThatTimersBringAlong(t *testing.T) {
	r := aio.Runner{Clock: &ticking{aiotest.Epoch, time.Microsecond}}
	equal(t, "who", spins(t, r, func(ctx *aio.Context) error {
		l, n, end := ctx.Loop(), 0, aio.NewFuture[int](ctx)
		flush := func() {}
		var tick func()
		tick = func() {
			if n++; n == 3000 {
				end.Set(n, nil)
				return
			}
			l.CallLater(time.Microsecond, tick)
			l.CallSoon(flush) // in every turn, as in every turn a timer is due
		}
		tick()
		_, err := end.Wait(ctx)
		return err
	}), "")
}

// Three tasks in turn: in each turn there is one that has yielded, and it is the
// same one in the middle and at the end.
func TestSpinIsNoTaskThatWaitsInBetween(t *testing.T) {
	equal(t, "who", spins(t, virtual(), func(ctx *aio.Context) error {
		for phase := range 3 {
			spawn(ctx, func(ctx *aio.Context) error {
				s := aio.NewSemaphore(0)
				yield(ctx, phase)
				for range 2000 {
					aio.Yield(ctx)
					ctx.Loop().CallSoon(s.Release)
					s.Acquire(ctx) // two turns
				}
				return nil
			})
		}
		return aio.Sleep(ctx, time.Second)
	}), "")
}

func TestSpinIsNotWatchedWhereItIsToldSo(t *testing.T) {
	r := virtual()
	r.SlowStep = -1
	equal(t, "off", spinTurns(r), 0)
	equal(t, "on", spinTurns(virtual()), 1_000_000)
}

func spinTurns(r aio.Runner) (n int) {
	r.Run(func(ctx *aio.Context) error { n = ctx.Loop().SpinTurns(); return nil })
	return n
}
