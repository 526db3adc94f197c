package fetch_test

import (
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"clew/aio"
	"clew/fetch"
	"clew/fetch/fetchtest"
)

// download is a body of random bytes, in random chunks.
type download struct {
	sum      [32]byte
	response string
	pieces   []string // the response as it arrives
}

func newDownload(rnd *rand.Rand) *download {
	content := make([]byte, rnd.IntN(60_000))
	for i := range content {
		content[i] = byte(rnd.Uint32())
	}
	d := &download{sum: sha256.Sum256(content)}
	d.response = fetchtest.Chunked(cut(rnd, string(content), 1+rnd.IntN(5000))...)
	d.pieces = cut(rnd, d.response, 1+rnd.IntN(20_000))
	return d
}

// cut cuts a text into pieces of at most that size.
func cut(rnd *rand.Rand, text string, size int) (pieces []string) {
	for text != "" {
		n := min(len(text), 1+rnd.IntN(size))
		pieces = append(pieces, text[:n])
		text = text[n:]
	}
	return pieces
}

// TestBodiesDoNotMix reads many bodies at once, on connections that are used
// again, by tasks that wait between two calls of Next. What has been read from a
// socket lies in a buffer that all tasks share: one that was not copied in time
// shows here as another task's bytes.
func TestBodiesDoNotMix(t *testing.T) {
	const tasks, rounds = 100, 4
	rnd := rand.New(rand.NewPCG(1, 1))
	downloads := make(map[string]*download)
	for i := range tasks * rounds {
		downloads[fmt.Sprintf("GET /%d HTTP/1.1", i)] = newDownload(rnd)
	}
	answer := func(ctx *aio.Context, p *fetchtest.Peer) error {
		if err := fetchtest.Request()(ctx, p); err != nil {
			return err
		}
		return fetchtest.Send(downloads[p.Last().Line].pieces...)(ctx, p)
	}
	visit(t, fetch.Options{}, serve(fetchtest.Script{fetchtest.Repeat(answer)}), func(ctx *aio.Context, v *visitor) {
		v.w.Latency = time.Millisecond
		aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for i := range tasks {
				g.Go(func(ctx *aio.Context) error {
					for k := range rounds {
						path := fmt.Sprintf("/%d", i*rounds+k)
						sum, err := v.hash(ctx, path, time.Duration(i%3)*time.Millisecond)
						is(t, path, err, nil)
						equal(t, path, sum, downloads["GET "+path+" HTTP/1.1"].sum)
					}
					return nil
				})
			}
			return nil
		})
		if v.server.Accepted >= tasks*rounds {
			t.Errorf("%d connections: none was used again", v.server.Accepted)
		}
	})
}

// hash fetches and hashes a body, and waits after each piece.
func (v *visitor) hash(ctx *aio.Context, path string, pause time.Duration) (sum [32]byte, err error) {
	resp, err := v.client.Do(ctx, &fetch.Request{URL: link(v.T, "http://a.test"+path)})
	if err != nil {
		return sum, err
	}
	h := sha256.New()
	for {
		aio.Sleep(ctx, pause)
		p, err := resp.Body.Next(ctx)
		if err == io.EOF {
			return [32]byte(h.Sum(nil)), nil
		}
		if err != nil {
			return sum, err
		}
		h.Write(p)
	}
}

func TestBodyPieceByPiece(t *testing.T) {
	pieces := []string{fetchtest.Head("200 OK", "Transfer-Encoding: chunked"), fetchtest.Chunks("one", "two"), fetchtest.Chunks("three"), "0\r\n\r\n"}
	script := fetchtest.Script{fetchtest.Request(), fetchtest.Trickle(time.Second, pieces...)}
	visit(t, fetch.Options{}, serve(script), func(ctx *aio.Context, v *visitor) {
		resp, err := v.client.Do(ctx, &fetch.Request{URL: link(t, "http://a.test/")})
		is(t, "do", err, nil)
		equal(t, "the head is there", v.w.Elapsed(), 0)
		equal(t, "wire bytes with the head", resp.Body.WireBytes(), int64(len(pieces[0])))
		next := func() string {
			p, err := resp.Body.Next(ctx)
			is(t, "next", err, nil)
			return string(p)
		}
		equal(t, "first piece", next(), "one")
		equal(t, "it came", v.w.Elapsed(), time.Second)
		equal(t, "wire bytes", resp.Body.WireBytes(), int64(len(pieces[0]+pieces[1])))
		equal(t, "second piece", next(), "two")
		equal(t, "it came along", v.w.Elapsed(), time.Second)
		equal(t, "third piece", next(), "three")
		equal(t, "it came", v.w.Elapsed(), 2*time.Second)
		v.idle("before the end", 0)
		_, err = resp.Body.Next(ctx)
		is(t, "the end", err, io.EOF)
		_, err = resp.Body.Next(ctx)
		is(t, "the end again", err, io.EOF)
		v.idle("at the end", 1)
		resp.Body.Close()
		v.idle("after Close at the end", 1)
		equal(t, "wire bytes in all", resp.Body.WireBytes(), int64(len(pieces[0]+pieces[1]+pieces[2]+pieces[3])))
	})
}

func TestBodyClosedEarly(t *testing.T) {
	visit(t, fetch.Options{}, serve(answers(fetchtest.OK("hello"))), func(ctx *aio.Context, v *visitor) {
		resp, err := v.client.Do(ctx, &fetch.Request{URL: link(t, "http://a.test/")})
		is(t, "do", err, nil)
		v.sockets(ctx, "listener and two ends", 3)
		resp.Body.Close()
		v.sockets(ctx, "listener", 1)
		resp.Body.Close()
		_, err = resp.Body.Next(ctx)
		is(t, "next after Close", err, aio.ErrClosed)
		v.idle("after Close", 0)
	})
}

// TestEmptyBodyClosedUnread: a response without a body, as to HEAD, does not
// cost its connection where the caller only closes the body.
func TestEmptyBodyClosedUnread(t *testing.T) {
	visit(t, fetch.Options{}, serve(answers(fetchtest.Head("200 OK", "Content-Length: 0"))), func(ctx *aio.Context, v *visitor) {
		for _, method := range []string{"HEAD", "GET"} {
			resp, err := v.client.Do(ctx, &fetch.Request{Method: method, URL: link(t, "http://a.test/")})
			is(t, "do", err, nil)
			resp.Body.Close()
			v.idle("after Close", 1)
		}
		equal(t, "connections", v.server.Accepted, 1)
	})
}

func TestAllLeftEarly(t *testing.T) {
	visit(t, fetch.Options{}, serve(answers(fetchtest.Chunked("a", "b", "c"))), func(ctx *aio.Context, v *visitor) {
		resp, err := v.client.Do(ctx, &fetch.Request{URL: link(t, "http://a.test/")})
		is(t, "do", err, nil)
		for p, err := range resp.Body.All(ctx) {
			is(t, "first pair", err, nil)
			equal(t, "first piece", string(p), "a")
			break
		}
		v.idle("after the break", 0)
		v.sockets(ctx, "after the break", 1)
		_, err = read(ctx, &resp.Body)
		is(t, "a body that was left", err, aio.ErrClosed)
	})
}

func TestAllEndsWithTheError(t *testing.T) {
	script := fetchtest.Script{fetchtest.Request(), fetchtest.Send(fetchtest.Head("200 OK", "Content-Length: 9"), "he", "llo"), fetchtest.Close()}
	visit(t, fetch.Options{}, serve(script), func(ctx *aio.Context, v *visitor) {
		resp, err := v.client.Do(ctx, &fetch.Request{URL: link(t, "http://a.test/")})
		is(t, "do", err, nil)
		var pairs []string
		for p, err := range resp.Body.All(ctx) {
			pairs = append(pairs, fmt.Sprintf("%s/%v", p, err))
		}
		lines(t, "pairs", pairs, `he/<nil>, llo/<nil>, /read body "http://a.test/": body: broke off after 5 of 9 bytes`)
		_, again := resp.Body.Next(ctx)
		equal(t, "next after the error", again.Error(), `read body "http://a.test/": body: broke off after 5 of 9 bytes`)
	})
}

// TestBuffersComeBack: the copies that bodies make are few, and used again.
func TestBuffersComeBack(t *testing.T) {
	visit(t, fetch.Options{}, serve(answers(fetchtest.Chunked("a", "b"))), func(ctx *aio.Context, v *visitor) {
		for range 10 {
			v.get(ctx, "http://a.test/").ok("get", 200, "ab")
		}
		equal(t, "spare buffers", v.client.Spare(), 1)
	})
}
