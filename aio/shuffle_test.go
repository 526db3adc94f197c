package aio_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// trace runs a few tasks and callbacks in shuffled turns and tells their order.
func trace(t *testing.T, seed uint64) string {
	var d diary
	r := aiotest.New().Runner()
	r.Shuffle = rand.New(rand.NewPCG(seed, 0))
	err := r.Run(func(ctx *aio.Context) error {
		err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range 8 {
				g.Go(func(ctx *aio.Context) error {
					for range 3 {
						d.note("t", i)
						if err := aio.Yield(ctx); err != nil {
							return err
						}
					}
					return nil
				})
				ctx.Loop().CallSoon(func() { d.note("c", i) })
			}
			return nil
		})
		return err
	})
	is(t, "run", err, nil)
	return strings.Join(d, " ")
}

func TestShuffleOfTheSameSeedIsTheSame(t *testing.T) {
	rnd := seeded(t)
	seen := make(map[string]bool)
	for range 20 {
		seed := rnd.Uint64()
		one := trace(t, seed)
		equal(t, fmt.Sprint("second trace of seed ", seed), trace(t, seed), one)
		seen[one] = true
	}
	if len(seen) < 20 {
		t.Errorf("20 seeds gave %d orders", len(seen))
	}
}

func TestShuffleKeepsTheOrderOfCallbacksAndRunsEachTaskOnce(t *testing.T) {
	for seed := range uint64(20) {
		words := strings.Fields(trace(t, seed))
		equal(t, "entries", len(words), 8*4)
		var callbacks diary
		count := make(map[string]int)
		for i, word := range words {
			if word[0] == 'c' {
				equal(t, "place of a callback", i, 2*len(callbacks)+1) // as queued: t c t c …
				callbacks.note(word)
			}
			if count[word]++; word[0] == 't' {
				equal(t, "turn of "+word, count[word] <= 3, true)
			}
		}
		callbacks.reads(t, "callbacks", "c0 c1 c2 c3 c4 c5 c6 c7")
	}
}

// history runs a program that uses a bit of everything, on the virtual clock and
// network, with lanes on the loop, and tells what happened and when.
func history(t *testing.T, seed uint64) string {
	var d diary
	w := aiotest.New()
	w.Latency, w.Bandwidth, w.Loss, w.Rand = 3*time.Millisecond, 10_000, 0.1, rand.New(rand.NewPCG(seed, 1))
	r := w.Runner()
	r.Shuffle = rand.New(rand.NewPCG(seed, 0))
	r.OnError = func(err error) { d.note(err) }
	err := r.Run(func(ctx *aio.Context) error {
		note := func(what ...any) { d.note(append(what, "@", at(ctx))...) }
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		spawn(ctx, func(ctx *aio.Context) error { return ln.Serve(ctx, echo) })
		slots, work := aio.NewSemaphore(3), aio.NewQueue[int](2)
		spawn(ctx, func(ctx *aio.Context) error {
			defer work.Close()
			for i := range 20 {
				if err := work.Put(ctx, i); err != nil {
					return err
				}
			}
			return nil
		})
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range work.All(ctx) {
				g.Go(func(ctx *aio.Context) error {
					if err := slots.Acquire(ctx); err != nil {
						return err
					}
					defer slots.Release()
					heard, err := aio.WaitFor(ctx, 100*time.Millisecond, func(ctx *aio.Context) (string, error) {
						return ask(ctx, ln.Addr(), fmt.Sprint("hello ", i))
					})
					note(i, heard, err)
					n, err := aio.ToThread(ctx, func() (int, error) { return len(heard), nil })
					note(i, n)
					return err
				})
			}
			return nil
		})
	})
	is(t, "run", err, nil)
	return strings.Join(d, " ")
}

// ask says something to an echo and returns what comes back first.
func ask(ctx *aio.Context, at aio.Addr, what string) (string, error) {
	c, err := aio.DialAddr(ctx, at)
	if err != nil {
		return "", err
	}
	defer c.Close()
	if _, err := c.Write(ctx, []byte(what)); err != nil {
		return "", err
	}
	heard, err := c.Next(ctx)
	return string(heard), err
}

func TestProgramOfTheSameSeedHasTheSameHistory(t *testing.T) {
	rnd := seeded(t)
	seen := make(map[string]bool)
	for range 10 {
		seed := rnd.Uint64()
		one := history(t, seed)
		equal(t, fmt.Sprint("second history of seed ", seed), history(t, seed), one)
		seen[one] = true
	}
	if len(seen) < 10 {
		t.Errorf("10 seeds gave %d histories", len(seen))
	}
}
