package crawl_test

import (
	"fmt"

	"clew/crawl"
	"clew/crawl/weburl"
)

func ExampleExtractLinks() {
	page, _ := weburl.Parse("https://example.com/docs/")
	body := []byte(`<base href="/en/"><a href="intro#start" rel=nofollow> The
		start </a><!-- <a href="old"> --><img src="//cdn.example.com/a.png">`)

	doc := crawl.ExtractLinks(page, body, crawl.LinkOptions{Describe: true})
	for _, link := range doc.Links {
		fmt.Printf("%s %s: %s %q %v\n", link.Tag, link.Attribute, link.URL, link.Text, link.NoFollow)
	}
	// Output:
	// a href: https://example.com/en/intro "The start" true
	// img src: https://cdn.example.com/a.png "" false
}

func ExampleScope() {
	seed, _ := weburl.Parse("https://www.example.co.uk/")
	scope := crawl.NewScope(crawl.ScopeOptions{Mode: crawl.ScopeDomain, MaxDepth: 2}, seed)
	for _, href := range []string{"http://shop.example.co.uk/", "https://other.co.uk/"} {
		u, _ := weburl.Parse(href)
		fmt.Printf("%q %q\n", scope.Check(u, 1), scope.Check(u, 3))
	}
	// Output:
	// "" "depth"
	// "scope" "scope"
}

func ExampleSeen() {
	u, _ := weburl.Parse("https://example.com/#top")
	seen := crawl.NewSeen(crawl.SeenKey{0x5eed, 0xc1e3}) // random, kept with the state
	fmt.Println(seen.Add(u), seen.Add(u.WithoutFragment()), seen.Len())
	// Output: true false 1
}
