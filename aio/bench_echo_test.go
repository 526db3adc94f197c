//go:build linux

package aio_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"clew/aio"
)

// Two echo servers, one on aio and one a bare epoll loop in C, each a process of
// its own, are asked in turn by the same client: one round is 500 messages of 512
// bytes on each of 64 connections, to the one and then to the other. The figures
// are medians of the rounds: what an echo costs each server in CPU time, and aio
// over C in CPU and in wall time.
func BenchmarkEcho512BesideC(b *testing.B) {
	const conns, laps = 64, 500
	ours, theirs := startEcho(b, aioEcho(b)), startEcho(b, cEcho(b))
	err := aio.Run(func(ctx *aio.Context) error {
		for _, s := range []*echoServer{ours, theirs} {
			if err := s.dial(ctx, conns); err != nil {
				return err
			}
			if err := s.round(ctx, laps); err != nil { // warms up
				return err
			}
			s.cpu, s.wall = nil, nil
		}
		for b.Loop() {
			for _, s := range []*echoServer{ours, theirs} {
				if err := s.round(ctx, laps); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(median(ours.cpu)/conns/laps, "aio-cpu-ns/echo")
	b.ReportMetric(median(theirs.cpu)/conns/laps, "c-cpu-ns/echo")
	b.ReportMetric(median(over(ours.cpu, theirs.cpu)), "cpu-ratio")
	b.ReportMetric(median(over(ours.wall, theirs.wall)), "wall-ratio")
}

// echoServer is a server in another process, and our connections to it.
type echoServer struct {
	cmd       *exec.Cmd
	address   string
	conns     []*aio.Conn
	cpu, wall []float64 // nanoseconds of each round
}

// startEcho starts a server, which says where it listens.
func startEcho(b *testing.B, cmd *exec.Cmd) *echoServer {
	b.Helper()
	s := &echoServer{cmd: cmd}
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	if _, err := fmt.Fscanln(out, &s.address); err != nil {
		b.Fatal(err)
	}
	return s
}

func aioEcho(b *testing.B) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run", "^TestEchoServer$")
	cmd.Env = append(os.Environ(), "AIO_ECHO_SERVER=1")
	return cmd
}

// cEcho compiles testdata/echo.c.
func cEcho(b *testing.B) *exec.Cmd {
	cc, err := exec.LookPath("cc")
	if err != nil {
		b.Skip("no C compiler to compare with: ", err)
	}
	bin := filepath.Join(b.TempDir(), "echo")
	if out, err := exec.Command(cc, "-O2", "-o", bin, "testdata/echo.c").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return exec.Command(bin)
}

// TestEchoServer is no test, but the server that BenchmarkEcho512BesideC starts.
func TestEchoServer(t *testing.T) {
	if os.Getenv("AIO_ECHO_SERVER") == "" {
		t.Skip("it is not asked for")
	}
	err := aio.Run(func(ctx *aio.Context) error {
		ln, err := aio.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		fmt.Println(ln.Addr())
		return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
			for {
				c, err := ln.Accept(ctx)
				if err != nil {
					return err
				}
				g.Go(func(ctx *aio.Context) error { return echo(ctx, c) })
			}
		})
	})
	t.Fatal(err)
}

func (s *echoServer) dial(ctx *aio.Context, n int) error {
	for range n {
		c, err := aio.Dial(ctx, "tcp", s.address)
		if err != nil {
			return err
		}
		s.conns = append(s.conns, c)
	}
	return nil
}

// round sends the messages and notes what that took.
func (s *echoServer) round(ctx *aio.Context, laps int) error {
	begin, cpu := time.Now(), s.cpuTime()
	err := aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		for _, c := range s.conns {
			g.Go(func(ctx *aio.Context) error { return pingPong(ctx, c, laps) })
		}
		return nil
	})
	s.cpu = append(s.cpu, s.cpuTime()-cpu)
	s.wall = append(s.wall, float64(time.Since(begin)))
	return err
}

// pingPong sends a message and waits until all of it has come back, laps times.
func pingPong(ctx *aio.Context, c *aio.Conn, laps int) error {
	message := make([]byte, 512)
	for range laps {
		if _, err := c.Write(ctx, message); err != nil {
			return err
		}
		for left := len(message); left > 0; {
			p, err := c.Next(ctx)
			if err != nil {
				return err
			}
			left -= len(p)
		}
	}
	return nil
}

// cpuTime returns the CPU time of the server's process so far, in nanoseconds.
func (s *echoServer) cpuTime() float64 {
	const scheduled = 2 // CPUCLOCK_SCHED, of the process in the other bits
	var at unix.Timespec
	if err := unix.ClockGettime(int32(^s.cmd.Process.Pid<<3|scheduled), &at); err != nil {
		panic(err)
	}
	return float64(at.Nano())
}

func over(a, b []float64) []float64 {
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = a[i] / b[i]
	}
	return ratios
}

func median(v []float64) float64 {
	return slices.Sorted(slices.Values(v))[len(v)/2]
}
