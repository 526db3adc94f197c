package fetch_test

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A peer is a program of others: a server, or a proxy, on loopback.
type peer struct {
	name string
	// command returns what runs it in the foreground, with dir/config as its
	// configuration; dir is the working directory.
	command func(dir string, port int) (args []string, config string)
}

// fill puts directory and port into a configuration.
func fill(config, dir string, port int) string {
	return strings.NewReplacer("DIR", dir, "PORT", strconv.Itoa(port)).Replace(config)
}

// run starts the peer in a directory that prepare, if any, has filled, and returns
// the address where it listens; it ends with the test. Another program may take the
// port in between: then another one is tried.
func (p peer) run(t *testing.T, prepare func(t *testing.T, dir string)) (address string) {
	t.Helper()
	program, err := exec.LookPath(p.name)
	if err != nil {
		t.Skipf("%s is not installed", p.name)
	}
	dir := t.TempDir()
	os.Chmod(dir, 0o777) // it may run as somebody else
	os.Chmod(filepath.Dir(dir), 0o755)
	if prepare != nil {
		prepare(t, dir)
	}
	var said bytes.Buffer
	for range 3 {
		port := freePort(t)
		args, config := p.command(dir, port)
		if err := os.WriteFile(filepath.Join(dir, "config"), []byte(config), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(program, args...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "HOME="+dir, "TMPDIR="+dir)
		cmd.Stderr, cmd.Stdout = &said, &said
		if address = fmt.Sprintf("127.0.0.1:%d", port); attend(t, cmd, address) {
			return address
		}
	}
	t.Fatalf("%s does not listen: %s", p.name, &said)
	return ""
}

// attend starts a program and waits until it listens; false means that it ended
// instead. It is killed with the test, and the children that it may have: some take
// seconds to end when they are asked to, and what they leave is in the directory.
func attend(t *testing.T, cmd *exec.Cmd, address string) bool {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		cmd.Wait()
		close(ended)
	}()
	t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		<-ended
	})
	for range 1000 {
		if conn, err := net.Dial("tcp", address); err == nil {
			conn.Close()
			return true
		}
		select {
		case <-ended:
			return false
		case <-time.After(20 * time.Millisecond):
		}
	}
	return false
}

func freePort(t *testing.T) int {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().(*net.TCPAddr).Port
}
