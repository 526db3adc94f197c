package config

import (
	"os"
	"path/filepath"
)

// written are the flags that name what a run writes, and what they name.
func (s *Settings) written() []struct{ flag, path string } {
	return []struct{ flag, path string }{
		{"output", s.Output.File},
		{"save", s.Output.Save},
		{"summary", s.Output.Summary},
		{"cookie-jar", s.Request.CookieJar},
	}
}

// checkWritten refuses two flags that name the same file.
func checkWritten(s *Settings) error {
	all := s.written()
	for i, a := range all {
		for _, b := range all[:i] {
			if sameFile(a.path, b.path) {
				return contradiction(s, conflict{a: b.flag, b: a.flag, why: "they name the same file"})
			}
		}
	}
	return nil
}

// sameFile reports whether two paths are spelled for one file. The one that takes
// everything may be named twice.
func sameFile(a, b string) bool {
	return a != "" && b != "" && absolute(a) == absolute(b) && a != os.DevNull
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return filepath.Clean(path)
}
