package cookies_test

import (
	"fmt"
	"os"
	"slices"
	"time"

	"clew/crawl/weburl"
	"clew/fetch/cookies"
)

// A jar begins with what a file and the command line give, learns from a response,
// and is written again.
func ExampleJar() {
	var jar cookies.Jar
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, line := range jar.Read([]byte("shop.test\tFALSE\t/\tFALSE\t0\tbasket\t3\nnonsense\n"), now) {
		fmt.Printf("line %d is no cookie\n", line)
	}
	pairs, _ := cookies.Argument("lang=en")

	u, _ := weburl.Parse("https://www.shop.test/login")
	jar.Set(u, slices.Values([]string{"id=7; Domain=shop.test; Secure", "tracker=1; Domain=ads.test"}), now)

	u, _ = weburl.Parse("https://shop.test/")
	fmt.Println(cookies.Join(jar.Cookies(u, now), pairs))
	os.Stdout.Write(jar.AppendTo(nil, now)[len("# Netscape HTTP Cookie File\n# https://curl.se/docs/http-cookies.html\n\n"):])
	// Output:
	// line 2 is no cookie
	// basket=3; id=7; lang=en
	// shop.test	FALSE	/	FALSE	0	basket	3
	// .shop.test	TRUE	/	TRUE	0	id	7
}
