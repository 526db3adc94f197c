package scan

import (
	"fmt"
	"strings"
	"testing"
)

// article is like one of a common site: 11 KB with 40 links.
func article() []byte {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>An article</title></head><body>`)
	for i := range 40 {
		fmt.Fprintf(&b, `<div class="item" id="i%d"><p class="lead">%s</p><a class="more" title="Read more" href="/articles/%d/some-title?ref=list">Some title %d</a></div>`+"\n",
			i, strings.Repeat("Lorem ipsum dolor sit amet. ", 5), i*31, i)
	}
	return []byte(b.String())
}

func BenchmarkNext(b *testing.B) {
	page := article()
	b.ReportAllocs()
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		tags := 0
		for s := New(page); ; {
			token := s.Next()
			if token == End {
				break
			}
			if token == StartTag {
				tags++
			}
		}
		if tags != 125 {
			b.Fatal(tags)
		}
	}
}
