package aio_test

import (
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestLines(t *testing.T) {
	long := strings.Repeat("x", aio.MaxLine)
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", nil},
		{"lines", "a\nb\n", []string{"a", "b"}},
		{"no end of line at the end", "a\nb", []string{"a", "b"}},
		{"carriage returns", "a\r\nb\r\n", []string{"a", "b"}},
		{"empty lines", "\n\na\n", []string{"", "", "a"}},
		{"a line of the greatest length", long + "\nb", []string{long, "b"}},
		{"a line that is longer", long + "yyyy\nb", []string{long + "y", "b"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
				q := aio.NewQueue[string](0)
				is(t, "lines", aio.Lines(ctx, iotest.HalfReader(strings.NewReader(c.in)), q), nil)
				var lines []string
				for v, ok := q.TryGet(); ok; v, ok = q.TryGet() {
					lines = append(lines, v)
				}
				if !slices.Equal(lines, c.want) {
					t.Errorf("got %d lines that begin with %.80q, want %.80q", len(lines), lines, c.want)
				}
				return nil
			})
		})
	}
}

func TestLinesReturnsTheReadersErrorAfterItsData(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[string](0)
		r := io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(errTest))
		is(t, "lines", aio.Lines(ctx, r, q), errTest)
		v, _ := q.TryGet()
		equal(t, "first line", v, "a")
		return nil
	})
}

func TestLinesStopsAtAClosedQueue(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		q := aio.NewQueue[string](0)
		q.Close()
		is(t, "lines", aio.Lines(ctx, strings.NewReader("a\nb"), q), aio.ErrClosed)
		return nil
	})
}

func TestLinesOfASilentReaderIsCanceledAndLeftBehind(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	really(t, func(ctx *aio.Context) error {
		q := aio.NewQueue[string](0)
		task := spawn(ctx, func(ctx *aio.Context) error { return aio.Lines(ctx, r, q) })
		w.WriteString("one\n")
		v, err := q.Get(ctx)
		equal(t, "line", v, "one")
		task.Cancel(nil)
		task.Wait(ctx)
		return err
	})
}
