package warc_test

import (
	"bytes"
	"fmt"
	"os"
	"time"

	"clew/pipeline/warc"
)

// A page that comes twice is stored once; the index leads to both.
func Example() {
	var file bytes.Buffer
	originals := warc.NewOriginals(64 << 20)
	index := warc.NewSorter("")
	defer index.Close()
	w := warc.NewWriter(&warc.Options{
		Next:    func() (warc.File, error) { return warc.File{Name: "crawl.warc", Out: &file}, nil },
		Info:    []warc.Field{{Name: "software", Value: "clew"}},
		Earlier: originals.Find,
	})
	for _, path := range []string{"/new", "/index"} {
		capture, err := w.Write(&warc.Exchange{
			URL:      "http://example.com" + path,
			Start:    time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC),
			Request:  bytes.NewReader([]byte("GET " + path + " HTTP/1.1\r\nHost: example.com\r\n\r\n")),
			Response: bytes.NewReader([]byte("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello")),
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		originals.Add(&capture)
		if err := index.Add(&capture); err != nil {
			fmt.Println(err)
			return
		}
	}
	index.WriteTo(os.Stdout)
	// Output:
	// com,example)/index 20240229123000 {"url":"http://example.com/index","mime":"warc/revisit","status":"200","digest":"sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N","length":"707","offset":"1415","filename":"crawl.warc"}
	// com,example)/new 20240229123000 {"url":"http://example.com/new","mime":"text/plain","status":"200","digest":"sha1:VL2MMHO4YXUKFWV63YHTWSBM3GXKSQ2N","length":"506","offset":"425","filename":"crawl.warc"}
}
