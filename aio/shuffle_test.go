package aio_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

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
