package fetchtest_test

import (
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch/fetchtest"
)

// call connects to a server that runs the scripts, says something, and notes
// what comes, piece by piece, with the time in milliseconds.
func call(t *testing.T, say string, scripts ...fetchtest.Script) (pieces []string, server *fetchtest.Server) {
	t.Helper()
	w := aiotest.New()
	err := w.Run(func(ctx *aio.Context) (err error) {
		if server, err = fetchtest.Listen(ctx, "1.1.1.1:80", scripts...); err != nil {
			return err
		}
		conn, err := aio.Dial(ctx, "tcp", "1.1.1.1:80")
		if err != nil {
			return err
		}
		conn.Write(ctx, []byte(say))
		aio.Timeout(ctx, time.Hour, func(ctx *aio.Context) error {
			for {
				b, err := conn.Next(ctx)
				note := string(b)
				if err != nil {
					note = err.Error()
				}
				pieces = append(pieces, w.Elapsed().String()+" "+note)
				if err != nil {
					return err
				}
			}
		})
		conn.Close()
		server.Close(ctx)
		if w.Open() != 0 {
			t.Errorf("%d sockets are left", w.Open())
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return pieces, server
}

func TestScripts(t *testing.T) {
	const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
	for _, tt := range []struct {
		name   string
		script fetchtest.Script
		want   string
	}{
		{"pieces arrive apart", fetchtest.Script{fetchtest.Send("a", "b", "c")}, "0s a, 1ms b, 2ms c, 1h0m0s canceled"},
		{"trickle", fetchtest.Script{fetchtest.Trickle(time.Second, "a", "b"), fetchtest.Close()}, "0s a, 1s b, 1s read tcp 1.1.1.1:80: read: connection reset by peer"},
		{"reads first", fetchtest.Script{fetchtest.Request(), fetchtest.Send("a"), fetchtest.Close()}, "0s a, 0s EOF"},
		{"end of stream", fetchtest.Script{fetchtest.Send("a"), fetchtest.EndOfStream()}, "0s a, 0s EOF"},
		{"reset comes behind", fetchtest.Script{fetchtest.Send("a"), fetchtest.Reset()}, "0s a, 1ms read tcp 1.1.1.1:80: read: connection reset by peer"},
		{"wait", fetchtest.Script{fetchtest.Wait(time.Minute), fetchtest.Send("a")}, "1m0s a, 1h0m0s canceled"},
		{"hang", fetchtest.Script{fetchtest.Hang(), fetchtest.Send("a")}, "1h0m0s canceled"},
		{"repeat", fetchtest.Script{fetchtest.Repeat(fetchtest.Request(), fetchtest.Send("a")), fetchtest.Send("never")}, "0s a, 1h0m0s canceled"},
		{"no script", nil, "1h0m0s canceled"},
	} {
		pieces, _ := call(t, get, tt.script)
		if got := strings.Join(pieces, ", "); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestRequests(t *testing.T) {
	say := "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxyGET /b HTTP/1.1\r\n\r\n"
	_, server := call(t, say, fetchtest.Script{fetchtest.Repeat(fetchtest.Request())})
	if got := strings.Join(server.Lines(), ", "); got != "0 POST /a HTTP/1.1, 0 GET /b HTTP/1.1" {
		t.Errorf("lines: %s", got)
	}
	if m := server.Requests[0]; m.Body != "xy" || m.Field("Host") != "a" || m.Field("X") != "" {
		t.Errorf("request: %+v", m)
	}
	if server.Accepted != 1 {
		t.Errorf("%d connections", server.Accepted)
	}
}

func TestText(t *testing.T) {
	for got, want := range map[string]string{
		fetchtest.OK("hello"):                           "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
		fetchtest.Response("404 Gone", "", "A: 1"):      "HTTP/1.1 404 Gone\r\nA: 1\r\nContent-Length: 0\r\n\r\n",
		fetchtest.Head("204 None"):                      "HTTP/1.1 204 None\r\n\r\n",
		fetchtest.Chunked("a", strings.Repeat("b", 16)): "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n10\r\nbbbbbbbbbbbbbbbb\r\n0\r\n\r\n",
		strings.Join(fetchtest.Each("abc"), "|"):        "a|b|c",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
