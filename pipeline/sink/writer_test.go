package sink

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// pieces is an output that notes what it gets, and when.
type pieces struct {
	w    *aiotest.World
	got  []string
	at   []time.Duration
	fail error
}

func (p *pieces) Write(b []byte) (int, error) {
	if p.fail != nil {
		return 0, p.fail
	}
	p.got = append(p.got, string(b))
	p.at = append(p.at, p.w.Elapsed())
	return len(b), nil
}

// onVirtualClock runs body with a writer to out in a virtual world, closes the
// writer and returns what its Run returned.
func onVirtualClock(t *testing.T, each bool, body func(ctx *aio.Context, w *Writer, out *pieces) error) (out *pieces, failed error) {
	t.Helper()
	world := aiotest.New()
	out = &pieces{w: world}
	err := world.Run(func(ctx *aio.Context) error {
		w := NewWriter(ctx.Loop(), "test", out, each)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				failed = w.Run(ctx)
				return nil
			})
			defer w.Close()
			return body(ctx, w, out)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, failed
}

// add writes text.
func add(ctx *aio.Context, w *Writer, text string) error {
	return w.Write(ctx, func(dst []byte) []byte { return append(dst, text...) })
}

func (p *pieces) want(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(p.got, want) {
		t.Errorf("pieces %q, want %q", p.got, want)
	}
}

func TestRecordsShareAWriteForTenthOfASecond(t *testing.T) {
	out, err := onVirtualClock(t, false, func(ctx *aio.Context, w *Writer, out *pieces) error {
		for i := range 6 {
			if err := add(ctx, w, fmt.Sprint(i)); err != nil {
				return err
			}
			aio.Sleep(ctx, 40*time.Millisecond)
		}
		return aio.Sleep(ctx, time.Second)
	})
	out.want(t, "012", "345")
	if want := []time.Duration{100 * time.Millisecond, 220 * time.Millisecond}; err != nil || !slices.Equal(out.at, want) {
		t.Errorf("written at %v, want %v; %v", out.at, want, err)
	}
}

func TestFullBufferGoesAtOnce(t *testing.T) {
	out, _ := onVirtualClock(t, false, func(ctx *aio.Context, w *Writer, out *pieces) error {
		add(ctx, w, "a")
		aio.Sleep(ctx, 10*time.Millisecond)
		return add(ctx, w, strings.Repeat("b", fullBuffer))
	})
	if len(out.got) != 1 || out.at[0] != 10*time.Millisecond {
		t.Errorf("%d pieces at %v", len(out.got), out.at)
	}
}

func TestEachGoesAtOnce(t *testing.T) {
	out, _ := onVirtualClock(t, true, func(ctx *aio.Context, w *Writer, out *pieces) error {
		for i := range 3 {
			if err := add(ctx, w, fmt.Sprint(i)); err != nil {
				return err
			}
			aio.Sleep(ctx, 10*time.Millisecond)
		}
		return nil
	})
	out.want(t, "0", "1", "2")
	if want := []time.Duration{0, 10 * time.Millisecond, 20 * time.Millisecond}; !slices.Equal(out.at, want) {
		t.Errorf("written at %v", out.at)
	}
}

func TestCloseWritesWithoutDelay(t *testing.T) {
	for _, each := range []bool{false, true} {
		out, err := onVirtualClock(t, each, func(ctx *aio.Context, w *Writer, out *pieces) error {
			return add(ctx, w, "last")
		})
		out.want(t, "last")
		if err != nil || out.at[0] != 0 {
			t.Errorf("written at %v, %v", out.at, err)
		}
	}
	out, err := onVirtualClock(t, false, func(*aio.Context, *Writer, *pieces) error { return nil })
	if out.want(t); err != nil {
		t.Error(err)
	}
}

// TestQuietTimesCostNothing: an idle writer sets no timer and makes no write.
func TestQuietTimesCostNothing(t *testing.T) {
	out, _ := onVirtualClock(t, false, func(ctx *aio.Context, w *Writer, out *pieces) error {
		add(ctx, w, "a")
		aio.Sleep(ctx, time.Hour)
		return add(ctx, w, "b")
	})
	out.want(t, "a", "b")
}

func TestFailedWriteEndsTheWriter(t *testing.T) {
	broken := errors.New("broken")
	_, err := onVirtualClock(t, false, func(ctx *aio.Context, w *Writer, out *pieces) error {
		add(ctx, w, "a")
		aio.Sleep(ctx, time.Second)
		out.fail = broken
		add(ctx, w, "b")
		if w.Err() != nil {
			t.Error("an error before the write")
		}
		aio.Sleep(ctx, time.Second)
		if err := add(ctx, w, "c"); err != broken {
			t.Errorf("write: %v", err)
		}
		if w.Err() != broken || w.TryWrite([]byte("d")) {
			t.Errorf("err: %v", w.Err())
		}
		out.want(t, "a")
		return nil
	})
	if err != broken {
		t.Errorf("run: %v", err)
	}
}

// A gate is an output that takes nothing until it is told to, as a pipe whose
// reader sleeps. Its Write runs on the lane's goroutine.
type gate struct {
	loop    *aio.Loop
	entered aio.Event
	answer  chan error
	got     []string
}

func (g *gate) Write(p []byte) (int, error) {
	g.loop.Post(func() {
		g.got = append(g.got, string(p))
		g.entered.Set()
	})
	if err := <-g.answer; err != nil {
		return 0, err
	}
	return len(p), nil
}

// behindGate runs body with a writer to a gate. Lanes are real, the clock is
// not.
func behindGate(t *testing.T, body func(ctx *aio.Context, g *aio.TaskGroup, w *Writer, out *gate) error) (out *gate, failed error) {
	t.Helper()
	runner := aiotest.New().Runner()
	runner.InlineLanes = false
	err := runner.Run(func(ctx *aio.Context) error {
		out = &gate{loop: ctx.Loop(), answer: make(chan error, 8)} // the loop may not wait to answer
		w := NewWriter(ctx.Loop(), "test", out, true)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				failed = w.Run(ctx)
				return nil
			})
			defer w.Close()
			return body(ctx, g, w, out)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, failed
}

func TestStalledOutputHoldsBackWritersAndNotTheLoop(t *testing.T) {
	out, err := behindGate(t, func(ctx *aio.Context, g *aio.TaskGroup, w *Writer, out *gate) error {
		add(ctx, w, "first")
		out.entered.Wait(ctx)
		out.entered.Clear()
		add(ctx, w, strings.Repeat("x", maxBuffer)) // what is kept meanwhile
		if n := w.Pending(); n != maxBuffer+len("first") {
			t.Errorf("%d bytes pending", n)
		}
		if w.TryWrite([]byte("y")) {
			t.Error("TryWrite found room")
		}
		held := true
		g.Go(func(ctx *aio.Context) error {
			defer func() { held = false }()
			return add(ctx, w, "second")
		})
		aio.Sleep(ctx, time.Hour) // the loop goes on
		if !held {
			t.Error("a writer went on though there was no room")
		}
		out.answer <- nil
		out.entered.Wait(ctx)
		aio.Yield(ctx)
		if held {
			t.Error("the writer is still held back")
		}
		if n := w.Written(); n != 5 {
			t.Errorf("%d bytes written", n)
		}
		out.entered.Clear()
		out.answer <- nil
		out.entered.Wait(ctx)
		out.answer <- nil
		return nil
	})
	if err != nil || len(out.got) != 3 || out.got[0] != "first" || out.got[2] != "second" {
		t.Errorf("%d pieces, %v", len(out.got), err)
	}
}

func TestHeldBackWriterLearnsOfTheError(t *testing.T) {
	broken := errors.New("broken")
	_, err := behindGate(t, func(ctx *aio.Context, g *aio.TaskGroup, w *Writer, out *gate) error {
		add(ctx, w, "first")
		out.entered.Wait(ctx)
		add(ctx, w, strings.Repeat("x", maxBuffer))
		g.Go(func(ctx *aio.Context) error {
			if err := add(ctx, w, "second"); err != broken {
				t.Errorf("write: %v", err)
			}
			return nil
		})
		aio.Yield(ctx)
		out.answer <- broken
		return nil
	})
	if err != broken {
		t.Errorf("run: %v", err)
	}
}

// TestCanceledWriterAppendsNothing: a record is written whole or not at all.
func TestCanceledWriterAppendsNothing(t *testing.T) {
	out, _ := behindGate(t, func(ctx *aio.Context, g *aio.TaskGroup, w *Writer, out *gate) error {
		add(ctx, w, "first")
		out.entered.Wait(ctx)
		add(ctx, w, strings.Repeat("x", maxBuffer))
		err := aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error { return add(ctx, w, "never") })
		var late *aio.TimeoutError
		if !errors.As(err, &late) {
			t.Errorf("write: %v", err)
		}
		out.answer <- nil
		out.answer <- nil
		return nil
	})
	if all := strings.Join(out.got, ""); strings.Contains(all, "never") {
		t.Errorf("wrote %.20q…", all)
	}
}

// TestAbandonedWrite: a writer that is canceled while its output hangs returns.
func TestAbandonedWrite(t *testing.T) {
	answer := make(chan error)
	defer close(answer)
	runner := aiotest.New().Runner()
	runner.InlineLanes = false
	err := runner.Run(func(ctx *aio.Context) error {
		out := &gate{loop: ctx.Loop(), answer: answer}
		w := NewWriter(ctx.Loop(), "test", out, true)
		add(ctx, w, "stuck")
		err := aio.Timeout(ctx, time.Second, w.Run)
		var late *aio.TimeoutError
		if !errors.As(err, &late) || w.Pending() != len("stuck") || w.Written() != 0 {
			t.Errorf("run: %v, %d bytes pending", err, w.Pending())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestManyWriters: whoever writes, what one Write gives stays together, each
// writer's pieces stay in order, and nothing is lost.
func TestManyWriters(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		out, _ := onVirtualClock(t, rng.IntN(2) == 0, func(ctx *aio.Context, w *Writer, out *pieces) error {
			return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
				for writer := range 10 {
					g.Go(func(ctx *aio.Context) error {
						for i := range 50 {
							if err := add(ctx, w, fmt.Sprintf("%d.%d %s\n", writer, i, strings.Repeat("x", rng.IntN(3000)))); err != nil {
								return err
							}
							if err := aio.Sleep(ctx, time.Duration(rng.IntN(20))*time.Millisecond); err != nil {
								return err
							}
						}
						return nil
					})
				}
				return nil
			})
		})
		last := map[int]int{}
		n := 0
		for l := range strings.Lines(strings.Join(out.got, "")) {
			var writer, i int
			var rest string
			if _, err := fmt.Sscanf(l, "%d.%d %s", &writer, &i, &rest); err != nil && err != io.ErrUnexpectedEOF && rest != "" {
				t.Fatalf("seed %d: %.40q: %v", seed, l, err)
			}
			if i != last[writer] || strings.Trim(rest, "x") != "" {
				t.Fatalf("seed %d: %.40q, want number %d", seed, l, last[writer])
			}
			last[writer]++
			n++
		}
		for _, p := range out.got {
			if !strings.HasSuffix(p, "\n") {
				t.Fatalf("seed %d: a write splits a line", seed)
			}
		}
		if n != 500 {
			t.Errorf("seed %d: %d lines", seed, n)
		}
	}
}
