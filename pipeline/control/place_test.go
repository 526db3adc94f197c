package control

import (
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"clew/aio"
)

// shortDir is a directory whose path leaves room for that of a socket.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "ps")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// deadPID is the number of a process that has ended.
func deadPID(t *testing.T) int {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid
}

func really(t *testing.T, main func(ctx *aio.Context) error) {
	t.Helper()
	if err := aio.Run(main); err != nil {
		t.Error(err)
	}
}

// files is a lane for what looks at files.
func files(ctx *aio.Context) *aio.Lane { return aio.NewLane(ctx.Loop(), "files", 1) }

func TestOnlyADirectoryOfOursAloneWillDo(t *testing.T) {
	dir := shortDir(t)
	at := func(name string) string { return filepath.Join(dir, name) }
	os.Mkdir(at("open"), 0o755)
	os.Chmod(at("open"), 0o755)
	os.Mkdir(at("ours"), 0o700)
	os.Symlink(at("ours"), at("link"))
	os.WriteFile(at("file"), nil, 0o600)
	long := at(strings.Repeat("x", maxPath))
	for name, ok := range map[string]bool{at("ours"): true, at("new"): true, at("open"): false, at("link"): false, at("file"): false, at("no/where"): false, long: false} {
		if err := prepare(name, socketPath(name, 1)); (err == nil) != ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if info, err := os.Stat(at("new")); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("a new one: %v, %v", info, err)
	}
	if _, err := os.Stat(long); err == nil {
		t.Error("one that is of no use was made")
	}
}

// TestTheNextDirectoryWillDo where the first cannot be had.
func TestTheNextDirectoryWillDo(t *testing.T) {
	dir := shortDir(t)
	really(t, func(ctx *aio.Context) error {
		ln, err := listen(ctx, files(ctx), []string{"/nowhere/clew", filepath.Join(dir, strings.Repeat("x", 200)), filepath.Join(dir, "clew")})
		if err != nil {
			return err
		}
		path := ln.Addr().Path
		info, err := os.Lstat(path)
		if err != nil || filepath.Dir(path) != filepath.Join(dir, "clew") || info.Mode() != fs.ModeSocket|0o600 {
			t.Errorf("%s: %v, %v", path, info, err)
		}
		ln.Close()
		if _, err := os.Lstat(path); err == nil {
			t.Error("the socket is left")
		}
		if _, err := listen(ctx, files(ctx), []string{"/nowhere/clew", "/dev/null"}); err == nil {
			t.Error("there should be no place")
		}
		return nil
	})
}

// TestSocketsOfTheDeadAreRemoved, also an earlier one of our own number; those of
// the living stay, and whatever is no socket.
func TestSocketsOfTheDeadAreRemoved(t *testing.T) {
	dir := shortDir(t)
	leave := func(pid int) string { // as kill -9 does
		ln, err := net.Listen("unix", socketPath(dir, pid))
		if err != nil {
			t.Fatal(err)
		}
		ln.(*net.UnixListener).SetUnlinkOnClose(false)
		ln.Close()
		return socketPath(dir, pid)
	}
	dead, living, own := leave(deadPID(t)), leave(os.Getppid()), leave(os.Getpid())
	file := filepath.Join(dir, "3.sock")
	os.WriteFile(file, nil, 0o600)
	really(t, func(ctx *aio.Context) error {
		ln, err := listen(ctx, files(ctx), []string{dir})
		if err != nil {
			return err
		}
		defer ln.Close()
		for path, there := range map[string]bool{dead: false, living: true, own: true, file: true} {
			if _, err := os.Lstat(path); (err == nil) != there {
				t.Errorf("%s: %v", path, err)
			}
		}
		return nil
	})
}

func TestDirectoriesAreThoseOfTheEnvironment(t *testing.T) {
	t.Setenv("TMPDIR", "/tmp/a")
	t.Setenv("XDG_RUNTIME_DIR", "/run/b")
	own := "clew-" + filepath.Base(directories()[1])[len("clew-"):]
	for _, row := range []struct{ tmp, runtime, want string }{
		{"/tmp/a", "/run/b", "/run/b/clew /tmp/a/" + own + " /tmp/" + own},
		{"/tmp", "", "/tmp/" + own},
		{"", "relative", "/tmp/" + own},
	} {
		t.Setenv("TMPDIR", row.tmp)
		t.Setenv("XDG_RUNTIME_DIR", row.runtime)
		if got := strings.Join(directories(), " "); got != row.want {
			t.Errorf("%+v: %s", row, got)
		}
	}
}
