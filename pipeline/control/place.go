package control

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// directories are where sockets may be, the best place first. Those of other
// terminals may have another environment, so the last one is the same for all.
func directories() []string {
	own := "clew-" + strconv.Itoa(os.Geteuid())
	dirs := []string{filepath.Join(os.TempDir(), own)}
	if runtime := os.Getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(runtime) {
		dirs = append([]string{filepath.Join(runtime, "clew")}, dirs...)
	}
	if last := filepath.Join("/tmp", own); last != dirs[len(dirs)-1] {
		dirs = append(dirs, last)
	}
	return dirs
}

// isPrivate returns an error unless dir is a directory of this user that nobody
// else may enter. A link to one is none: whoever made it can let it lead elsewhere.
func isPrivate(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case err != nil:
		return err
	case !info.IsDir():
		return fmt.Errorf("%s is no directory", dir)
	case !isOurs(info):
		return fmt.Errorf("%s belongs to somebody else", dir)
	case info.Mode().Perm()&0o077 != 0:
		return fmt.Errorf("%s is open to others, mode %o", dir, info.Mode().Perm())
	}
	return nil
}

func isOurs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Geteuid()
}

// maxPath is the longest path that a unix socket may have.
const maxPath = len(syscall.RawSockaddrUnix{}.Path) - 1

// prepare makes dir for a socket at path.
func prepare(dir, path string) error {
	if len(path) > maxPath {
		return fmt.Errorf("%s is too long for a socket, whose path may have %d bytes", path, maxPath)
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return isPrivate(dir)
}

func socketPath(dir string, pid int) string {
	return filepath.Join(dir, strconv.Itoa(pid)+".sock")
}

// A socket is one that was found.
type socket struct {
	pid  int
	path string
}

// find returns the sockets in the directories, of one process if pid is not 0.
// What is not this user's is left out.
func find(dirs []string, pid int) (found []socket) {
	for _, dir := range dirs {
		if isPrivate(dir) != nil {
			continue
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			name, isSocket := strings.CutSuffix(e.Name(), ".sock")
			n, err := strconv.Atoi(name)
			if !isSocket || err != nil || n <= 0 || pid != 0 && n != pid {
				continue
			}
			if info, err := e.Info(); err == nil && info.Mode().Type() == fs.ModeSocket && isOurs(info) {
				found = append(found, socket{n, filepath.Join(dir, e.Name())})
			}
		}
	}
	return found
}

// isGone reports whether there is no process of that number here. One that is
// in another container has a number of its own there.
func isGone(pid int) bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
