// Package aio is an event loop with tasks, in the manner of Python's asyncio:
// one thread over nonblocking sockets runs any number of tasks, one at a time,
// and a task gives way only where it waits.
//
// # Usage
//
// [Run] makes a loop on the calling goroutine and runs a function on it as the
// first task. [Go] starts another task, [Group] several that live and die
// together, [WaitFor] gives a call a time limit:
//
//	err := aio.Run(func(ctx *aio.Context) error {
//		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
//			for _, addr := range addrs {
//				g.Go(func(ctx *aio.Context) error {
//					conn, err := aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) (*aio.Conn, error) {
//						return aio.Dial(ctx, "tcp", addr)
//					})
//					…
//				})
//			}
//			return nil
//		})
//	})
//
// The examples are a tour; docs/from-asyncio.md is a dictionary for people who
// know asyncio.
//
// # What to use for what
//
//   - What comes one after the other is called. What is to run meanwhile is a
//     task: [Go]. Tasks that belong together are a [Group].
//   - Results: of one task [Task.Wait], of several in their order [Gather], as
//     they come [AsCompleted]. [Wait] looks on.
//   - A time limit: [WaitFor] for a call, [Timeout] for a block, and for the
//     reads of a connection [Conn.SetReadDeadline].
//   - At most n at a time: [Semaphore]; one at a time: [Lock]; not interleaved
//     with anything: [NoSuspend]; not left half done: [Shield].
//   - Values on their way: [Queue]; one value: [Future]. Something has happened:
//     [Event]; something has changed: [Condition]; all are there: [Barrier].
//   - Connections: [Dial], [Listen]; lines and messages over one: [Stream];
//     packets: [ListenPacket]; descriptors of others: [Loop.AddReader].
//   - What computes or blocks: [ToThread], or a [Lane] of its own.
//   - Other goroutines: [Loop.Post]. Code that takes a context.Context gets the
//     [Context].
//   - Tests: package aiotest, in which time and network are simulated.
//
// # What may suspend
//
// A call that may suspend takes a [*Context] as its first argument; a call that
// takes none does not suspend. May: it suspends, and delivers a pending cancel,
// only if it must wait ([Yield] always does). So between two such calls nothing
// else runs, a lock that is free costs nothing, and a chain of calls is a chain
// of plain Go calls. [NoSuspend] checks a section at run time. The one exception
// is what the standard library calls: the net.Conn of [Conn.NetConn].
//
// Where a call says nothing of its error, that is a cancel: see below.
//
// A call that blocks the thread, as reading a file may, holds up every task; it
// belongs in a lane: [ToThread], [OnLane].
//
// # Turns
//
// The loop works in turns. A turn asks the poller which descriptors are ready,
// appends the tasks that wait for them, and those whose timers are due, to the
// ready queue, and runs exactly what is in it then, first in first out; what is
// added meanwhile runs in the next turn, after another poll. Timers never fire
// early; equal deadlines fire in the order in which they were set.
//
// # Descriptors
//
// [Dial] and [Listen] make connections, [ListenPacket] and [DialPacket] UDP
// sockets; what they do with the kernel they do through a [Network] and a
// [Poller], which package aiotest has in memory. A descriptor that comes from
// somewhere else is watched with [Loop.AddReader] and [Loop.AddWriter].
//
// # Cancellation
//
// A task's run is a stack of scopes: the task itself, and each [WaitFor],
// [Timeout], [Group] and [Shield] that it is in. A cancel is aimed at one of
// them and delivered once: the call in which the task waits, or the next in
// which it would, returns a [*CancelError]. The task cleans up, which may wait
// as usual, and returns; the scope that was meant turns the error into what it
// stands for, and only that scope. A function that swallows the error and goes
// on has not been canceled.
//
// When several things happen to a wait in one turn, whatever their order: a
// cancel from outside wins over a result, a result wins over a time limit, and
// of several cancels the outermost is delivered. What a wait had been granted
// and a cancel took away, a permit or a queue's value, goes to the next who
// waits: nothing is lost or doubled.
//
// # Threads
//
// Everything here belongs to the loop's thread, the values that tasks share
// included, and needs no locks. The exceptions say so: [Loop.Post] may be
// called from any goroutine, and so may what makes a Context a context.Context.
// A Context is for its own task: another task, a callback or goroutine that
// waits with it, or starts a task through it, panics. A callback starts tasks
// in a [TaskGroup].
//
// # Failures
//
// A task that fails ends its group, and is the group's error. A panic in a
// task, in lane work or in a callback becomes an error, [*PanicError], with its
// stack. Failures that nobody waits for go to [Runner].OnError. When every task
// waits and nothing could ever wake one, Run returns a [*DeadlockError] with the
// tree of tasks.
//
// # Seeing what happens
//
// [Loop.Tasks] and [Loop.Tree] tell what every task waits for, and which tasks
// hold it up; [Loop.Stats] is cheap enough to be asked every second. Three
// mistakes are told as soon as they can be seen, while the program goes on:
// tasks that wait for each other ([*DeadlockError]), a task that holds the loop
// by computing or blocking ([*SlowStepError], by a monitor outside of the loop),
// and one that yields without end instead of waiting ([*SpinError]). A [Trace]
// follows every step.
package aio
