package coding_test

import (
	"errors"
	"fmt"
	"io"

	"clew/fetch/coding"
	"clew/fetch/h1"
)

// A body that was coded twice comes in two pieces, and with another that is cut
// short.
func ExampleDecoder() {
	header := h1.Header{{Name: "Content-Encoding", Value: "br"}, {Name: "Content-Encoding", Value: "gzip"}}
	body := gz(encode("br", "hello, world"))
	for _, pieces := range [][]string{{body[:10], body[10:]}, {body[:10], body[10:20]}} {
		d := coding.NewDecoder(coding.Of(header), 1<<20, func(p []byte) error {
			fmt.Printf("%s\n", p)
			return nil
		})
		var err error
		for _, piece := range pieces {
			if _, err = d.Write([]byte(piece)); err != nil {
				break
			}
		}
		if err == nil {
			err = d.Close()
		}
		var broken *coding.Error
		if errors.As(err, &broken) {
			fmt.Println(broken.Coding, "is cut short:", errors.Is(err, io.ErrUnexpectedEOF))
		}
	}
	// Output:
	// hello, world
	// gzip is cut short: true
}
