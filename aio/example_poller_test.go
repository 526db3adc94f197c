//go:build unix

package aio_test

import (
	"fmt"
	"syscall"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// shifted is a clock that goes as another does, and shows another time.
type shifted struct {
	aio.Clock
	by time.Duration
}

func (c shifted) Now() time.Time { return c.Clock.Now().Add(c.by) }

// Time is what the Runner's Clock says it is.
func ExampleClock() {
	runner := aiotest.New().Runner()
	runner.Clock = shifted{runner.Clock, 40 * 365 * 24 * time.Hour}
	err := runner.Run(func(ctx *aio.Context) error {
		fmt.Println(ctx.Loop().Now().Year())
		return aio.Sleep(ctx, 365*24*time.Hour)
	})
	fmt.Println(err)
	// Output:
	// 2039
	// <nil>
}

// observed is a Poller that tells what the loop asks of it.
type observed struct{ aio.Poller }

func (p observed) Wait(dst []aio.PollEvent, timeout time.Duration) (int, error) {
	n, err := p.Poller.Wait(dst, timeout)
	fmt.Printf("poll with timeout %v:", timeout)
	for _, event := range dst[:n] {
		fmt.Print(" ", ready(event.Ready))
	}
	fmt.Println()
	return n, err
}

// ready names the parts of r.
func ready(r aio.Readiness) (names []string) {
	for _, part := range []struct {
		name string
		r    aio.Readiness
	}{{"readable", aio.Readable}, {"writable", aio.Writable}, {"broken", aio.Broken}, {"once", aio.Once}} {
		if r&part.r != 0 {
			names = append(names, part.name)
		}
	}
	return names
}

// The turns of a loop, seen from below. It waits until a descriptor is ready,
// here when the connect has ended, or for the next deadline. What nobody waits
// for, as in the second turn, it does not ask about again.
func ExamplePoller() {
	w := aiotest.New()
	w.Latency = 20 * time.Millisecond
	runner := w.Runner()
	runner.Poller = observed{runner.Poller}
	err := runner.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		c, err := aio.DialAddr(ctx, ln.Addr())
		if err != nil {
			return err
		}
		defer c.Close()
		say(ctx, "connected")
		err = aio.Timeout(ctx, time.Second, func(ctx *aio.Context) error {
			_, err := c.Next(ctx)
			return err
		})
		say(ctx, err)
		return nil
	})
	fmt.Println("error:", err)
	// Output:
	// poll with timeout -1ns: [writable]
	// at 40ms: connected
	// poll with timeout 1s: [writable]
	// poll with timeout 1s:
	// poll with timeout 0s:
	// at 1.04s: timed out after 1s
	// error: <nil>
}

// frugal is a Network that has few descriptors.
type frugal struct {
	aio.Network
	left *int
}

func (n frugal) Connect(to aio.Addr) (int, error) {
	if *n.left == 0 {
		return -1, syscall.EMFILE
	}
	*n.left--
	return n.Network.Connect(to)
}

// A Network of one's own stands between the loop and the system: here it lets
// connects fail, to see what a program does then.
func ExampleNetwork() {
	runner, left := aiotest.New().Runner(), 1
	runner.Network = frugal{runner.Network, &left}
	runner.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		defer ln.Close()
		for range 2 {
			_, err := aio.DialAddr(ctx, ln.Addr())
			fmt.Println(err)
		}
		return nil
	})
	// Output:
	// <nil>
	// connect tcp 10.0.0.2:80: connect: too many open files
}

// The poller of other Unixes does on Linux too.
func ExampleNewPollPoller() {
	poller, err := aio.NewPollPoller()
	if err != nil {
		fmt.Println(err)
		return
	}
	err = aio.Runner{Poller: poller}.Run(func(ctx *aio.Context) error {
		client, server, err := pair(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer client.Close()
		defer server.Close()
		if _, err := client.Write(ctx, []byte("hello")); err != nil {
			return err
		}
		text, err := server.Next(ctx)
		fmt.Println(string(text))
		return err
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// hello
}
