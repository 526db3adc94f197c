package weburl_test

import (
	"fmt"

	"clew/crawl/weburl"
)

func ExampleURL_Parse() {
	base, err := weburl.Parse("https://example.com/docs/index.html")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, ref := range []string{"../a b?q=ü#top", `\img\x.png`, "//cdn.example.com", "?page=2", "http://[::1"} {
		u, err := base.Parse(ref)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(u)
	}
	// Output:
	// https://example.com/a%20b?q=%C3%BC#top
	// https://example.com/img/x.png
	// https://cdn.example.com/
	// https://example.com/docs/index.html?page=2
	// parse url "http://[::1": unclosed bracket
}

func ExampleCanonical() {
	u, _ := weburl.Parse("https://example.com/item?utm_source=mail&size=2&id=7")
	fmt.Println(weburl.Canonical{SortQuery: true, StripTracking: true}.Apply(u))
	// Output: https://example.com/item?id=7&size=2
}
