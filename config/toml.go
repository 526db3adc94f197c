package config

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// An assignment is one "key = value" of a TOML document.
type assignment struct {
	path  []string // tables and key, from the outside in; never empty
	line  int
	texts []string // the value, or those of an array, as a user would type them
	array bool
}

// header reports whether it is the header of a table, without a value.
func (a assignment) header() bool { return a.texts == nil && !a.array }

// A syntaxError is what is wrong on a line of a TOML document.
type syntaxError struct {
	line int
	key  string // may be ""
	err  error
}

func (e *syntaxError) Error() string { return e.err.Error() }

// readTOML returns the assignments of a document in their order, and the headers of its
// tables as assignments without values. Its error is a *syntaxError.
//
// The library's decoder knows all rules and forgets the lines of what is right; its parser
// knows the lines and not all rules. So the one says whether to believe the other.
func readTOML(text []byte) ([]assignment, error) {
	if err := toml.Unmarshal(text, new(map[string]any)); err != nil {
		wrong := &syntaxError{1, "", errors.New(strings.TrimPrefix(err.Error(), "toml: "))}
		if at, ok := errors.AsType[*toml.DecodeError](err); ok {
			wrong.line, _ = at.Position()
		}
		return nil, wrong
	}
	r := tomlReader{}
	r.parser.Reset(text)
	var table []string
	for r.parser.NextExpression() {
		e := r.parser.Expression()
		if e.Kind == unstable.KeyValue {
			r.assign(table, e)
			continue
		}
		var line int
		table, line = r.key(e)
		if e.Kind == unstable.ArrayTable {
			r.fail(line, table, "a table stands in single brackets, and once")
		}
		r.all = append(r.all, assignment{path: table, line: line})
	}
	if r.err != nil {
		return nil, r.err
	}
	return r.all, nil
}

type tomlReader struct {
	parser unstable.Parser
	all    []assignment
	err    error // the first *syntaxError
}

func (r *tomlReader) fail(line int, path []string, text string) {
	if r.err == nil {
		r.err = &syntaxError{line, strings.Join(path, "."), errors.New(text)}
	}
}

// key returns the parts of a key and its line.
func (r *tomlReader) key(n *unstable.Node) (parts []string, line int) {
	for it := n.Key(); it.Next(); {
		if line == 0 {
			line = r.parser.Shape(it.Node().Raw).Start.Line
		}
		parts = append(parts, string(it.Node().Data))
	}
	return parts, line
}

// assign adds what an assignment within a table says; an inline table is many.
func (r *tomlReader) assign(table []string, n *unstable.Node) {
	key, line := r.key(n)
	a := assignment{path: slices.Concat(table, key), line: line}
	switch value := n.Value(); value.Kind {
	case unstable.InlineTable:
		for it := value.Children(); it.Next(); {
			r.assign(a.path, it.Node())
		}
		return
	case unstable.Array:
		a.array = true
		for it := value.Children(); it.Next(); {
			a.texts = append(a.texts, r.scalar(a, it.Node()))
		}
	default:
		a.texts = []string{r.scalar(a, value)}
	}
	r.all = append(r.all, a)
}

// scalar returns a value as a user would type it after a flag.
func (r *tomlReader) scalar(a assignment, n *unstable.Node) string {
	text := string(n.Data)
	switch n.Kind {
	case unstable.String, unstable.Bool:
		return text
	case unstable.Float:
		return strings.ReplaceAll(text, "_", "")
	case unstable.Integer:
		if i, err := strconv.ParseInt(text, 0, 64); err == nil {
			return strconv.FormatInt(i, 10)
		}
		return strings.ReplaceAll(text, "_", "") // leading zeros are refused before
	}
	r.fail(a.line, a.path, "expected a text, a number, true, false, or an array of them")
	return ""
}
