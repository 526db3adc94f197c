package save

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
)

func open(t *testing.T, dir string) *Tree {
	t.Helper()
	tree, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { tree.Close() })
	return tree
}

func (tree *Tree) mustPut(t *testing.T, name, text string) {
	t.Helper()
	if err := tree.Put(name, strings.NewReader(text)); err != nil {
		t.Fatal(err)
	}
}

// content is what all files of a folder hold.
func content(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			text, err := os.ReadFile(filepath.Join(dir, path))
			files[path] = string(text)
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestPut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	tree := open(t, dir)
	tree.mustPut(t, "a/b/c.html", "one")
	tree.mustPut(t, "a/d.html", "")
	tree.mustPut(t, "a/b/c.html", "two")
	if got := content(t, dir); len(got) != 2 || got["a/b/c.html"] != "two" || got["a/d.html"] != "" {
		t.Errorf("got %q", got)
	}
}

// TestHalfABody: a body that breaks off leaves the file as it was, and nothing else.
func TestHalfABody(t *testing.T) {
	dir := t.TempDir()
	tree := open(t, dir)
	tree.mustPut(t, "a/x", "old")
	broken := errors.New("broken")
	for _, name := range []string{"a/x", "b/new"} {
		if err := tree.Put(name, io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); !errors.Is(err, broken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := content(t, dir); len(got) != 1 || got["a/x"] != "old" {
		t.Errorf("got %q", got)
	}
}

// TestNoEscape: links that lead out are not followed, neither as folders nor as files.
func TestNoEscape(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	os.WriteFile(filepath.Join(outside, "file"), []byte("mine"), 0o600)
	for name, to := range map[string]string{"abs": outside, "file": filepath.Join(outside, "file"), "rel": "../" + filepath.Base(outside)} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	tree := open(t, dir)
	for _, name := range []string{"abs/x", "rel/x", "abs/sub/x", "../x", "a/../../x"} {
		if err := tree.Put(name, strings.NewReader("theirs")); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	tree.mustPut(t, "file", "theirs") // takes the link's place
	if got := content(t, outside); len(got) != 1 || got["file"] != "mine" {
		t.Errorf("outside: %q", got)
	}
}

func TestFileInTheWay(t *testing.T) {
	dir := t.TempDir()
	tree := open(t, dir)
	tree.mustPut(t, "a", "file")
	tree.mustPut(t, "d/x", "file")
	for _, name := range []string{"a/b", "d"} {
		if err := tree.Put(name, strings.NewReader("x")); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if got := content(t, dir); len(got) != 2 {
		t.Errorf("got %q", got)
	}
}

func TestPartOfAKilledRun(t *testing.T) {
	dir := t.TempDir()
	tree := open(t, dir)
	f, part, err := tree.create(".")
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	tree.parts.Store(tree.parts.Load() - 1)
	tree.mustPut(t, "x", "whole")
	if got := content(t, dir); len(got) != 1 || got["x"] != "whole" {
		t.Errorf("got %q beside %s", got, part)
	}
}

func TestFoldersThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	os.WriteFile(file, nil, 0o600)
	dirs := []string{file, file + "/below"}
	if os.Getuid() != 0 {
		closed := filepath.Join(t.TempDir(), "closed")
		os.Mkdir(closed, 0o500)
		dirs = append(dirs, closed)
	}
	for _, dir := range dirs {
		if _, err := Open(dir); err == nil {
			t.Errorf("%s: no error", dir)
		}
	}
}

// TestManyAtOnce: each file is one body, whoever came last.
func TestManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	tree := open(t, dir)
	bodies := []string{strings.Repeat("a", 100_000), strings.Repeat("b", 50_000)}
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() { tree.Put("d/x", strings.NewReader(bodies[i%2])) })
	}
	wg.Wait()
	if got := content(t, dir); len(got) != 1 || got["d/x"] != bodies[0] && got["d/x"] != bodies[1] {
		t.Errorf("%d files", len(got))
	}
}
