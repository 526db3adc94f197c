package warc

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestCDXJ(t *testing.T) {
	a := newArchive(t, "a.warc", Options{})
	x := exchange(ok("hello"))
	x.URL = "http://www.example.com/Ä?b=\"&a"
	c := a.write(x)
	r := a.response()
	equal(t, "line", string(c.AppendCDXJ(nil)), fmt.Sprintf(
		`com,example)/%%c3%%84?a&b=" 20240229123000 {"url":"http://www.example.com/%%C3%%84?b=\"&a","mime":"text/html",`+
			`"status":"200","digest":"sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N","length":"%d","offset":"%d","filename":"a.warc"}`+"\n",
		r.length, r.offset))
}

// A revisit names itself, and has the digest by which it is found.
func TestCDXJRevisit(t *testing.T) {
	c := Capture{URL: "http://a/", Date: start, Status: 304, MIME: "text/html", Digest: "sha1:X", Revisit: true}
	equal(t, "line", string(c.AppendCDXJ(nil)),
		`a)/ 20240229123000 {"url":"http://a/","mime":"warc/revisit","status":"304","digest":"sha1:X","length":"0","offset":"0","filename":""}`+"\n")
}

// What was asked by another method would stand in for the page.
func TestIndexed(t *testing.T) {
	s := NewSorter(t.TempDir())
	for _, method := range []string{"", "GET", "HEAD", "POST"} {
		if err := s.Add(&Capture{URL: "http://a/", Method: method}); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "lines", len(s.lines), 2)
}

// However many runs there are, the lines come out in order, as often as asked,
// and nothing is left in the folder.
func TestSorter(t *testing.T) {
	random := seeded(t)
	for _, limit := range []int{1, 1000, 5000, sorterMemory} {
		dir := t.TempDir()
		s := NewSorter(dir)
		s.limit = limit
		var want []string
		for range 1000 {
			line := fmt.Sprintf("%0*d\n", 1+random.IntN(9), random.IntN(1000))
			want = append(want, line)
			if err := s.AddLine([]byte(line)); err != nil {
				t.Fatal(err)
			}
		}
		slices.Sort(want)
		for range 2 {
			var got bytes.Buffer
			n, err := s.WriteTo(&got)
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "bytes", n, int64(got.Len()))
			if got.String() != strings.Join(want, "") {
				t.Fatalf("limit %d: out of order", limit)
			}
		}
		left, _ := os.ReadDir(dir)
		equal(t, "files", len(left), 0)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A line of the index leads to its record.
func TestIndexLeadsToRecords(t *testing.T) {
	a := every(t, "a.warc.gz")
	s := NewSorter(t.TempDir())
	var captures []Capture
	for i := range 3 {
		x := exchange(ok(strings.Repeat("x", i)))
		x.URL += string(rune('c' - i))
		captures = append(captures, a.write(x))
	}
	for i := range captures {
		s.Add(&captures[i])
	}
	var out bytes.Buffer
	s.WriteTo(&out)
	i := 0
	for line := range strings.Lines(out.String()) {
		_, text, _ := strings.Cut(line, " {")
		var e entry
		decode(t, "{"+text, &e)
		var offset, length int64
		fmt.Sscan(e.Offset+" "+e.Length, &offset, &length)
		records, err := readAll(a.files[0].Bytes()[offset:][:length])
		if err != nil || len(records) != 1 {
			t.Fatal(len(records), err)
		}
		equal(t, "uri", records[0].get("WARC-Target-URI"), e.URL)
		equal(t, "order", e.URL, "http://example.com/a"+string(rune('a'+i)))
		i++
	}
	equal(t, "lines", i, 3)
}
