package aio_test

import (
	"fmt"
	"strings"

	"clew/aio"
)

// Lines come from a reader that may block, a terminal or a pipe, through a queue:
// what is not wanted yet is not read yet.
func ExampleLines() {
	run(func(ctx *aio.Context) error {
		stdin := strings.NewReader("one\ntwo\nthree") // in a program: os.Stdin
		lines := aio.NewQueue[string](10)
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			g.Go(func(ctx *aio.Context) error {
				defer lines.Close()
				return aio.Lines(ctx, stdin, lines)
			})
			for line, err := range lines.All(ctx) {
				if err != nil {
					return err
				}
				fmt.Println(len(line), line)
			}
			return nil
		})
	})
	// Output:
	// 3 one
	// 3 two
	// 5 three
}

// A line that is too long to be one, as of a file that is no text, does not fill
// the memory: it is cut, and can be told by its length.
func ExampleLines_tooLong() {
	run(func(ctx *aio.Context) error {
		lines := aio.NewQueue[string](0)
		err := aio.Lines(ctx, strings.NewReader(strings.Repeat("x", 10*aio.MaxLine)+"\nshort\n"), lines)
		lines.Close()
		for line := range lines.All(ctx) {
			fmt.Println("too long:", len(line) > aio.MaxLine)
		}
		return err
	})
	// Output:
	// too long: true
	// too long: false
}
