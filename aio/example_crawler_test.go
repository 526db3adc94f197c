package aio_test

import (
	"fmt"
	"strings"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// site is what the server serves: pages, and the links on them.
var site = map[string]string{
	"/":     "/red /blue /lost",
	"/red":  "/ /deep",
	"/blue": "/red /deep",
	"/deep": "",
}

// servePage sends the links of the page that is asked for. What it does not know
// it goes on looking for.
func servePage(ctx *aio.Context, c *aio.Conn) error {
	path, err := c.Next(ctx)
	if err != nil {
		return err
	}
	links, ok := site[string(path)]
	if !ok {
		return aio.Sleep(ctx, time.Hour)
	}
	_, err = c.Write(ctx, []byte(links+"\n"))
	return err
}

// linksOf returns the links of a page.
func linksOf(ctx *aio.Context, path string) ([]string, error) {
	c, err := aio.Dial(ctx, "tcp", "10.0.0.2:80")
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if _, err := c.Write(ctx, []byte(path)); err != nil {
		return nil, err
	}
	links, err := c.Next(ctx)
	return strings.Fields(string(links)), err
}

// crawl asks for every page once, at most two at a time, and waits for none
// longer than a second. What the tasks share needs no lock: none of them gives
// way between two calls that take ctx.
func crawl(ctx *aio.Context) error {
	start := ctx.Loop().Now()
	slots, seen := aio.NewSemaphore(2), map[string]bool{}
	return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		var visit func(path string)
		visit = func(path string) {
			if seen[path] {
				return
			}
			seen[path] = true
			g.Go(func(ctx *aio.Context) error {
				if err := slots.Acquire(ctx); err != nil {
					return err
				}
				defer slots.Release()
				links, err := aio.WaitFor(ctx, time.Second, func(ctx *aio.Context) ([]string, error) {
					return linksOf(ctx, path)
				})
				fmt.Println("at", ctx.Loop().Now().Sub(start), path, links, err)
				for _, link := range links {
					visit(link)
				}
				return nil
			})
		}
		visit("/")
		return nil
	})
}

// A server and a crawler on one loop, on a network in memory where everything
// takes 50 ms each way. With aio.Run in the place of w.Run they are a program.
func Example() {
	w := aiotest.New()
	w.Latency = 50 * time.Millisecond
	err := w.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "10.0.0.2:80")
		if err != nil {
			return err
		}
		aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, ln.Serve(ctx, servePage) })
		return crawl(ctx)
	})
	fmt.Println("error:", err)
	// Output:
	// at 200ms / [/red /blue /lost] <nil>
	// at 400ms /red [/ /deep] <nil>
	// at 400ms /blue [/red /deep] <nil>
	// at 600ms /deep [] <nil>
	// at 1.4s /lost [] timed out after 1s
	// error: <nil>
}
