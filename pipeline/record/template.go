package record

import (
	"fmt"
	"regexp"
	"strings"
)

// A Template is a text with variables of a record in it, in the language of curl's
// --write-out: %{name}, %header{name}, %% for a %, and \n, \r and \t. Besides curl's
// variables, the fields of a record are variables. What follows %{stderr} is for
// standard error, until %{stdout}; what follows %{onerror} is only for records that
// failed.
type Template struct {
	pieces []piece
	needs  []string
}

// piece is a part of a template.
type piece struct {
	append  func(dst []byte, r *Record) []byte
	stderr  bool
	onError bool
}

// An UnknownVariable is the error of a template that names what there is not.
type UnknownVariable struct{ Name string }

func (e *UnknownVariable) Error() string { return "there is no variable %{" + e.Name + "}" }

// Unknown returns what was named, and what may be.
func (e *UnknownVariable) Unknown() (name string, known []string) { return e.Name, variableNames() }

// token is what is more than text in a template; the last form is one that does
// not end.
var token = regexp.MustCompile(`%%|\\[nrt]|%([a-z]*)\{([^}]*)\}|%[a-z]*\{`)

var escapes = map[string]string{"%%": "%", `\n`: "\n", `\r`: "\r", `\t`: "\t"}

// ParseTemplate reads a template. The error for a name that is none is an
// [*UnknownVariable].
func ParseTemplate(text string) (*Template, error) {
	t := new(Template)
	var now piece // what holds from here on
	add := func(fn func([]byte, *Record) []byte) {
		now.append = fn
		t.pieces = append(t.pieces, now)
	}
	end := 0
	for _, m := range token.FindAllStringSubmatchIndex(text, -1) {
		add(literal(text[end:m[0]]))
		end = m[1]
		found := text[m[0]:m[1]]
		if escaped, ok := escapes[found]; ok {
			add(literal(escaped))
			continue
		}
		if m[2] < 0 {
			return nil, fmt.Errorf("%s has no }", found)
		}
		switch function, name := text[m[2]:m[3]], text[m[4]:m[5]]; {
		case function == "header":
			t.needs = append(t.needs, "headers")
			add(headerField(name))
		case function != "":
			return nil, fmt.Errorf("there is no %%%s{}, only %%header{}", function)
		case name == "stderr", name == "stdout":
			now.stderr = name == "stderr"
		case name == "onerror":
			now.onError = true
		default:
			v := findVariable(name)
			if v == nil {
				return nil, &UnknownVariable{name}
			}
			t.needs = append(t.needs, strings.Fields(v.needs)...)
			add(v.plain)
		}
	}
	add(literal(text[end:]))
	return t, nil
}

// Needs returns the names of the fields whose values the template shows.
func (t *Template) Needs() []string { return t.needs }

// Append appends what the template makes of a record, for standard output and for
// standard error.
func (t *Template) Append(stdout, stderr []byte, r *Record) (out, err []byte) {
	for _, p := range t.pieces {
		switch {
		case p.onError && r.State != Failed:
			return stdout, stderr
		case p.stderr:
			stderr = p.append(stderr, r)
		default:
			stdout = p.append(stdout, r)
		}
	}
	return stdout, stderr
}

func literal(text string) func([]byte, *Record) []byte {
	return func(dst []byte, _ *Record) []byte { return append(dst, text...) }
}

// headerField is the value of the first field of that name.
func headerField(name string) func([]byte, *Record) []byte {
	return func(dst []byte, r *Record) []byte {
		return append(dst, strings.ToValidUTF8(r.Header.Get(name), "\ufffd")...)
	}
}

func findVariable(name string) *variable {
	for i := range variables {
		if variables[i].name == name {
			return &variables[i]
		}
	}
	return nil
}
