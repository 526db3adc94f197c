package warc

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
)

// page is text that compresses about as pages do.
func page(size int) string {
	random := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	for b.Len() < size {
		fmt.Fprintf(&b, "<p>%x <a href=\"/%d\">page</a></p>\n", random.Uint64(), random.IntN(1000))
	}
	return b.String()[:size]
}

func BenchmarkWrite(b *testing.B) {
	for _, size := range []int{1 << 10, 11 << 10, 1 << 20} {
		for _, name := range []string{"a.warc", "a.warc.gz"} {
			b.Run(fmt.Sprintf("%s/%dKB", name, size>>10), func(b *testing.B) {
				w := NewWriter(&Options{MaxSize: -1, Next: func() (File, error) { return File{Name: name, Out: io.Discard}, nil }})
				x := exchange(ok(page(size)))
				b.SetBytes(x.Response.Size() + x.Request.Size())
				b.ReportAllocs()
				for b.Loop() {
					if _, err := w.Write(x); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkCDXJ(b *testing.B) {
	c := Capture{URL: "http://www.example.com/some/path?b=1&a=2", Date: start, Status: 200, MIME: "text/html", Digest: "sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N"}
	var line []byte
	b.ReportAllocs()
	for b.Loop() {
		line = c.AppendCDXJ(line[:0])
	}
}
