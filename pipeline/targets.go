package pipeline

import (
	"errors"
	"io"
	"os"

	"clew/config"
	"clew/pipeline/save"
)

// targets are what a run writes to. All of it is opened before anything is asked, so
// that a path that cannot be written ends the run at once.
type targets struct {
	stdout  io.Writer
	file    *os.File   // of --output; nil = standard output
	saved   *save.Tree // of --save; nil = none
	summary *os.File   // of --summary; nil = none
	report  *os.File   // of --report; nil = none
	graph   *os.File   // of --graph; nil = none
}

// open opens them. A file that exists is truncated.
func (t *targets) open(o config.Output) (err error) {
	if t.file, err = create(o.File); err != nil {
		return err
	}
	if t.summary, err = create(o.Summary); err != nil {
		return err
	}
	if t.report, err = create(o.Report); err != nil {
		return err
	}
	if t.graph, err = create(o.Graph); err != nil {
		return err
	}
	if o.Save != "" {
		if t.saved, err = save.Open(o.Save); err != nil {
			return &FileError{Op: "save to", Name: o.Save, Err: err}
		}
	}
	return nil
}

// create makes a file, none where it has no name.
func create(name string) (*os.File, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Create(name)
	if err != nil {
		return nil, &FileError{Op: "create", Name: name, Err: err}
	}
	return f, nil
}

// close closes what is open.
func (t *targets) close() error {
	var errs []error
	for _, f := range []*os.File{t.file, t.summary, t.report, t.graph} {
		if f == nil {
			continue
		}
		if err := f.Close(); err != nil {
			errs = append(errs, &FileError{Op: "close", Name: f.Name(), Err: err})
		}
	}
	if t.saved != nil {
		t.saved.Close()
	}
	return errors.Join(errs...)
}
