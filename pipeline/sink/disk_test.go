package sink

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// A fullDisk takes so many bytes, and then no more until it gets more space. It is an
// output on the virtual clock.
type fullDisk struct {
	space int
	err   error
	got   strings.Builder
	tries int
}

func (f *fullDisk) Write(p []byte) (int, error) {
	f.tries++
	n := min(len(p), f.space)
	f.space -= n
	f.got.Write(p[:n])
	if n < len(p) {
		return n, f.err
	}
	return n, nil
}

// onFullDisk runs body with a writer to a disk with space for 3 bytes, and returns
// what the writer's Run returned.
func onFullDisk(t *testing.T, cause error, body func(ctx *aio.Context, w *Writer, d *Disk, out *fullDisk) error) (out *fullDisk, said []string, failed error) {
	t.Helper()
	world := aiotest.New()
	out = &fullDisk{space: 3, err: cause}
	err := world.Run(func(ctx *aio.Context) error {
		say := func(text string) { said = append(said, fmt.Sprintf("%v %s", world.Elapsed(), text)) }
		d := &Disk{Full: func(name string, err error) { say("full: " + name) }, Free: func() { say("free") }}
		w := NewWriter(ctx.Loop(), "out", out, true).On(d)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				failed = w.Run(ctx)
				return nil
			})
			defer w.Close()
			return body(ctx, w, d, out)
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out, said, failed
}

// TestFullDiskIsTriedEachSecond: what it took is not written twice, and nothing is
// lost.
func TestFullDiskIsTriedEachSecond(t *testing.T) {
	for _, cause := range []error{syscall.ENOSPC, &os.PathError{Op: "write", Path: "x", Err: syscall.EDQUOT}} {
		out, said, err := onFullDisk(t, cause, func(ctx *aio.Context, w *Writer, d *Disk, out *fullDisk) error {
			add(ctx, w, "first\n")
			aio.Sleep(ctx, 1500*time.Millisecond)
			out.space = 2
			add(ctx, w, "second\n")
			aio.Sleep(ctx, time.Second)
			out.space = 100
			return nil
		})
		if got := out.got.String(); err != nil || got != "first\nsecond\n" {
			t.Errorf("got %q, %v", got, err)
		}
		if want := []string{"0s full: out", "3s free"}; !slices.Equal(said, want) {
			t.Errorf("said %q, want %q", said, want)
		}
	}
}

// TestGivingUp: whoever waits fails at once, and so does who meets the full disk
// later.
func TestGivingUp(t *testing.T) {
	_, said, err := onFullDisk(t, syscall.ENOSPC, func(ctx *aio.Context, w *Writer, d *Disk, out *fullDisk) error {
		add(ctx, w, "first\n")
		aio.Sleep(ctx, 300*time.Millisecond)
		d.GiveUp()
		aio.Yield(ctx)
		aio.Yield(ctx)
		aio.Yield(ctx)
		if !IsFull(w.Err()) {
			t.Errorf("err: %v", w.Err())
		}
		lane := aio.NewLane(ctx.Loop(), "another", 1)
		if err := d.Write(ctx, lane, "another", func() error { return syscall.ENOSPC }); !IsFull(err) {
			t.Errorf("another: %v", err)
		}
		return nil
	})
	if !IsFull(err) || !slices.Equal(said, []string{"0s full: out"}) {
		t.Errorf("%v, said %q", err, said)
	}
}

// TestLastAttempt: who gives up loses nothing that fits by now.
func TestLastAttempt(t *testing.T) {
	out, _, err := onFullDisk(t, syscall.ENOSPC, func(ctx *aio.Context, w *Writer, d *Disk, out *fullDisk) error {
		add(ctx, w, "first\n")
		aio.Sleep(ctx, 300*time.Millisecond)
		out.space = 100
		d.GiveUp()
		return nil
	})
	if got := out.got.String(); err != nil || got != "first\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestTwoFilesOfOneOutput: it is told once that there is no space, and that there is
// when both have found some.
func TestTwoFilesOfOneOutput(t *testing.T) {
	world := aiotest.New()
	var said []string
	err := world.Run(func(ctx *aio.Context) error {
		say := func(text string) { said = append(said, fmt.Sprintf("%v %s", world.Elapsed(), text)) }
		d := &Disk{Full: func(name string, err error) { say("full: " + name) }, Free: func() { say("free") }}
		lane := aio.NewLane(ctx.Loop(), "save", 2)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i, name := range []string{"dir", "dir", "out"} {
				full := 2 + i
				g.Go(func(ctx *aio.Context) error {
					return d.Write(ctx, lane, name, func() error {
						if full--; full > 0 {
							return syscall.ENOSPC
						}
						return nil
					})
				})
			}
			return nil
		})
	})
	if want := []string{"0s full: dir", "0s full: out", "3s free"}; err != nil || !slices.Equal(said, want) {
		t.Errorf("%v, said %q, want %q", err, said, want)
	}
}

// TestOtherErrorsDoNotWait: a disk that breaks while it is full, too.
func TestOtherErrorsDoNotWait(t *testing.T) {
	broken := errors.New("broken")
	out, said, err := onFullDisk(t, broken, func(ctx *aio.Context, w *Writer, _ *Disk, _ *fullDisk) error { return add(ctx, w, "first") })
	if err != broken || out.tries != 1 || said != nil {
		t.Errorf("%v after %d tries, said %q", err, out.tries, said)
	}
	_, _, err = onFullDisk(t, syscall.ENOSPC, func(ctx *aio.Context, w *Writer, _ *Disk, out *fullDisk) error {
		add(ctx, w, "first")
		aio.Sleep(ctx, time.Second/2)
		out.err = broken
		return nil
	})
	if err != broken {
		t.Errorf("run: %v", err)
	}
}

// TestTmpfs: a file system that is full, and then is not.
func TestTmpfs(t *testing.T) {
	dir := t.TempDir()
	if err := mount(dir); err != nil {
		t.Skipf("cannot mount a tmpfs: %v", err)
	}
	t.Cleanup(func() { unmount(dir) })
	ballast := dir + "/ballast"
	if err := os.WriteFile(ballast, make([]byte, 48<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("0123456789abcde\n", 2<<10) // 32 KB, where 16 are left
	err := aio.Run(func(ctx *aio.Context) error {
		f, err := os.Create(dir + "/out")
		if err != nil {
			return err
		}
		defer f.Close()
		d := &Disk{Full: func(string, error) { os.Remove(ballast) }}
		w := NewWriter(ctx.Loop(), "out", f, true).On(d)
		if err := add(ctx, w, text); err != nil {
			return err
		}
		w.Close()
		return w.Run(ctx)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(dir + "/out"); err != nil || string(got) != text {
		t.Errorf("%d bytes of %d, %v", len(got), len(text), err)
	}
	if _, err := os.Stat(ballast); err == nil {
		t.Error("the disk was never full")
	}
}
