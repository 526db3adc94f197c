package coding_test

import (
	"strings"
	"testing"

	"clew/fetch/coding"
)

// page is like a page of HTML of size bytes: words and tags, over and over, never
// quite the same.
func page(size int) string {
	words := strings.Fields("the of and to a in is that for it as was with be by on not he his but at are this have from or had an they which")
	noise := noise(size)
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		b.WriteString(words[int(noise[i])%len(words)])
		if noise[i]%8 == 0 {
			b.WriteString(`</p><p class="text"><a href="/page/`)
		}
		b.WriteByte(" abcdefgh"[noise[i]%9])
	}
	return b.String()[:size]
}

func BenchmarkDecoder(b *testing.B) {
	for _, size := range []int{2 << 10, 64 << 10, 1 << 20} {
		want := page(size)
		for _, form := range []string{"gzip", "deflate", "br", "zstd"} {
			coded := []byte(encode(form, want))
			b.Run(form+"/"+map[int]string{2 << 10: "2K", 64 << 10: "64K", 1 << 20: "1M"}[size], func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(want)))
				for b.Loop() {
					d := coding.NewDecoder(form, 0, func([]byte) error { return nil })
					d.Write(coded)
					if err := d.Close(); err != nil || d.Len() != int64(len(want)) {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
