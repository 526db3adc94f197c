//go:build linux

package aio_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// Two sides talk to each other in whatever way a Stream offers, over a network
// as good or bad as it comes, under time limits, and end as they like. What one
// has received is the beginning of what the other has written, and an end is
// told only behind all of it.
func TestR52_BytesOfStreamsAreConserved(t *testing.T) {
	rnd, size := seeded(t), 30
	if mode == "" {
		size = soak(t, 300, 20_000)
	}
	for range size {
		if converse(t, rnd); t.Failed() {
			return
		}
	}
}

func converse(t *testing.T, rnd *rand.Rand) {
	w := aiotest.New()
	w.Rand = rnd
	r := inMode(t, w.Runner())
	if rnd.IntN(2) == 0 {
		r.Shuffle = rnd
	}
	err := r.Run(func(ctx *aio.Context) error {
		ca, cb, err := pair(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ca.Close()
		defer cb.Close()
		if rnd.IntN(10) == 0 {
			if err := encrypt(ctx, ca, cb); err != nil {
				return err
			}
		}
		w.Window = []int{300, 3000, 64 << 10}[rnd.IntN(3)]
		w.Bandwidth = []int{0, 0, 100_000}[rnd.IntN(3)]
		w.Latency = []time.Duration{0, pause(rnd), 20 * time.Millisecond}[rnd.IntN(3)]
		w.Loss = []float64{0, 0.1}[rnd.IntN(2)]
		orderly := rnd.IntN(2) == 0 // nobody closes before both have read all
		a, b := newTalker(rnd, ca, orderly), newTalker(rnd, cb, orderly)
		err = aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for _, side := range []*talker{a, b} {
				g.Go(side.write)
				g.Go(side.read)
			}
			return nil
		})
		a.Abort()
		b.Abort()
		a.check(t, b)
		b.check(t, a)
		return err
	})
	is(t, "run", err, nil)
	equal(t, "sockets left open", w.Open(), 0)
}

// talker is one side.
type talker struct {
	*aio.Stream
	rnd     *rand.Rand
	orderly bool

	sent  int    // bytes that Write has taken
	ended bool   // the end of them is on its way
	got   []byte // received
	told  error  // why it reads no more
}

func newTalker(rnd *rand.Rand, c *aio.Conn, orderly bool) *talker {
	s := aio.NewStream(c)
	s.Limit = -1
	s.HighWater = []int{0, -1, 1 + rnd.IntN(2000)}[rnd.IntN(3)]
	s.LowWater = []int{0, -1, 1 + rnd.IntN(2000)}[rnd.IntN(3)]
	return &talker{Stream: s, rnd: rnd, orderly: orderly}
}

// limited runs fn under a limit by chance.
func (s *talker) limited(ctx *aio.Context, fn func(*aio.Context) error) error {
	return aio.Timeout(ctx, 1+pause(s.rnd), fn)
}

// passing reports whether err is one after which one can go on.
func passing(err error) bool {
	var timeout *aio.TimeoutError
	return err == nil || errors.As(err, &timeout)
}

func (s *talker) write(ctx *aio.Context) error {
	for range s.rnd.IntN(20) {
		var err error
		switch s.rnd.IntN(4) {
		case 0:
			err = s.limited(ctx, s.Drain)
		case 1:
			err = s.Drain(ctx)
		case 2:
			aio.Sleep(ctx, pause(s.rnd))
		}
		if !passing(err) {
			return nil
		}
		n, err := s.Write(pattern(s.sent + s.rnd.IntN(2000))[s.sent:])
		if s.sent += n; err != nil {
			return nil
		}
	}
	return s.end(ctx)
}

func (s *talker) end(ctx *aio.Context) error {
	way := 0
	if !s.orderly {
		way = s.rnd.IntN(4)
	}
	switch way {
	case 1:
		s.Abort()
	case 2:
		s.ended = s.limited(ctx, s.Close) == nil
	case 3:
		s.ended = s.Close(ctx) == nil
	default:
		err := s.limited(ctx, s.CloseWrite)
		for ; err != nil && passing(err); err = s.limited(ctx, s.CloseWrite) {
		}
		s.ended = err == nil
	}
	return nil
}

func (s *talker) read(ctx *aio.Context) error {
	for passing(s.told) {
		s.told = s.limited(ctx, func(ctx *aio.Context) (err error) {
			var p []byte
			switch s.rnd.IntN(4) {
			case 0:
				p, err = s.ReadExactly(ctx, s.rnd.IntN(2000))
			case 1:
				p, err = s.ReadUntil(ctx, []byte{0, 0, byte(s.rnd.IntN(256))})
			default:
				p = make([]byte, s.rnd.IntN(6000))
				var n int
				n, err = s.Read(ctx, p)
				p = p[:n]
			}
			var part *aio.IncompleteError
			if errors.As(err, &part) {
				p, err = part.Partial, nil
			}
			s.got = append(s.got, p...)
			return err
		})
	}
	return nil
}

// check compares what s has received with what from has sent.
func (s *talker) check(t *testing.T, from *talker) {
	t.Helper()
	if len(s.got) > from.sent || !bytes.Equal(s.got, pattern(len(s.got))) {
		t.Errorf("received %d bytes that are no beginning of the %d sent", len(s.got), from.sent)
	}
	all := fmt.Sprintf("%d of %d bytes, end %v", len(s.got), from.sent, from.ended)
	switch {
	case s.told == io.EOF && (len(s.got) < from.sent || !from.ended):
		t.Errorf("told of an end after %s", all)
	case s.orderly && s.told != io.EOF:
		t.Errorf("orderly, and told of %v after %s", s.told, all)
	}
}
