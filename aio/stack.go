package aio

import (
	"bytes"
	"runtime"
)

// maxStacks bounds what the stacks may take: about 50,000 parked tasks. Beyond,
// the one that is looked for may not be among them.
const maxStacks = 64 << 20

// stackWith returns the stack of the goroutine that is locked to its thread, as
// of the tasks only the one that runs is, and has that mark in it. It stops the
// whole process for up to 10 µs a goroutine.
func stackWith(mark string) []byte {
	buf := make([]byte, min(maxStacks, 64<<10+2<<10*runtime.NumGoroutine()))
	for stack := range bytes.SplitSeq(buf[:runtime.Stack(buf, true)], []byte("\n\n")) {
		head, _, _ := bytes.Cut(stack, []byte("\n"))
		if bytes.Contains(head, []byte("locked to thread")) && bytes.Contains(stack, []byte(mark)) {
			return bytes.Clone(stack)
		}
	}
	return nil
}
