package fetch_test

import (
	"fmt"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/crawl/weburl"
	"clew/fetch"
	"clew/fetch/fetchtest"
)

// A client, its policies, and a limit for the whole: the server is overloaded at
// first. It all happens in memory, and the two seconds take no time.
func Example() {
	world := aiotest.New()
	err := world.Run(func(ctx *aio.Context) error {
		_, err := fetchtest.Listen(ctx, "1.1.1.1:80", fetchtest.Script{
			fetchtest.Request(), fetchtest.Send(fetchtest.Response("503 Busy", "", "Retry-After: 2")),
			fetchtest.Request(), fetchtest.Send(fetchtest.Chunked("hello", "world")),
		})
		if err != nil {
			return err
		}
		client := fetch.NewClient(ctx.Loop(), fetch.Options{Limits: fetch.Limits{Head: 20 * time.Second}})
		defer client.Close()
		u, err := weburl.Parse("http://1.1.1.1/")
		if err != nil {
			return err
		}
		req, retry := &fetch.Request{URL: u}, fetch.Retry{Max: 2, MaxDelay: time.Minute}
		return aio.Timeout(ctx, time.Minute, func(ctx *aio.Context) error {
			for attempt := 1; ; attempt++ {
				resp, err := client.Do(ctx, req)
				if err != nil {
					return err
				}
				fmt.Println(resp.StatusCode, "after", world.Elapsed())
				for p, err := range resp.Body.All(ctx) {
					if err != nil {
						return err
					}
					fmt.Printf("%s\n", p)
				}
				wait, again := retry.AfterStatus(req, attempt, resp.StatusCode, resp.Header, ctx.Loop().Now())
				if !again {
					return nil
				}
				if err := aio.Sleep(ctx, wait); err != nil {
					return err
				}
			}
		})
	})
	fmt.Println(err)
	// Output:
	// 503 after 0s
	// 200 after 2s
	// hello
	// world
	// <nil>
}
