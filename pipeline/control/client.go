package control

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"syscall"
	"time"

	"clew/aio"
)

const (
	// patience is how long a run may take to begin its answer, and to send more
	// of it.
	patience  = 5 * time.Second
	maxReport = 1 << 30
)

// errSilent is the error of a run that does not answer.
var errSilent = fmt.Errorf("no answer within %v: it is stopped, or something holds its loop", patience)

// ask asks the run behind a socket for its report.
func ask(ctx *aio.Context, path string) (*Report, error) {
	var text []byte
	err := aio.Timeout(ctx, 10*patience, func(ctx *aio.Context) error {
		c, err := aio.Dial(ctx, "unix", path)
		if err != nil {
			return err
		}
		defer c.Close()
		if _, err := c.Write(ctx, []byte(request)); err != nil {
			return err
		}
		text, err = readAll(ctx, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	r := new(Report)
	if err := json.Unmarshal(text, r); err != nil {
		return nil, fmt.Errorf("read report: %w", err)
	}
	if r.Error != "" {
		return nil, fmt.Errorf("it says: %s", r.Error)
	}
	return r, nil
}

func readAll(ctx *aio.Context, c *aio.Conn) (text []byte, err error) {
	for len(text) < maxReport {
		err := aio.Timeout(ctx, patience, func(ctx *aio.Context) error {
			p, err := c.Next(ctx)
			text = append(text, p...)
			return err
		})
		switch {
		case err == io.EOF && len(text) == 0, errors.Is(err, syscall.ECONNRESET):
			return nil, errors.New("it has just ended")
		case err == io.EOF:
			return text, nil
		case isTimeout(err):
			return nil, errSilent
		case err != nil:
			return nil, err
		}
	}
	return nil, errors.New("its report is too long")
}

func isTimeout(err error) bool {
	var t *aio.TimeoutError
	return errors.As(err, &t)
}
