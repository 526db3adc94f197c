package fetch_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
	"clew/fetch/proxy"
)

var tinyproxy = peer{"tinyproxy", func(_ string, port int) ([]string, string) {
	return []string{"-d", "-c", "config"}, fill("Port PORT\nListen 127.0.0.1\nMaxClients 100\nTimeout 60\n", "", port)
}}

var microsocks = peer{"microsocks", func(_ string, port int) ([]string, string) {
	return []string{"-i", "127.0.0.1", "-p", strconv.Itoa(port)}, ""
}}

// proxies are run, each with the schemes under which it is used.
var proxies = []struct {
	peer
	schemes []string
}{
	{tinyproxy, []string{proxy.HTTP}},
	{peer{"squid", func(dir string, port int) ([]string, string) {
		return []string{"-N", "-f", "config"}, fill(`
http_port 127.0.0.1:PORT
http_access allow all
cache deny all
cache_mem 8 MB
max_filedescriptors 1024
access_log none
cache_log DIR/cache.log
pid_filename none
netdb_filename none
pinger_enable off
coredump_dir DIR
shutdown_lifetime 0 seconds
`, dir, port)
	}}, []string{proxy.HTTP}},
	{microsocks, []string{proxy.SOCKS5, proxy.SOCKS5H}},
	{peer{"danted", func(dir string, port int) ([]string, string) {
		return []string{"-f", "config", "-p", "pid"}, fill(`
logoutput: DIR/log
internal: 127.0.0.1 port = PORT
external: 127.0.0.1
clientmethod: none
socksmethod: none
user.privileged: `+whoami()+`
user.unprivileged: `+whoami()+`
client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
`, dir, port)
	}}, []string{proxy.SOCKS5, proxy.SOCKS5H}},
}

func whoami() string {
	if os.Getuid() == 0 {
		return "root"
	}
	return os.Getenv("USER")
}

// by are options that send all through a proxy.
func by(t *testing.T, url string) fetch.Options {
	t.Helper()
	p, err := proxy.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	return fetch.Options{Proxy: proxy.Settings{HTTP: p, HTTPS: p}, TLS: trusting()}
}

// echoes are two servers, of http and https, which send back what they are sent.
func echoes(t *testing.T) (origins [2]string) {
	echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if body, err := io.ReadAll(r.Body); err == nil {
			w.Write(body)
		}
	})
	plain, secure := httptest.NewServer(echo), httptest.NewUnstartedServer(echo)
	secure.TLS = &tls.Config{Certificates: []tls.Certificate{authority().sign(t, aiotest.Epoch, "127.0.0.1")}}
	secure.EnableHTTP2 = true
	secure.StartTLS()
	t.Cleanup(plain.Close)
	t.Cleanup(secure.Close)
	return [2]string{plain.URL, secure.URL}
}

// TestRealProxies: whatever goes through them comes back as it was, over plain
// connections, tunnels and HTTP/2 in tunnels. What they cannot reach is told.
func TestRealProxies(t *testing.T) {
	for _, p := range proxies {
		t.Run(p.name, func(t *testing.T) {
			address, origins := p.run(t, nil), echoes(t)
			nobody := fmt.Sprintf("https://127.0.0.1:%d", freePort(t))
			for _, scheme := range p.schemes {
				seed := uint64(time.Now().UnixNano())
				rnd := rand.New(rand.NewPCG(seed, 0))
				err := really(t, by(t, scheme+"://"+address), func(ctx *aio.Context, client *fetch.Client) error {
					return crowd(ctx, 10, 60, func(ctx *aio.Context) error {
						return askForEcho(t, ctx, client, origins[rnd.IntN(2)], rnd.IntN(1<<rnd.IntN(18)))
					})
				})
				if err != nil {
					t.Errorf("%s, seed %d: %v", scheme, seed, err)
				}
				err = really(t, by(t, scheme+"://"+address), func(ctx *aio.Context, client *fetch.Client) error {
					return askForEcho(t, ctx, client, nobody, 10)
				})
				var e *fetch.Error
				if !errors.As(err, &e) || e.Kind != fetch.KindProxy {
					t.Errorf("%s, nobody there: %v", scheme, err)
				}
			}
		})
	}
}

// askForEcho makes a request that may be repeated: tinyproxy closes a connection
// behind a response that does not say so.
func askForEcho(t *testing.T, ctx *aio.Context, client *fetch.Client, origin string, size int) error {
	resp, err := client.Do(ctx, &fetch.Request{Method: "PUT", URL: link(t, origin+"/"), Body: []byte(sample(size)), AllowPrivate: true})
	if err != nil {
		return err
	}
	body, err := read(ctx, &resp.Body)
	if err == nil && body != sample(size) {
		err = fmt.Errorf("%s: status %d, %d bytes came back of %d", origin, resp.StatusCode, len(body), size)
	}
	return err
}

// TestRealProxiesThatAskWho: user and password are told, and without the right ones
// there is no way through.
func TestRealProxiesThatAskWho(t *testing.T) {
	withUser := func(p peer, more func(args []string, config string) ([]string, string)) peer {
		command := p.command
		p.command = func(dir string, port int) ([]string, string) { return more(command(dir, port)) }
		return p
	}
	for _, tt := range []struct {
		peer
		scheme string
		denied error
	}{
		{withUser(tinyproxy, func(args []string, config string) ([]string, string) {
			return args, config + "BasicAuth me secret\n"
		}), proxy.HTTP, nil},
		{withUser(microsocks, func(args []string, config string) ([]string, string) {
			return append(args, "-u", "me", "-P", "secret"), config
		}), proxy.SOCKS5, proxy.ErrUser},
	} {
		t.Run(tt.name, func(t *testing.T) {
			address, origins := tt.run(t, nil), echoes(t)
			for _, origin := range origins {
				err := really(t, by(t, tt.scheme+"://me:secret@"+address), func(ctx *aio.Context, client *fetch.Client) error {
					return askForEcho(t, ctx, client, origin, 1000)
				})
				is(t, "let through", err, nil)
				err = really(t, by(t, tt.scheme+"://me:wrong@"+address), func(ctx *aio.Context, client *fetch.Client) error {
					return askForEcho(t, ctx, client, origin, 1000)
				})
				checkDenied(t, err, strings.HasPrefix(origin, "https"), tt.denied)
			}
		})
	}
}

// checkDenied: a tunnel is refused as the protocol has it, and a proxy that is asked
// itself answers with a page of its own.
func checkDenied(t *testing.T, err error, tunnel bool, want error) {
	t.Helper()
	var status *proxy.StatusError
	switch {
	case want != nil:
		is(t, "denied", err, want)
	case tunnel && (!errors.As(err, &status) || status.StatusCode != 407 && status.StatusCode != 401):
		t.Errorf("denied: %v", err)
	case err == nil:
		t.Error("let through with a wrong password")
	}
}
