package auth_test

import (
	"fmt"

	"clew/crawl/weburl"
	"clew/fetch/auth"
)

func ExampleLogin() {
	file, err := auth.ParseNetrc([]byte("machine www.test login clew password secret\n"))
	if err != nil {
		fmt.Println(err)
	}
	for _, s := range []string{"https://www.test/", "https://me:p%40ss@www.test/", "https://other.test/"} {
		u, _ := weburl.Parse(s)
		if user, password, ok := auth.Login(u, file); ok {
			fmt.Println(user, password, auth.Basic(user, password))
		}
	}
	user, password := auth.Split("me:a:b") // of --user
	fmt.Println(user, password)
	fmt.Println(auth.Bearer("token"))
	// Output:
	// clew secret Basic Y2xldzpzZWNyZXQ=
	// me p@ss Basic bWU6cEBzcw==
	// me a:b
	// Bearer token
}
