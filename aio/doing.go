package aio

// Doing lets the task say in the task tree what it is at, beyond its name and
// its wait: what is called, on the loop's thread, each time somebody looks, so
// that it costs nothing while nobody does. It must not suspend, nor look at the
// tree itself. It counts until the task ends, or Doing is called again; nil
// takes it back.
func (c *Context) Doing(what func() string) { c.running().coro.doing = what }

// saysDoing is what the task says of itself.
func (t *task) saysDoing() string {
	if t.coro == nil || t.coro.doing == nil {
		return ""
	}
	return t.coro.doing()
}
