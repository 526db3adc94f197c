package control

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"clew/aio"
	"clew/aio/aiotest"
)

// socketHere is where the server of these tests is, in a world without files.
const socketHere = "/run/4711.sock"

// meet runs a server, one handler a connection, and a client beside it.
func meet(t *testing.T, handler func(*aio.Context, *aio.Conn) error, client func(*aio.Context) error) *aiotest.World {
	t.Helper()
	w := aiotest.New()
	err := w.Runner().Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "unix", socketHere)
		if err != nil {
			return err
		}
		server := aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, ln.Serve(ctx, handler) })
		server.Daemon()
		err = client(ctx)
		server.Cancel(nil)
		ln.Close()
		return err
	})
	if err != nil {
		t.Errorf("run: %v", err)
	}
	if n := w.Open(); n != 0 {
		t.Errorf("%d sockets are left open", n)
	}
	return w
}

func answering(c func() *Report) func(*aio.Context, *aio.Conn) error {
	return func(ctx *aio.Context, conn *aio.Conn) error {
		serve(ctx, conn, files(ctx), c, func(r *Report) *Report { return r })
		return nil
	}
}

func TestAReportArrives(t *testing.T) {
	sent := &Report{PID: 4711, Command: "crawl", Tasks: []Task{{ID: 1, Name: "main", On: []uint64{2}}, {ID: 2, Doing: strings.Repeat("x", 1<<20)}}}
	meet(t, answering(func() *Report { return sent }), func(ctx *aio.Context) error {
		got, err := ask(ctx, socketHere)
		if err == nil && fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", sent) {
			t.Errorf("got %.200v", got)
		}
		return err
	})
}

// TestWhoDoesNotAnswerIsNotWaitedFor: a process that is stopped still has its
// connections made, by the system.
func TestWhoDoesNotAnswerIsNotWaitedFor(t *testing.T) {
	silent := func(ctx *aio.Context, _ *aio.Conn) error { return aio.Sleep(ctx, time.Hour) }
	w := meet(t, silent, func(ctx *aio.Context) error {
		if _, err := ask(ctx, socketHere); !errors.Is(err, errSilent) {
			t.Errorf("got %v", err)
		}
		return nil
	})
	if w.Elapsed() != patience {
		t.Errorf("it took %v", w.Elapsed())
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	for text, want := range map[string]string{
		"":                   "it has just ended",
		"hello\n":            "read report: ",
		`{"pid":1`:           "read report: ",
		`{"error":"no way"}`: "it says: no way",
	} {
		meet(t, func(ctx *aio.Context, c *aio.Conn) error {
			if _, err := c.Next(ctx); err != nil {
				return err
			}
			_, err := c.Write(ctx, []byte(text))
			return err
		}, func(ctx *aio.Context) error {
			if _, err := ask(ctx, socketHere); err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("%q: got %v", text, err)
			}
			return nil
		})
	}
}

// TestClientsCannotHoldTheServer: who asks for nothing, for something else, or
// does not take the answer, is left after a time, and the run is not looked at.
func TestClientsCannotHoldTheServer(t *testing.T) {
	for _, row := range []struct {
		what, says, hears string
		within            time.Duration
	}{
		{"says nothing", "", "", asking},
		{"says something else", "hello\n", `{"pid":0`, 0},
		{"says too much", strings.Repeat("x", 1000), `{"pid":0`, 0},
	} {
		looks := 0
		w := meet(t, answering(func() *Report { looks++; return &Report{} }), func(ctx *aio.Context) error {
			c, err := aio.Dial(ctx, "unix", socketHere)
			if err != nil {
				return err
			}
			defer c.Close()
			if _, err := c.Write(ctx, []byte(row.says)); err != nil {
				return err
			}
			var heard []byte
			for err == nil {
				var p []byte
				p, err = c.Next(ctx)
				heard = append(heard, p...)
			}
			if err != io.EOF || !strings.HasPrefix(string(heard), row.hears) || row.hears == "" && len(heard) > 0 {
				t.Errorf("%s: %q, %v", row.what, heard, err)
			}
			return nil
		})
		if w.Elapsed() != row.within || looks != 0 {
			t.Errorf("%s: %v, %d looks", row.what, w.Elapsed(), looks)
		}
	}
}

// TestServeOnARealSocket: one client after the other, until it is canceled.
func TestServeOnARealSocket(t *testing.T) {
	dir := shortDir(t)
	t.Setenv("XDG_RUNTIME_DIR", dir)
	really(t, func(ctx *aio.Context) error {
		serving := aio.Go(ctx, func(ctx *aio.Context) (any, error) {
			return nil, Serve(ctx, func() int { return 7 }, func(n int) *Report { return &Report{PID: os.Getpid(), Totals: Totals{Done: n}} })
		})
		var answers []answer
		for i := 0; len(answers) == 0 && i < 1000; i++ { // until it listens
			aio.Sleep(ctx, 10*time.Millisecond)
			var err error
			if answers, err = askAll(ctx, directories(), os.Getpid()); err != nil {
				return err
			}
		}
		if len(answers) != 1 || answers[0].err != nil || answers[0].report.Totals.Done != 7 {
			t.Errorf("got %+v", answers)
		}
		serving.Cancel(nil)
		if _, err := serving.Wait(ctx); !errors.Is(err, aio.ErrCanceled) {
			t.Errorf("served until %v", err)
		}
		if left := find(directories(), os.Getpid()); left != nil {
			t.Errorf("left are %v", left)
		}
		return nil
	})
}
