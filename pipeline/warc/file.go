package warc

import (
	"fmt"
	"strings"
	"time"
)

// FileName returns the name of the n-th file, from 0, of an archive that the
// user calls path: path itself, then the same with a number before its suffix.
func FileName(path string, n int) string {
	if n == 0 {
		return path
	}
	stem, suffix := path, ""
	for _, s := range []string{".gz", ".warc"} {
		if cut, ok := strings.CutSuffix(stem, s); ok {
			stem, suffix = cut, s+suffix
		}
	}
	return fmt.Sprintf("%s-%05d%s", stem, n, suffix)
}

func (f *File) compressed() bool { return strings.HasSuffix(f.Name, ".gz") }

// open sees to it that there is a file that takes more.
func (w *Writer) open(now time.Time) error {
	if w.file.Out != nil && (w.o.MaxSize < 0 || w.file.Size < w.o.MaxSize) {
		return nil
	}
	next, err := w.o.Next()
	if err != nil {
		return err
	}
	w.file = next
	w.out.Reset(next.Out)
	return w.writeInfo(now)
}

// writeInfo begins a file (§6.2).
func (w *Writer) writeInfo(now time.Time) error {
	body := appendField(nil, "format", "WARC File Format 1.1")
	body = appendField(body, "conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/")
	for _, f := range w.o.Info {
		if !validName(f.Name) {
			return fmt.Errorf("field of the warcinfo record: %q is no name", f.Name)
		}
		body = appendField(body, f.Name, f.Value)
	}
	var err error
	if w.info, err = newID(w.o.Random); err != nil {
		return err
	}
	w.block.Write(body)
	h := w.begin("warcinfo", &w.info, now)
	h = appendField(h, "WARC-Filename", w.file.Name)
	h = appendField(h, "WARC-Block-Digest", w.block.take())
	h = appendField(h, "Content-Type", "application/warc-fields")
	_, err = w.record(h, strings.NewReader(string(body)), int64(len(body)))
	return err
}
