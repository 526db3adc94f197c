// Package fetchtest is a server that does what a script says: it reads
// requests, sends bytes, cuts them, waits, stalls, closes and resets. It runs on
// the loop of the test, on the network in memory of clew/aio/aiotest or on a
// real one, so that what servers do wrong takes a line to write, and no time.
//
//	w := aiotest.New()
//	err := w.Run(func(ctx *aio.Context) error {
//		server, err := fetchtest.Listen(ctx, "1.1.1.1:80",
//			fetchtest.Script{fetchtest.Request(), fetchtest.Send("HTTP/1.1 200 OK\r\n"), fetchtest.Reset()},
//			fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.OK("hello"))},
//		)
//		…
//	})
//
// # Scripts
//
// The first connection runs the first script, the second the second; all
// further ones run the last. A [Script] is a list of steps, and a [Step] a
// function, so a test can write its own. Behind its last step a connection is
// kept open: the server reads on, answers nothing, and closes when the client
// has. A client that leaves in the middle of a script ends it; that is no error.
//
// A connection speaks HTTP/2 from the step [HTTP2] on: [Stream] reads a request,
// [Answer] answers it, [Frames] sends whatever frames.
//
// # What was seen
//
// [Server.Requests] has every request that a [Request] or [Stream] step read, with
// the number of its connection; [Server.Accepted] counts the connections.
package fetchtest
