package control

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

	"clew/aio"
)

const (
	request    = "clew/1 report\n"
	maxRequest = 64

	// A client has so long to ask, and to take the answer.
	asking = 2 * time.Second
	taking = 10 * time.Second
)

// Serve answers the users of this process's control socket until it is canceled,
// or fails if there can be no socket. look is called on the loop for each; encode
// makes the rest of the report from what it returns, on another thread. Serve
// suspends; it is meant for a daemon task.
func Serve[T any](ctx *aio.Context, look func() T, encode func(T) *Report) error {
	lane := aio.NewLane(ctx.Loop(), "control", 1).Daemon() // nobody waits for a report at the end
	defer lane.Close()
	ln, err := listen(ctx, lane, directories())
	if err != nil {
		return err
	}
	defer ln.Close()
	for {
		c, err := ln.Accept(ctx)
		if err != nil {
			return err
		}
		err = serve(ctx, c, lane, look, encode)
		c.Close()
		if errors.Is(err, aio.ErrCanceled) {
			return err
		}
	}
}

// serve answers one client. One that goes away, or is too slow, is its own fault.
func serve[T any](ctx *aio.Context, c *aio.Conn, lane *aio.Lane, look func() T, encode func(T) *Report) error {
	var line string
	err := aio.Timeout(ctx, asking, func(ctx *aio.Context) (err error) {
		line, err = readLine(ctx, c)
		return err
	})
	if err != nil {
		return err
	}
	answer := func() *Report { return &Report{Error: fmt.Sprintf("%q is not %q", line, request)} }
	if line == request {
		seen := look()
		answer = func() *Report { return encode(seen) }
	}
	text, err := aio.OnLane(ctx, lane, func() ([]byte, error) { return json.Marshal(answer()) })
	if err != nil {
		return err
	}
	return aio.Timeout(ctx, taking, func(ctx *aio.Context) error {
		_, err := c.Write(ctx, append(text, '\n'))
		return err
	})
}

// readLine reads what the client wants, or as much of it as a request may have.
func readLine(ctx *aio.Context, c *aio.Conn) (string, error) {
	var line []byte
	for !bytes.HasSuffix(line, []byte("\n")) && len(line) < maxRequest {
		p, err := c.Next(ctx)
		if err != nil {
			return "", err
		}
		line = append(line, p...)
	}
	return string(line[:min(len(line), maxRequest)]), nil
}

// listen makes the socket in the first directory that will have it.
func listen(ctx *aio.Context, lane *aio.Lane, dirs []string) (*aio.Listener, error) {
	var errs []error
	for _, dir := range dirs {
		ln, err := listenIn(ctx, lane, dir)
		if err == nil || errors.Is(err, aio.ErrCanceled) {
			return ln, err
		}
		errs = append(errs, err)
	}
	return nil, errors.Join(errs...)
}

func listenIn(ctx *aio.Context, lane *aio.Lane, dir string) (*aio.Listener, error) {
	path := socketPath(dir, os.Getpid())
	others, err := aio.OnLane(ctx, lane, func() ([]socket, error) { return find([]string{dir}, 0), prepare(dir, path) })
	if err != nil {
		return nil, err
	}
	for _, s := range others {
		if err := sweep(ctx, s); err != nil {
			return nil, err
		}
	}
	ln, err := aio.Listen(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(path, 0o600); err != nil { // until here the directory protects it
		ln.Close()
		return nil, err
	}
	return ln, nil
}

// sweep removes a socket whose process has died without doing so: nobody listens,
// and there is no such process, which could be about to. Where the process is this
// one, it was an earlier one of its number.
func sweep(ctx *aio.Context, s socket) error {
	if s.pid != os.Getpid() && !isGone(s.pid) {
		return nil
	}
	c, err := aio.Dial(ctx, "unix", s.path)
	switch {
	case err == nil:
		c.Close()
	case errors.Is(err, syscall.ECONNREFUSED):
		os.Remove(s.path)
	case errors.Is(err, aio.ErrCanceled):
		return err
	}
	return nil
}
