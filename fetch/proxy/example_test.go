package proxy_test

import (
	"fmt"

	"clew/crawl/weburl"
	"clew/fetch/proxy"
)

func ExampleProxy_Handshake() {
	p, err := proxy.Parse("socks5h://me:secret@proxy.test")
	if err != nil {
		fmt.Println(err)
		return
	}
	h, err := p.Handshake("www.test", 443, "")
	if err != nil {
		fmt.Println(err)
		return
	}
	var in []byte
	for _, says := range []string{"\x05\x02", "\x01\x00", "\x05\x04\x00\x01\x00"} { // of the connection to p
		out, _, done, err := h.Step(in)
		fmt.Printf("%q\n", out)
		if done || err != nil {
			break
		}
		in = []byte(says)
	}
	_, _, _, err = h.Step(in)
	fmt.Println(err, proxy.IsFinal(err))
	// Output:
	// "\x05\x02\x00\x02"
	// "\x01\x02me\x06secret"
	// "\x05\x01\x00\x03\bwww.test\x01\xbb"
	// the proxy answers: host unreachable false
}

func ExampleSettings_For() {
	environment := map[string]string{"no_proxy": "intern.test, 10.0.0.0/8"}
	settings, err := proxy.FromEnvironment(func(name string) string { return environment[name] })
	if err != nil {
		fmt.Println(err)
	}
	flag, _ := proxy.Parse("http://me:secret@proxy.test:3128") // of --proxy
	settings.HTTP, settings.HTTPS = flag, flag
	for _, s := range []string{"http://www.test/", "https://www.test/", "https://www.intern.test/", "http://10.1.2.3/"} {
		u, _ := weburl.Parse(s)
		p := settings.For(u)
		switch {
		case p.IsZero():
			fmt.Println(s, "directly")
		case p.Tunnels(u):
			fmt.Println(s, "through", p)
		default:
			fmt.Println(s, "asks", p, p.Authorization())
		}
	}
	// Output:
	// http://www.test/ asks http://proxy.test:3128 Basic bWU6c2VjcmV0
	// https://www.test/ through http://proxy.test:3128
	// https://www.intern.test/ directly
	// http://10.1.2.3/ directly
}
