package fetch_test

import (
	"fmt"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/crawl/weburl"
	"clew/fetch"
	"clew/fetch/cookies"
	"clew/fetch/fetchtest"
	"clew/fetch/h1"
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

// A session does by itself what a page takes: here a login that redirects and sets a
// cookie.
func ExampleSession() {
	err := aiotest.New().Run(func(ctx *aio.Context) error {
		server, err := fetchtest.Listen(ctx, "1.1.1.1:80", fetchtest.Script{
			fetchtest.Request(), fetchtest.Send(fetchtest.Response("302 Found", "", "Location: /home", "Set-Cookie: id=7")),
			fetchtest.Request(), fetchtest.Send(fetchtest.OK("hello")),
		})
		if err != nil {
			return err
		}
		client := fetch.NewClient(ctx.Loop(), fetch.Options{})
		defer client.Close()
		session := fetch.Session{
			Doer:  fetch.WithCookies(client, new(cookies.Jar)),
			Retry: fetch.Retry{Max: 2, Delay: time.Second, MaxDelay: time.Minute},
		}
		u, err := weburl.Parse("http://me:secret@1.1.1.1/login")
		if err != nil {
			return err
		}
		page, err := aio.WaitFor(ctx, time.Minute, func(ctx *aio.Context) (*fetch.Page, error) {
			return session.Fetch(ctx, &fetch.Request{URL: u})
		})
		if err != nil {
			return err
		}
		fmt.Println(page.URL, page.StatusCode, string(page.Body))
		for _, m := range server.Requests {
			fmt.Printf("%s, %s, cookie %q\n", m.Line, m.Field("Authorization"), m.Field("Cookie"))
		}
		return nil
	})
	fmt.Println(err)
	// Output:
	// http://1.1.1.1/home 200 hello
	// GET /login HTTP/1.1, Basic bWU6c2VjcmV0, cookie ""
	// GET /home HTTP/1.1, Basic bWU6c2VjcmV0, cookie "id=7"
	// <nil>
}

// A page that is known is asked for again, in case that it has changed.
func ExampleValidators() {
	response := h1.Header{{Name: "ETag", Value: `"v1"`}, {Name: "Last-Modified", Value: "yesterday"}}
	v := fetch.ValidatorsOf(response)
	fmt.Printf("%+v\n", v)

	again := v.Ask(&fetch.Request{})
	fmt.Println(again.Header)

	same, known := v.Same(304, nil)
	fmt.Println(same, known)
	same, known = v.Same(200, h1.Header{{Name: "ETag", Value: `"v2"`}})
	fmt.Println(same, known)
	// Output:
	// {ETag:"v1" LastModified:}
	// [{If-None-Match "v1"}]
	// true true
	// false true
}

// Each hop is looked at before it is taken.
func ExampleRedirect() {
	u, err := weburl.Parse("https://a.test/login")
	if err != nil {
		fmt.Println(err)
	}
	chain := fetch.Chain{}
	req := &fetch.Request{Method: "POST", URL: u, Header: h1.Header{{Name: "Authorization", Value: "secret"}}}
	for _, location := range []string{"/home", "http://b.test/", "http://b.test/#top"} { // of 302s
		chain = append(chain, req.URL)
		next, err := fetch.Redirect(req, 302, h1.Header{{Name: "Location", Value: location}})
		if err == nil {
			err = chain.Allow(next.URL, 10)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(next.Method, next.URL, next.Header)
		req = next
	}
	// Output:
	// GET https://a.test/home [{Authorization secret}]
	// GET http://b.test/ []
	// follow redirect "http://b.test/": a loop: http://b.test/#top was asked before
}
