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
		{"report", s.Output.Report},
		{"graph", s.Output.Graph},
		{"cookie-jar", s.Request.CookieJar},
	}
}

// checkWritten refuses two flags that name the same file: both would write it, or one
// would truncate what the other reads.
func checkWritten(s *Settings) error {
	type named = struct{ flag, path string }
	var before []named
	for _, list := range s.Lists {
		before = append(before, named{"list", list})
	}
	for _, a := range s.written() {
		for _, b := range before {
			if sameFile(a.path, b.path) {
				return contradiction(s, conflict{a: b.flag, b: a.flag, why: "they name the same file"})
			}
		}
		before = append(before, a)
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
