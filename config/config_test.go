package config

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"clew/fetch/proxy"
)

// onTerminal is a world in which all streams are terminals and nothing is set.
var onTerminal = Host{
	Terminal: Terminal{Stdin: true, Stdout: true, Stderr: true},
	Version:  "1.2.3",
	ReadFile: func(name string) ([]byte, error) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	},
}

// with returns the world in which the variables "NAME=value" are set too.
func (h Host) with(vars ...string) Host {
	before := h.getenv
	h.Env = func(name string) (string, bool) {
		for _, v := range vars {
			if key, value, _ := strings.Cut(v, "="); key == name {
				return value, true
			}
		}
		return before(name), true
	}
	return h
}

// holding returns the world in which these files exist: name, content, name, content …
func (h Host) holding(files ...string) Host {
	missing := h.ReadFile
	h.ReadFile = func(name string) ([]byte, error) {
		for i := 0; i < len(files); i += 2 {
			if files[i] == name {
				return []byte(files[i+1]), nil
			}
		}
		return missing(name)
	}
	return h
}

// parsed parses a line, split at blanks, and wants no error.
func parsed(t *testing.T, host Host, line string) *Settings {
	t.Helper()
	return parsedArgs(t, host, strings.Fields(line)...)
}

func parsedArgs(t *testing.T, host Host, args ...string) *Settings {
	t.Helper()
	s, err := Parse(args, host)
	if err != nil {
		t.Fatalf("clew %q: %v", args, err)
	}
	return s
}

// refused parses arguments and wants an *Error.
func refused(t *testing.T, host Host, args ...string) *Error {
	t.Helper()
	s, err := Parse(args, host)
	var e *Error
	if err == nil || !errors.As(err, &e) {
		t.Fatalf("clew %q: settings %+v and error %#v; want an *Error", args, s, err)
	}
	return e
}

// wantReport holds what a user reads on stderr against the lines that are wanted.
func wantReport(t *testing.T, e *Error, lines ...string) {
	t.Helper()
	if want := strings.Join(lines, "\n") + "\n"; e.Report() != want {
		t.Errorf("report:\n%swant:\n%s", e.Report(), want)
	}
}

// leaves lists every exported field of settings by its path, with its value as text.
func leaves(s *Settings) map[string]string {
	all := map[string]string{}
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		if v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[proxy.Settings]() {
			all[path] = leafText(v.Interface())
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				walk(strings.TrimPrefix(path+"."+f.Name, "."), v.Field(i))
			}
		}
	}
	walk("", reflect.ValueOf(*s))
	return all
}

func leafText(v any) string {
	switch v := v.(type) {
	case []*regexp.Regexp:
		return fmt.Sprint(v)
	case []byte:
		return fmt.Sprintf("%q %t", v, v == nil)
	}
	return fmt.Sprintf("%#v", v)
}

// changed lists the paths at which two settings differ, in order.
func changed(a, b *Settings) []string {
	var paths []string
	was := leaves(a)
	for path, text := range leaves(b) {
		if was[path] != text {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}
