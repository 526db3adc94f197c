package save

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"sync/atomic"
)

// A Tree is a folder of files. Its methods may be called by several goroutines.
type Tree struct {
	root  *os.Root
	parts atomic.Int64 // temporary files so far
}

// Open makes the folder where there is none, and sees that it can be written to.
func Open(dir string) (*Tree, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	t := &Tree{root: root}
	f, name, err := t.create(".")
	if err == nil {
		err = errors.Join(f.Close(), root.Remove(name))
	}
	if err != nil {
		root.Close()
		return nil, err
	}
	return t, nil
}

// Close ends the use of the folder.
func (t *Tree) Close() error { return t.root.Close() }

// Put makes what body gives the content of a file: all of it, or the file stays what
// it was. It blocks.
func (t *Tree) Put(name string, body io.Reader) error {
	f, part, err := t.create(path.Dir(name))
	if err != nil {
		return err
	}
	if _, err = io.Copy(f, body); err == nil {
		err = f.Close()
	} else {
		f.Close()
	}
	if err == nil {
		err = t.root.Rename(part, name)
	}
	if err != nil {
		t.root.Remove(part)
	}
	return err
}

// create makes a temporary file in a folder, and the folder where it is missing.
func (t *Tree) create(dir string) (f *os.File, name string, err error) {
	name = path.Join(dir, fmt.Sprintf("~part-%d-%d", os.Getpid(), t.parts.Add(1)))
	open := func() { f, err = t.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) }
	open()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err = t.root.MkdirAll(dir, 0o777); err == nil {
			open()
		}
	case errors.Is(err, fs.ErrExist): // of a run that was killed
		if err = t.root.Remove(name); err == nil {
			open()
		}
	}
	return f, name, err
}
