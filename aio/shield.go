package aio

// Shield runs body in the calling task and keeps out the cancels of everything
// around it, the task's own included: they are delivered where the task waits
// next after body has returned. What is canceled within body, as by a WaitFor
// there, is canceled as ever. body's error goes to the caller, so nothing is
// lost. It suspends if body does.
//
// asyncio's shield instead leaves the work running behind the back of a caller
// that was canceled. That is [Go] in an outer group, and [Task.Wait].
func Shield(ctx *Context, body func(*Context) error) error {
	s := ctx.enter(shieldScope)
	defer s.leave()
	return body(&s.ctx)
}
