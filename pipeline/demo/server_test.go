package demo

import (
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/pipeline/httpd"
)

var small = map[string]string{
	"index.html":     "home",
	"a b.txt":        "space",
	"dir/index.html": "dir",
	"dir/x.png":      "png",
	"dir/x.weird":    "?",
	"404.html":       "lost",
	"_hidden.html":   "secret",
	"full":           "at {origin}/",
	"long.txt":       "<!-- repeat -->{n},<!-- end repeat -->.",
	"slow.html":      "at last",
	"latin.html":     "\xe9",
	"shy.html":       "hello",
	"zip.html":       strings.Repeat("thread ", 100),
	"_server.txt": `
		/full       origin
		/latin.html header content-type: text/html; charset=windows-1252
		/long.txt   repeat 3
		/long.txt   chunked 4
		/moved      redirect 308 /dir/?a=b
		/gone       status 410
		/shy.html   fail-once 503 7
		/slow.html  delay 5s
		/zip.html   gzip`,
}

// TestAnswers sends each request on a connection of its own. Of the wanted
// header a "-" says that there is no such field.
func TestAnswers(t *testing.T) {
	const host = "|Host: meander"
	for _, test := range []struct {
		request string
		status  int
		header  string
		body    string
	}{
		{"GET / HTTP/1.1" + host, 200, "Content-Type: text/html; charset=utf-8|Content-Length: 4|Connection: -", "home"},
		{"GET / HTTP/1.1" + host, 200, "Date: " + aiotest.Epoch.Format(http.TimeFormat), "home"},
		{"HEAD / HTTP/1.1" + host, 200, "Content-Length: 4", ""},
		{"HEAD /nowhere HTTP/1.1" + host, 404, "Content-Length: 4", ""},
		{"GET /index.html HTTP/1.1" + host, 200, "", "home"},
		{"GET /dir/ HTTP/1.1" + host, 200, "", "dir"},
		{"GET /dir HTTP/1.1" + host, 301, "Location: /dir/", "301 Moved Permanently\n"},
		{"GET /dir?q=1&r=a%20b HTTP/1.1" + host, 301, "Location: /dir/?q=1&r=a%20b", "301 Moved Permanently\n"},
		{"GET /dir/x.png HTTP/1.1" + host, 200, "Content-Type: image/png", "png"},
		{"GET /dir/x.weird HTTP/1.1" + host, 200, "Content-Type: application/octet-stream", "?"},
		{"GET /a%20b.txt HTTP/1.1" + host, 200, "Content-Type: text/plain; charset=utf-8", "space"},
		{"GET /%61%20b%2Etxt?x HTTP/1.1" + host, 200, "", "space"},
		{"GET /./x/..//dir/. HTTP/1.1" + host, 200, "", "dir"},
		{"GET /../../index.html HTTP/1.1" + host, 200, "", "home"},
		{"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1" + host, 404, "", "lost"},
		{"GET /..%2f..%2fetc%2fpasswd HTTP/1.1" + host, 404, "", "lost"},
		{"GET /nowhere HTTP/1.1" + host, 404, "Content-Type: text/html; charset=utf-8", "lost"},
		{"GET /index.html/ HTTP/1.1" + host, 404, "", "lost"},
		{"GET /_server.txt HTTP/1.1" + host, 404, "", "lost"},
		{"GET /_hidden.html HTTP/1.1" + host, 404, "", "lost"},
		{"GET /moved HTTP/1.1" + host, 308, "Location: /dir/?a=b", "308 Permanent Redirect\n"},
		{"GET /gone HTTP/1.1" + host, 410, "Content-Type: text/plain; charset=utf-8", "410 Gone\n"},
		{"GET /latin.html HTTP/1.1" + host, 200, "Content-Type: text/html; charset=windows-1252", "\xe9"},
		{"GET /full HTTP/1.1|Host: [::1]:8080", 200, "", "at http://[::1]:8080/"},
		{"GET http://other:81/full HTTP/1.1" + host, 200, "", "at http://other:81/"},
		{"GET http://other HTTP/1.1" + host, 200, "", "home"},
		{"GET /full HTTP/1.0", 200, "Connection: close", "at http://10.0.0.2:80/"},
		{"GET /long.txt HTTP/1.1" + host, 200, "Content-Length: -", "1,2,3,."},
		{"HEAD /long.txt HTTP/1.1" + host, 200, "Content-Length: -", ""},
		{"GET /long.txt HTTP/1.0" + host, 200, "Content-Length: 7", "1,2,3,."},
		{"GET /zip.html HTTP/1.1" + host, 200, "Vary: Accept-Encoding|Content-Encoding: -", small["zip.html"]},
		{"GET /zip.html HTTP/1.1|Accept-Encoding: gzip;q=0, br" + host, 200, "Content-Encoding: -", small["zip.html"]},
		{"GET / HTTP/1.1|Connection: keep-alive, Close" + host, 200, "Connection: close", "home"},
		{"GET / HTTP/1.1|Content-Length: 5" + host, 200, "Connection: close", "home"},
		{"GET / HTTP/1.1|Transfer-Encoding: chunked" + host, 200, "Connection: close", "home"},

		{"POST / HTTP/1.1" + host, 405, "Allow: GET, HEAD|Connection: close", "405 Method Not Allowed\n"},
		{"OPTIONS * HTTP/1.1" + host, 405, "Allow: GET, HEAD", "405 Method Not Allowed\n"},
		{"GET / HTTP/2.0" + host, 505, "Connection: close", "505 HTTP Version Not Supported\n"},
		{"GET / HTTP/1.1", 400, "Connection: close", "400 Bad Request\n"},
		{"HEAD / HTTP/1.1", 400, "Connection: close", ""},
		{"GET / HTTP/1.1|Host: a|Host: a", 400, "", "400 Bad Request\n"},
		{"GET / HTTP/1.1|Host: <b>", 400, "", "400 Bad Request\n"},
		{"GET / HTTP/1.1|Host : a", 400, "", "400 Bad Request\n"},
		{"GET / HTTP/1.1" + host + "| folded", 400, "", "400 Bad Request\n"},
		{"GET / HTTP/1.1" + host + "|X: a\x00b", 400, "", "400 Bad Request\n"},
		{"GET / HTTP/1.1" + host + "|X: a\rb", 400, "", "400 Bad Request\n"},
		{"GET / HTTP/1.1" + host + "|nonsense", 400, "", "400 Bad Request\n"},
		{"GET /%zz HTTP/1.1" + host, 400, "", "400 Bad Request\n"},
		{"GET /%00 HTTP/1.1" + host, 400, "", "400 Bad Request\n"},
		{"GET /#top HTTP/1.1" + host, 400, "", "400 Bad Request\n"},
		{"GET index.html HTTP/1.1" + host, 400, "", "400 Bad Request\n"},
		{"GET  / HTTP/1.1" + host, 400, "", "400 Bad Request\n"},
		{"GET /", 400, "", "400 Bad Request\n"},
		{"\x16\x03\x01 hello", 400, "", "400 Bad Request\n"},
	} {
		visit(t, siteOf(t, small), func(ctx *aio.Context, c *client) {
			c.send(ctx, test.request)
			method, _, _ := strings.Cut(test.request, " ")
			resp, body := c.receive(method)
			if resp.StatusCode != test.status || body != test.body {
				t.Errorf("%q: got %d %q", test.request, resp.StatusCode, body)
			}
			checkHeader(t, test.request, resp, test.header)
			if resp.Close {
				c.wantEnd()
			}
		})
	}
}

// checkHeader compares fields, "Name: value|Name: value".
func checkHeader(t *testing.T, request string, resp *http.Response, want string) {
	t.Helper()
	got := resp.Header.Clone()
	got.Del("Connection") // of which ReadResponse makes Close
	if resp.Close {
		got.Set("Connection", "close")
	}
	for line := range strings.SplitSeq(want, "|") {
		name, value, _ := strings.Cut(line, ": ")
		if value == "-" {
			value = ""
		}
		if got.Get(name) != value {
			t.Errorf("%q: %s is %q, want %q", request, name, got.Get(name), value)
		}
	}
}

func TestKeepAlive(t *testing.T) {
	visit(t, siteOf(t, small), func(ctx *aio.Context, c *client) {
		c.send(ctx, "GET / HTTP/1.1|Host: a")
		if _, body := c.receive("GET"); body != "home" {
			t.Errorf("first: %q", body)
		}
		aio.Sleep(ctx, httpd.IdleTime-time.Second)
		c.send(ctx, "HEAD /dir/ HTTP/1.1|Host: a")
		if resp, _ := c.receive("HEAD"); resp.ContentLength != 3 {
			t.Errorf("second: %d bytes", resp.ContentLength)
		}
		c.send(ctx, "GET /dir/ HTTP/1.1|Host: a|Connection: close")
		if _, body := c.receive("GET"); body != "dir" {
			t.Errorf("third: %q", body)
		}
		c.wantEnd()
	})
}

func TestPipelining(t *testing.T) {
	visit(t, siteOf(t, small), func(ctx *aio.Context, c *client) {
		c.write(ctx, "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n\nGET /dir/ HTTP/1.1\nHost: a\n\nGET /gone HTTP/1.1\r\nHo")
		for _, want := range []string{"home", "dir"} {
			if _, body := c.receive("GET"); body != want {
				t.Errorf("got %q, want %q", body, want)
			}
		}
		c.write(ctx, "st: a\r\n\r\n")
		if resp, _ := c.receive("GET"); resp.StatusCode != 410 {
			t.Errorf("the cut one: %d", resp.StatusCode)
		}
	})
}

func TestGzip(t *testing.T) {
	visit(t, siteOf(t, small), func(ctx *aio.Context, c *client) {
		c.send(ctx, "GET /zip.html HTTP/1.1|Host: a|Accept-Encoding: br, gzip")
		resp, body := c.receive("GET")
		if resp.Header.Get("Content-Encoding") != "gzip" || len(body) > 100 {
			t.Fatalf("got %v and %d bytes", resp.Header, len(body))
		}
		z, err := gzip.NewReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(z); err != nil || string(text) != small["zip.html"] {
			t.Errorf("got %q, %v", text, err)
		}
	})
}

func TestFailOnce(t *testing.T) {
	site := siteOf(t, small)
	for range 2 { // each Serve begins anew
		visit(t, site, func(ctx *aio.Context, c *client) {
			c.send(ctx, "GET /shy.html HTTP/1.1|Host: a")
			if resp, _ := c.receive("GET"); resp.StatusCode != 503 || resp.Header.Get("Retry-After") != "7" {
				t.Errorf("first: %d %v", resp.StatusCode, resp.Header)
			}
			c.send(ctx, "GET /shy.html HTTP/1.1|Host: a")
			if resp, body := c.receive("GET"); resp.StatusCode != 200 || body != "hello" {
				t.Errorf("second: %d %q", resp.StatusCode, body)
			}
		})
	}
}
