//go:build linux

package aio_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// keys are the settings of both sides, with a certificate made for the tests.
var keys = sync.OnceValue(func() (k struct{ server, client *tls.Config }) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "clew"},
		DNSNames:     []string{"clew.test"},
		NotBefore:    time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA:         true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		panic(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	k.server = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	k.client = &tls.Config{RootCAs: pool, ServerName: "clew.test"}
	return k
})

// encrypt turns both ends of a connection into encrypted ones.
func encrypt(ctx *aio.Context, client, server *aio.Conn) error {
	other := spawn(ctx, func(ctx *aio.Context) error { return server.StartTLSServer(ctx, keys().server) })
	err := client.StartTLS(ctx, keys().client)
	_, err2 := other.Wait(ctx)
	return errors.Join(err, err2)
}

// encrypted runs test with both ends of an encrypted connection.
func encrypted(t *testing.T, test func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error) {
	heavy(t)
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		if err := encrypt(ctx, a, b); err != nil {
			return err
		}
		return test(t, ctx, a, b)
	})
}

// withServer runs client in a loop, connected to a server of the standard
// library that runs serve in a goroutine.
func withServer(t *testing.T, serve func(net.Conn), client func(ctx *aio.Context, c *aio.Conn) error) {
	t.Helper()
	heavy(t)
	really(t, func(ctx *aio.Context) error {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer ln.Close()
		var wg sync.WaitGroup
		wg.Go(func() {
			if c, err := ln.Accept(); err == nil {
				defer c.Close()
				serve(c)
			}
		})
		c, err := aio.Dial(ctx, "tcp", ln.Addr().String())
		if err == nil {
			err = client(ctx, c)
			c.Close()
		}
		wg.Wait()
		return err
	})
}

// untilWriterWaits lets the others run until one waits for a full socket.
func untilWriterWaits(ctx *aio.Context) {
	for !strings.Contains(ctx.Loop().Tree(), "to be writable") {
		aio.Yield(ctx)
	}
	yield(ctx, 1)
}

func TestTLSBetweenTwoTasks(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		if _, ok := a.TLS(); ok {
			t.Error("a connection in clear says that it is encrypted")
		}
		if err := encrypt(ctx, a, b); err != nil {
			return err
		}
		state, ok := a.TLS()
		equal(t, "encrypted", ok, true)
		equal(t, "the certificate's name", state.PeerCertificates[0].Subject.CommonName, "clew")
		for range 3 {
			a.Write(ctx, []byte("ping"))
			got, err := b.Next(ctx)
			equal(t, "received", string(got), "ping")
			if err != nil {
				return err
			}
			b.Write(ctx, []byte("pong"))
			got, err = a.Next(ctx)
			equal(t, "answer", string(got), "pong")
			if err != nil {
				return err
			}
		}
		if a.StartTLS(ctx, keys().client) == nil {
			t.Error("an encrypted connection was encrypted again")
		}
		return nil
	})
}

func TestTLSOverASlowAndNarrowNetwork(t *testing.T) {
	virtually(t, func(ctx *aio.Context, w *aiotest.World) error {
		w.Latency, w.Window = 50*time.Millisecond, 100
		a, b, err := pair(ctx, "tcp", "10.0.0.2:443")
		if err != nil {
			return err
		}
		defer a.Close()
		defer b.Close()
		if err := encrypt(ctx, a, b); err != nil {
			return err
		}
		return bothWays(t, ctx, a, b, 10_000)
	})
}

// bothWays sends size bytes each way at the same time and checks them.
func bothWays(t *testing.T, ctx *aio.Context, a, b *aio.Conn, size int) error {
	sent := pattern(size)
	return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		for _, c := range []*aio.Conn{a, b} {
			g.Go(func(ctx *aio.Context) error {
				_, err := c.Write(ctx, sent)
				return errors.Join(err, c.CloseWrite(ctx))
			})
			g.Go(func(ctx *aio.Context) error {
				got, err := readAll(ctx, c, 30_000)
				equal(t, "all arrived, in order", bytes.Equal(got, sent), true)
				return err
			})
		}
		return nil
	})
}

func TestTLSLargeTransfersBothWaysAtOnce(t *testing.T) {
	encrypted(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		return bothWays(t, ctx, a, b, 2<<20)
	})
}

func TestTLSWithTheStandardLibraryAsPeer(t *testing.T) {
	sent := pattern(2 << 20)
	both := func(c net.Conn) error { // what the peer does
		written := make(chan error)
		go func() {
			_, err := c.Write(sent)
			written <- err
		}()
		got := make([]byte, len(sent))
		_, err := io.ReadFull(c, got)
		if err == nil && !bytes.Equal(got, sent) {
			err = errors.New("other bytes arrived")
		}
		return errors.Join(err, <-written)
	}
	ours := func(ctx *aio.Context, c *aio.Conn) error { // what the task does
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error { _, err := c.Write(ctx, sent); return err })
			var got []byte
			for len(got) < len(sent) {
				b, err := c.Next(ctx)
				if err != nil {
					return err
				}
				got = append(got, b...)
			}
			equal(t, "all arrived, in order", bytes.Equal(got, sent), true)
			return nil
		})
	}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		limited := func(c *tls.Config) *tls.Config {
			c = c.Clone()
			c.MaxVersion = version
			return c
		}
		t.Run("as client, "+tls.VersionName(version), func(t *testing.T) {
			withServer(t, func(c net.Conn) {
				is(t, "peer", both(tls.Server(c, limited(keys().server))), nil)
			}, func(ctx *aio.Context, c *aio.Conn) error {
				if err := c.StartTLS(ctx, keys().client); err != nil {
					return err
				}
				state, _ := c.TLS()
				equal(t, "version", state.Version, version)
				return ours(ctx, c)
			})
		})
		t.Run("as server, "+tls.VersionName(version), func(t *testing.T) {
			withServer(t, func(c net.Conn) {
				is(t, "peer", both(tls.Client(c, limited(keys().client))), nil)
			}, func(ctx *aio.Context, c *aio.Conn) error {
				if err := c.StartTLSServer(ctx, keys().server); err != nil {
					return err
				}
				return ours(ctx, c)
			})
		})
	}
}

func TestTLSHandshakeFailures(t *testing.T) {
	for _, c := range []struct {
		name   string
		config *tls.Config
		serve  func(net.Conn)
		says   string
	}{
		{"unknown authority", &tls.Config{ServerName: "clew.test"}, handshake, "certificate signed by unknown authority"},
		{"other name", &tls.Config{ServerName: "other.test", RootCAs: keys().client.RootCAs}, handshake, "clew.test, not other.test"},
		{"no name", &tls.Config{}, handshake, "ServerName or InsecureSkipVerify"},
		{"no TLS at all", keys().client, func(c net.Conn) { c.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n")); io.Copy(io.Discard, c) },
			"first record does not look like a TLS handshake"},
		{"peer closes", keys().client, func(c net.Conn) { io.ReadFull(c, make([]byte, 10)) }, "tls"},
		{"peer ends the stream", keys().client, func(c net.Conn) { c.(*net.TCPConn).CloseWrite(); io.Copy(io.Discard, c) }, "tls"},
		{"no version in common", &tls.Config{ServerName: "clew.test", MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}, handshake,
			"protocol version"},
	} {
		t.Run(c.name, func(t *testing.T) {
			withServer(t, c.serve, func(ctx *aio.Context, conn *aio.Conn) error {
				err := conn.StartTLS(ctx, c.config)
				if err == nil {
					t.Error("no error")
					return nil
				}
				contains(t, "error", err.Error(), c.says)
				contains(t, "error", err.Error(), conn.RemoteAddr().String())
				return nil
			})
		})
	}
}

// handshake is a server that only shakes hands.
func handshake(c net.Conn) { tls.Server(c, keys().server).Handshake() }

func TestTLSServerHearsWhyTheClientRefused(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		server := spawn(ctx, func(ctx *aio.Context) error { return b.StartTLSServer(ctx, keys().server) })
		err := a.StartTLS(ctx, &tls.Config{ServerName: "clew.test", MaxVersion: tls.VersionTLS12})
		var unknown x509.UnknownAuthorityError
		equal(t, "the client's error is the certificate's", errors.As(err, &unknown), true)
		a.Close()
		_, err = server.Wait(ctx)
		if err == nil {
			t.Error("the server knows of nothing")
			return nil
		}
		contains(t, "server", err.Error(), "remote error: tls: bad certificate")
		return nil
	})
}

func TestTLSSilentPeersHoldNoWorker(t *testing.T) {
	heavy(t)
	really(t, func(ctx *aio.Context) error {
		silent, err := aio.Listen(ctx, "tcp", "127.0.0.1:0") // nobody accepts
		if err != nil {
			return err
		}
		defer silent.Close()
		talking, err := aio.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer talking.Close()
		server := spawn(ctx, func(ctx *aio.Context) error {
			return talking.Serve(ctx, func(ctx *aio.Context, c *aio.Conn) error { return c.StartTLSServer(ctx, keys().server) })
		})
		connect := func(ctx *aio.Context, at aio.Addr) error {
			c, err := aio.DialAddr(ctx, at)
			if err != nil {
				return err
			}
			defer c.Close()
			return c.StartTLS(ctx, keys().client)
		}
		err = aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			var waiting [200]*aio.Task[struct{}]
			for i := range waiting {
				waiting[i] = spawn(g, func(ctx *aio.Context) error { return connect(ctx, silent.Addr()) })
			}
			for strings.Count(ctx.Loop().Tree(), "to be readable") < len(waiting) {
				aio.Sleep(ctx, time.Millisecond) // until all have spoken and listen
			}
			err := aio.Timeout(ctx, 10*time.Second, func(ctx *aio.Context) error { return connect(ctx, talking.Addr()) })
			is(t, "a good handshake meanwhile", err, nil)
			for _, task := range waiting {
				equal(t, "the silent one still waits", task.Done(), false)
				task.Cancel(nil)
			}
			return nil
		})
		server.Cancel(nil)
		server.Wait(ctx)
		return err
	})
}

func TestTLSHandshakeUnderALimit(t *testing.T) {
	connected(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		err := aio.Timeout(ctx, 5*time.Millisecond, func(ctx *aio.Context) error { return a.StartTLS(ctx, keys().client) })
		isTimeout(t, "handshake with a silent peer", err)
		return nil
	})
}

func TestTLSCanceledHandshakeLeavesNoGoroutine(t *testing.T) {
	really(t, func(ctx *aio.Context) error {
		a, b, err := pair(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		defer a.Close()
		defer b.Close()
		warm := spawn(ctx, func(ctx *aio.Context) error { return a.StartTLS(ctx, keys().client) })
		aio.Sleep(ctx, 5*time.Millisecond)
		warm.Cancel(nil) // the lane's workers are there now
		warm.Wait(ctx)
		before := runtime.NumGoroutine()
		for i := range 50 {
			task := spawn(ctx, func(ctx *aio.Context) error { return a.StartTLS(ctx, keys().client) })
			yield(ctx, i) // cancel it at different points
			task.Cancel(nil)
			task.Wait(ctx)
		}
		for range 100 {
			if runtime.NumGoroutine() <= before+1 {
				return nil
			}
			aio.Sleep(ctx, time.Millisecond)
		}
		t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		return nil
	})
}

func TestTLSEndOfStream(t *testing.T) {
	encrypted(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		a.Write(ctx, []byte("question"))
		is(t, "close of the writing side", a.CloseWrite(ctx), nil)
		got, err := readAll(ctx, b, 100)
		equal(t, "question", string(got), "question")
		is(t, "its end", err, nil)
		b.Write(ctx, []byte("answer"))
		b.Close()
		got, err = readAll(ctx, a, 100)
		equal(t, "answer", string(got), "answer")
		return err
	})
}

func TestTLSCloseWakesWhoWaits(t *testing.T) {
	encrypted(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		reader := aio.Go(ctx, a.Next)
		writer := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return a.Write(ctx, make([]byte, 32<<20)) })
		untilWriterWaits(ctx)
		_, err := a.Next(ctx)
		is(t, "second reader", err, aio.ErrBusy)
		_, err = a.Write(ctx, []byte("x"))
		is(t, "second writer", err, aio.ErrBusy)
		a.Close()
		_, err = reader.Wait(ctx)
		is(t, "reader", err, aio.ErrClosed)
		_, err = writer.Wait(ctx)
		is(t, "writer", err, aio.ErrClosed)
		_, err = a.Next(ctx)
		is(t, "read afterwards", err, aio.ErrClosed)
		_, err = a.Write(ctx, []byte("x"))
		is(t, "write afterwards", err, aio.ErrClosed)
		return nil
	})
}

func TestTLSReadUnderALimit(t *testing.T) {
	encrypted(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		for i := range 3 {
			_, err := aio.WaitFor(ctx, time.Millisecond, a.Next)
			isTimeout(t, "a silent peer", err)
			said := fmt.Sprint("late ", i)
			b.Write(ctx, []byte(said))
			got, err := a.Next(ctx)
			equal(t, "the connection is as good as before", string(got), said)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func TestTLSReadDeadline(t *testing.T) {
	encrypted(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		a.SetReadDeadline(ctx.Loop().Now().Add(2 * time.Millisecond))
		_, err := a.Next(ctx)
		is(t, "a silent peer", err, os.ErrDeadlineExceeded)
		a.SetReadDeadline(time.Time{})
		b.Write(ctx, []byte("late"))
		got, err := a.Next(ctx)
		equal(t, "the connection is as good as before", string(got), "late")
		return err
	})
}

func TestTLSCanceledWriteDoesNotGarbleTheStream(t *testing.T) {
	encrypted(t, func(t *testing.T, ctx *aio.Context, a, b *aio.Conn) error {
		sent, written := pattern(16<<20), 0
		writer := spawn(ctx, func(ctx *aio.Context) (err error) { written, err = a.Write(ctx, sent); return err })
		untilWriterWaits(ctx)
		writer.Cancel(nil)
		_, err := writer.Wait(ctx)
		is(t, "writer", err, aio.ErrCanceled)
		reader := aio.Go(ctx, func(ctx *aio.Context) ([]byte, error) { return readAll(ctx, b, 100_000) })
		_, werr := a.Write(ctx, []byte("afterwards"))
		a.Close()
		got, err := reader.Wait(ctx)
		if werr != nil {
			return nil // to refuse is right: a part of a record is on its way
		}
		is(t, "reader", err, nil)
		rest, found := bytes.CutSuffix(got, []byte("afterwards"))
		equal(t, "the second write arrived", found, true)
		equal(t, "at least what was written came before it", len(rest) >= written && bytes.HasPrefix(sent, rest), true)
		return nil
	})
}

func TestTLSTruncatedStream(t *testing.T) {
	withServer(t, func(c net.Conn) {
		s := tls.Server(c, keys().server)
		s.Write([]byte("hello"))
		io.ReadFull(s, make([]byte, 3)) // then close without a word
	}, func(ctx *aio.Context, c *aio.Conn) error {
		if err := c.StartTLS(ctx, keys().client); err != nil {
			return err
		}
		got, err := c.Next(ctx)
		equal(t, "received", string(got), "hello")
		c.Write(ctx, []byte("bye"))
		_, err2 := c.Next(ctx)
		is(t, "the end", err2, io.EOF)
		return err
	})
}

func TestTLSBadRecordWhileTheWriterWaits(t *testing.T) {
	parked, done := make(chan bool), make(chan bool)
	withServer(t, func(c net.Conn) {
		s := tls.Server(c, keys().server)
		s.Write([]byte("go"))
		<-parked
		c.Write(append([]byte{23, 3, 3, 0, 40}, make([]byte, 40)...)) // past the encryption
		<-done                                                        // and it reads nothing
	}, func(ctx *aio.Context, c *aio.Conn) error {
		defer close(done)
		if err := c.StartTLS(ctx, keys().client); err != nil {
			return err
		}
		c.Next(ctx)
		writer := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return c.Write(ctx, make([]byte, 32<<20)) })
		untilWriterWaits(ctx)
		close(parked)
		_, err := c.Next(ctx) // sends an alert, or tries to
		if err == nil || !strings.Contains(err.Error(), "bad record MAC") {
			t.Errorf("read %v", err)
		}
		c.Close()
		_, err = writer.Wait(ctx)
		if err == nil {
			t.Error("the writer wrote all")
		}
		return nil
	})
}

func TestTLSKeyUpdateWhileTheWriterWaits(t *testing.T) {
	sent, parked := pattern(16<<20), make(chan bool)
	withServer(t, func(c net.Conn) {
		s, err := takeOver(c)
		if err != nil {
			t.Error(err)
			return
		}
		s.send(23, []byte("go"))
		<-parked
		s.send(22, []byte{24, 0, 0, 1, 1}) // update, and tell me yours
		s.out.update()
		s.send(23, []byte("after the update"))
		got, updates, err := s.receive(len(sent))
		is(t, "the server's reading", err, nil)
		equal(t, "what was written meanwhile", bytes.Equal(got, sent), true)
		s.send(23, []byte("all read"))
		if updates == 0 {
			_, updates, err = s.receive(1) // the answer may come with the next write
			is(t, "the server's reading", err, nil)
		}
		equal(t, "the client's updates", updates, 1)
	}, func(ctx *aio.Context, c *aio.Conn) error {
		if err := c.StartTLS(ctx, keys().client); err != nil {
			return err
		}
		got, err := c.Next(ctx)
		equal(t, "received", string(got), "go")
		if err != nil {
			return err
		}
		writer := aio.Go(ctx, func(ctx *aio.Context) (int, error) { return c.Write(ctx, sent) })
		untilWriterWaits(ctx)
		close(parked)
		got, err = c.Next(ctx)
		equal(t, "received", string(got), "after the update")
		if err != nil {
			return err
		}
		if _, err := writer.Wait(ctx); err != nil {
			return err
		}
		got, err = c.Next(ctx)
		equal(t, "received", string(got), "all read")
		c.Write(ctx, []byte("x"))
		return err
	})
}
