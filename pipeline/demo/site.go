package demo

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// A Site is a tree of files and the rules by which they are served. It does
// not change and may be served many times, also at the same time.
type Site struct {
	pages map[string]*page // by URL path, decoded; a directory's ends in '/'
	rules map[string]rule  // by URL path, decoded
}

// rulesFile holds the rules of a site. Like every file whose name begins with
// an underscore it is not served.
const rulesFile = "_server.txt"

// Load reads the site that fsys holds. The file index.html of a directory is
// the directory's page; 404.html at the top is the body of every 404, and so
// with other statuses. Rules that are not understood, or speak of a path that
// is not there, are errors.
func Load(fsys fs.FS) (*Site, error) {
	rules, err := loadRules(fsys)
	if err != nil {
		return nil, err
	}
	s := &Site{pages: make(map[string]*page), rules: rules}
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "_") {
			return err
		}
		return s.load(fsys, name)
	})
	if err != nil {
		return nil, fmt.Errorf("load site: %w", err)
	}
	return s, s.checkRules()
}

// loadRules reads the rules of a site; a site without the file has none.
func loadRules(fsys fs.FS) (map[string]rule, error) {
	if _, err := fs.Stat(fsys, rulesFile); err != nil {
		return nil, nil
	}
	text, err := fs.ReadFile(fsys, rulesFile)
	if err != nil {
		return nil, fmt.Errorf("load site: %w", err)
	}
	return parseRules(string(text))
}

// load adds a file to the site.
func (s *Site) load(fsys fs.FS, name string) error {
	body, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	at := "/" + name
	if dir, file := path.Split(at); file == "index.html" {
		s.pages[dir] = newPage(name, body, s.rules[dir])
	}
	s.pages[at] = newPage(name, body, s.rules[at])
	return nil
}

// checkRules reports a rule for a path at which there is nothing.
func (s *Site) checkRules() error {
	for at, r := range s.rules {
		if s.pages[at] == nil && r.location == "" && r.status < 400 {
			return fmt.Errorf("load site: rule for %q: no such file", at)
		}
	}
	return nil
}
