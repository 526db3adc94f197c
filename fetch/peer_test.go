package fetch_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
	"clew/fetch"
)

var peers = []peer{
	{"nginx", func(dir string, port int) ([]string, string) {
		return []string{"-p", dir, "-c", "config", "-g", "daemon off;"}, fmt.Sprintf(`
			error_log error.log; pid pid; events {}
			http {
				access_log off; root www; http2_max_concurrent_streams 20;
				client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
				server { listen 127.0.0.1:%d ssl http2; ssl_certificate cert.pem; ssl_certificate_key key.pem; }
			}`, port)
	}},
	{"h2o", func(dir string, port int) ([]string, string) {
		return []string{"-c", filepath.Join(dir, "config")}, fill(`
num-threads: 1
hosts:
  default:
    listen:
      host: 127.0.0.1
      port: PORT
      ssl:
        certificate-file: DIR/cert.pem
        key-file: DIR/key.pem
    paths:
      /:
        file.dir: DIR/www
`, dir, port)
	}},
	{"caddy", func(dir string, port int) ([]string, string) {
		return []string{"run", "--adapter", "caddyfile", "--config", filepath.Join(dir, "config")}, fill(`{
	admin off
	auto_https off
	storage file_system DIR/storage
	servers {
		protocols h1 h2
	}
}
https://127.0.0.1:PORT {
	tls DIR/cert.pem DIR/key.pem
	root * DIR/www
	file_server
}
`, dir, port)
	}},
	{"nghttpd", func(dir string, port int) ([]string, string) {
		return []string{"-a", "127.0.0.1", "-d", filepath.Join(dir, "www"), strconv.Itoa(port), filepath.Join(dir, "key.pem"), filepath.Join(dir, "cert.pem")}, ""
	}},
}

// sizes are those of the files that a peer serves; a file's name is its size.
var sizes = []int{0, 1, 100, 1024, 16384, 16385, 65536, 300_000, 2_000_000}

// writeSite writes what the peers serve, and their certificate.
func writeSite(t *testing.T, dir string) {
	cert := authority().sign(t, aiotest.Epoch, "127.0.0.1")
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{
		"cert.pem": pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}),
		"key.pem":  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}),
	}
	for _, size := range sizes {
		files[fmt.Sprintf("www/%d", size)] = []byte(sample(size))
	}
	os.Mkdir(filepath.Join(dir, "www"), 0o755)
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// sample is a text of which no part looks like another.
func sample(size int) string { return samples[:size] }

var samples = func() string {
	var b strings.Builder
	for i := 0; b.Len() < 2_000_000; i++ {
		b.WriteString(strconv.Itoa(i * 7919))
	}
	return b.String()
}()

// TestRealPeers fetches files over both protocols, many at once and over and over;
// some bodies are left in the middle.
func TestRealPeers(t *testing.T) {
	for _, p := range peers {
		t.Run(p.name, func(t *testing.T) {
			origin := "https://" + p.run(t, writeSite)
			visitPeer(t, origin, fetch.HTTP2ByALPN, "2", 6)
			if p.name != "nghttpd" { // which has HTTP/2 alone
				visitPeer(t, origin, fetch.HTTP2Never, "1.1", 200) // what is left costs its connection
			}
		})
	}
}

func visitPeer(t *testing.T, origin string, mode fetch.HTTP2, version string, most int) {
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 0))
	connections := 0
	err := really(t, fetch.Options{TLS: trusting(), HTTP2: mode}, func(ctx *aio.Context, client *fetch.Client) error {
		return crowd(ctx, 64, 200, func(ctx *aio.Context) error {
			size := sizes[rnd.IntN(len(sizes))]
			req := &fetch.Request{URL: link(t, fmt.Sprintf("%s/%d", origin, size)), AllowPrivate: true}
			resp, err := client.Do(ctx, req)
			if err != nil {
				return err
			}
			if !resp.Reused {
				connections++
			}
			if resp.Version != version || resp.StatusCode != 200 {
				return fmt.Errorf("%s: HTTP/%s, status %d", req.URL, resp.Version, resp.StatusCode)
			}
			if rnd.IntN(5) == 0 {
				resp.Body.Next(ctx)
				resp.Body.Close()
				return nil
			}
			body, err := read(ctx, &resp.Body)
			if err == nil && body != sample(size) {
				err = fmt.Errorf("%s: a body of %d bytes", req.URL, len(body))
			}
			return err
		})
	})
	if err != nil {
		t.Errorf("HTTP/%s, seed %d: %v", version, seed, err)
	}
	if connections > most {
		t.Errorf("HTTP/%s: %d connections", version, connections)
	}
}

// really runs main with a client on the kernel's sockets.
func really(t *testing.T, opts fetch.Options, main func(ctx *aio.Context, client *fetch.Client) error) error {
	t.Helper()
	return aio.Run(func(ctx *aio.Context) error {
		client := fetch.NewClient(ctx.Loop(), opts)
		defer client.Close()
		return aio.Timeout(ctx, time.Minute, func(ctx *aio.Context) error { return main(ctx, client) })
	})
}

// crowd does something n times, at most size at once.
func crowd(ctx *aio.Context, size, n int, do func(ctx *aio.Context) error) error {
	return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		for range size {
			g.Go(func(ctx *aio.Context) error {
				for n > 0 {
					n--
					if err := do(ctx); err != nil {
						return err
					}
				}
				return nil
			})
		}
		return nil
	})
}

// TestAgreesWithNetHTTPServer: uploads are echoed, over both protocols.
func TestAgreesWithNetHTTPServer(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Proto", r.Proto)
		if r.ProtoMajor == 2 {
			io.Copy(w, r.Body) // both ways at once, which the server does not do over HTTP/1.1
		} else if body, err := io.ReadAll(r.Body); err == nil {
			w.Write(body)
		}
	}))
	cert := authority().sign(t, aiotest.Epoch, "127.0.0.1")
	server.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	server.EnableHTTP2 = true
	server.Config.HTTP2 = &http.HTTP2Config{MaxConcurrentStreams: 10}
	server.StartTLS()
	defer server.Close()
	for _, mode := range []fetch.HTTP2{fetch.HTTP2ByALPN, fetch.HTTP2Never} {
		seed := uint64(time.Now().UnixNano())
		rnd := rand.New(rand.NewPCG(seed, 0))
		version := map[fetch.HTTP2]string{fetch.HTTP2ByALPN: "2", fetch.HTTP2Never: "1.1"}[mode]
		err := really(t, fetch.Options{TLS: trusting(), HTTP2: mode}, func(ctx *aio.Context, client *fetch.Client) error {
			return crowd(ctx, 30, 300, func(ctx *aio.Context) error {
				text := sample(rnd.IntN(1 << rnd.IntN(19)))
				resp, err := client.Do(ctx, &fetch.Request{Method: "POST", URL: link(t, server.URL+"/"), Body: []byte(text), AllowPrivate: true})
				if err != nil {
					return err
				}
				body, err := read(ctx, &resp.Body)
				switch {
				case err != nil:
					return err
				case body != text:
					return fmt.Errorf("%d bytes came back of %d", len(body), len(text))
				case resp.Version != version || !strings.HasPrefix(resp.Header.Get("X-Proto"), "HTTP/"+version):
					return errors.New(resp.Version)
				}
				return nil
			})
		})
		if err != nil {
			t.Errorf("HTTP/%s, seed %d: %v", version, seed, err)
		}
	}
}
