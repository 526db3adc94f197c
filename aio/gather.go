package aio

// Gather runs the functions as tasks and suspends until all have returned; the
// results stand in the order of the functions. The first failure is returned at
// once: the other tasks go on then, and nobody hears of them any more. For
// tasks that live and die together use [Group].
//
// The tasks belong to the loop itself, not to the group around the call, which
// a failure would end. If the calling task is canceled, they are canceled, and
// Gather returns the cancel when they have ended.
func Gather[T any](ctx *Context, fns ...func(*Context) (T, error)) ([]T, error) {
	t := ctx.running()
	g := &gathering{}
	tasks := make([]*Task[T], len(fns))
	for i, fn := range fns {
		tasks[i] = &Task[T]{fn: fn}
		tasks[i].base.ctx.values = ctx.values
		g.start(t.loop, &tasks[i].task, tasks[i])
	}
	if err := g.wait(t); err != nil {
		return nil, err
	}
	results := make([]T, len(fns))
	for i, task := range tasks {
		results[i] = task.value
	}
	return results, nil
}

// gathering counts the tasks of a Gather.
type gathering struct {
	tasks []*task
	left  int
	err   error // the first failure
	ready waitQueue
}

func (g *gathering) start(l *Loop, t *task, body interface{ run(*Context) error }) {
	t.retrieved = true
	t.watchers = append(t.watchers, g)
	g.left++
	g.tasks = append(g.tasks, t)
	t.start(l, &l.root, body, false)
}

func (g *gathering) note(t *task) {
	if g.err == nil {
		g.err = t.err
	}
	if g.left--; g.left == 0 || t.err != nil {
		g.ready.grantAll()
	}
}

func (g *gathering) wait(t *task) error {
	for g.left > 0 && g.err == nil {
		g.holders(t.suspect)
		if _, err := g.ready.wait(t, g, 0); err != nil {
			g.cancel(t)
			return err
		}
	}
	return g.err
}

// cancel cancels the tasks and waits for them; nothing interrupts that wait.
func (g *gathering) cancel(t *task) {
	for _, task := range g.tasks {
		task.Cancel(nil)
	}
	for g.left > 0 {
		g.ready.wait(t, g, 0)
	}
}

func (g *gathering) waitState() string { return "gathered tasks " + names(g) }

func (g *gathering) holders(f func(*task) bool) { eachLive(g.tasks, f) }
