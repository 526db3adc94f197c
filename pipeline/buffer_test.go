package pipeline

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"clew/aio"
	"clew/fetch/fetchtest"
)

// bodyOf is a text of so many bytes, of which no part looks like another.
func bodyOf(size int) string { return letters()[size%1000:][:size] }

var letters = sync.OnceValue(func() string {
	b := make([]byte, 0, 6<<20)
	for i := 0; len(b) < 6<<20-20; i++ {
		b = strconv.AppendInt(b, int64(i)*7919, 36)
	}
	return string(b)
})

func zipped(text string) string {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	w.Write([]byte(text))
	w.Close()
	return b.String()
}

// serveBody answers /plain/SIZE, /gzip/SIZE, /zeros/SIZE, which is a small response of
// a large body, and /stuck/SIZE, of which the last byte never comes.
func serveBody(kind string, size int) string {
	switch kind {
	case "gzip":
		return fetchtest.OK(zipped(bodyOf(size)), "Content-Encoding: gzip")
	case "zeros":
		return fetchtest.OK(zipped(strings.Repeat("0", size)), "Content-Encoding: gzip")
	case "stuck":
		return fetchtest.Head("200 OK", fmt.Sprintf("Content-Length: %d", size+1)) + bodyOf(size)
	}
	return fetchtest.OK(bodyOf(size))
}

// TestBufferBounds: many bodies at once, large and small, coded and not, some of
// which never end, within a buffer that is much smaller than they are. Each that
// ends comes out whole, none waits for another, and all is given back.
func TestBufferBounds(t *testing.T) {
	for seed := range uint64(soak(t, 3, 60)) {
		rng := rand.New(rand.NewPCG(seed, 9))
		bound := []int64{1, 100_000, 500_000}[seed%3]
		kinds := []string{"plain", "plain", "gzip", "zeros", "stuck"}
		var paths []string
		for i := range 24 {
			paths = append(paths, fmt.Sprintf("/%s/%d?%d", kinds[rng.IntN(len(kinds))], rng.IntN(1<<19), i))
		}
		r := rehearse(t)
		r.world.Latency, r.world.Bandwidth = 3*time.Millisecond, 4_000_000
		r.stdin = &lines{end: len(paths), line: func(n int) string { return site + paths[n-1] }}
		r.body = serveBody
		most := int64(0)
		r.then(0, func(run *run) { watchBuffer(run, &most) })
		list := r.clew("fetch", "-", "-c", "24", "-m", "1m", "--retries", "0", "--hash", "--body", "--fields", "url,line,state,error_kind,body_bytes,sha256",
			"--parsers", "2", "--max-buffer", fmt.Sprint(bound))
		for _, rec := range list {
			wantBody(t, seed, paths[rec.Line-1], rec)
		}
		r.wantSum(list)
		const onTheWay, alone = 24 * 64 << 10, 3 * 1 << 19 // a read of each, a body of each who completes one
		if limit := bound + onTheWay + alone; most > limit {
			t.Errorf("seed %d: %d bytes held, want at most %d", seed, most, limit)
		}
		b := r.run.buffer
		if held, left := b.held.Load(), b.file.end-int64(len(b.file.free))*blockSize; held != 0 || left != 0 {
			t.Errorf("seed %d: %d bytes are still held, %d in the file", seed, held, left)
		}
		if r.world.Elapsed() > 5*time.Minute { // each stuck one has its minute, all at a time
			t.Errorf("seed %d: took %v", seed, r.world.Elapsed())
		}
	}
}

// watchBuffer looks at the buffer all the time.
func watchBuffer(r *run, most *int64) {
	aio.Go(r.top, func(ctx *aio.Context) (any, error) {
		for {
			*most = max(*most, r.buffer.held.Load())
			if err := aio.Sleep(ctx, time.Millisecond); err != nil {
				return nil, err
			}
		}
	}).Daemon()
}

func wantBody(t *testing.T, seed uint64, path string, rec rehearsed) {
	t.Helper()
	kind, rest, _ := strings.Cut(path[1:], "/")
	number, _, _ := strings.Cut(rest, "?")
	size, _ := strconv.Atoi(number)
	text := bodyOf(size)
	if kind == "zeros" {
		text = strings.Repeat("0", size)
	}
	sum := sha256.Sum256([]byte(text))
	switch {
	case rec.BodyBytes != int64(size):
		t.Errorf("seed %d: %s: %d bytes, %+v", seed, path, rec.BodyBytes, rec)
	case kind == "stuck" && rec.what() != "failed timeout",
		kind != "stuck" && (rec.what() != "ok" || rec.SHA256 != hex.EncodeToString(sum[:])):
		t.Errorf("seed %d: %s: %+v", seed, path, rec)
	}
}

// TestBufferAndTooLarge: the limit of a body is what it was, where it is put into
// the file before it is decoded.
func TestBufferAndTooLarge(t *testing.T) {
	r := rehearse(t)
	r.body = serveBody
	list := r.clew("fetch", "--hash", "--max-buffer", "1", "--max-body", "100000", "--retries", "0",
		site+"/plain/100000", site+"/plain/100001", site+"/zeros/100000", site+"/zeros/100001", site+"/gzip/5000000")
	for path, want := range map[string]string{"/plain/100000": "ok", "/plain/100001": "failed too_large",
		"/zeros/100000": "ok", "/zeros/100001": "failed too_large", "/gzip/5000000": "failed too_large"} {
		if rec := the(t, list, path); rec.what() != want || rec.BodyBytes != 100_000 {
			t.Errorf("%s: want %s: %+v", path, want, rec)
		}
	}
}

// TestBlockFile: bodies grow at once and end in any order; what each has written is
// what it reads, and blocks are used again.
func TestBlockFile(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var f blockFile
	defer f.close()
	type body struct {
		stored
		text []byte
	}
	var bodies []*body
	most := int64(0)
	for range 2000 {
		if len(bodies) < 10 {
			bodies = append(bodies, new(body))
		}
		b := bodies[rng.IntN(len(bodies))]
		p := []byte(bodyOf(rng.IntN(1 << rng.IntN(18))))
		f.extend(&b.stored, len(p))
		if err := f.write(b.blocks, b.size, p); err != nil {
			t.Fatal(err)
		}
		b.size, b.text = b.size+int64(len(p)), append(b.text, p...)
		most = max(most, b.size)
		if rng.IntN(10) > 0 {
			continue
		}
		var got []byte
		if err := f.read(&b.stored, func(p []byte) error { got = append(got, p...); return nil }); err != nil || !bytes.Equal(got, b.text) {
			t.Fatalf("%d bytes of %d: %v", len(got), len(b.text), err)
		}
		f.release(&b.stored)
		bodies = slices.DeleteFunc(bodies, func(other *body) bool { return other == b })
	}
	if f.end > 10*(most+blockSize) {
		t.Errorf("%d bytes of file for 10 bodies of at most %d", f.end, most)
	}
}
