package aio_test

import (
	"errors"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

func TestR54_TheTreeTellsWhatATaskSaysItDoes(t *testing.T) {
	notEager(t)
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		asked, page := 0, 0
		reader := spawn(ctx, func(ctx *aio.Context) error {
			ctx.Doing(func() string { asked++; return []string{"page 0", "page 1"}[page] })
			return forever(ctx)
		})
		aio.Sleep(ctx, time.Second)
		equal(t, "questions before anybody looks", asked, 0)
		equal(t, "first", look(ctx, reader).Doing, "page 0")
		page = 1
		equal(t, "later", look(ctx, reader).Doing, "page 1")
		contains(t, "tree", ctx.Loop().Tree(), "task 2: page 1; waits for ")
		reader.Cancel(nil)
		aio.Sleep(ctx, time.Second)
		next := spawn(ctx, forever) // on the coroutine of the one that has ended
		aio.Sleep(ctx, time.Second)
		equal(t, "of the next task", look(ctx, next).Doing, "")
		next.Cancel(nil)
		return nil
	})
}

func TestR54_APanicIsToldWhileEveryTaskIsThere(t *testing.T) {
	var told *aio.PanicError
	tree := ""
	w := aiotest.New()
	runner := inMode(t, w.Runner())
	var loop *aio.Loop
	runner.OnPanic = func(err *aio.PanicError) { told, tree = err, loop.Tree() }
	err := runner.Run(func(ctx *aio.Context) error {
		loop = ctx.Loop()
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			spawn(g, forever).SetName("bystander")
			spawn(g, func(ctx *aio.Context) error {
				ctx.Doing(func() string { return "division" })
				aio.Sleep(ctx, time.Second)
				panic("by zero")
			}).SetName("culprit")
			return nil
		})
	})
	var panicked *aio.PanicError
	if !errors.As(err, &panicked) || panicked != told {
		t.Errorf("the run ended with %v, told was %v", err, told)
	}
	contains(t, "tree", tree, `"bystander": waits for `)
	contains(t, "tree", tree, `"culprit": division; running`)
}

func TestR54_APanicInALaneIsToldAsWell(t *testing.T) {
	var told []any
	runner := inMode(t, aiotest.New().Runner())
	runner.OnPanic = func(err *aio.PanicError) { told = append(told, err.Value) }
	err := runner.Run(func(ctx *aio.Context) error {
		_, err := aio.ToThread(ctx, func() (int, error) { panic("there") })
		return err
	})
	var panicked *aio.PanicError
	if !errors.As(err, &panicked) || len(told) != 1 || told[0] != "there" {
		t.Errorf("the run ended with %v, told was %v", err, told)
	}
}
