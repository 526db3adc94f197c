// Package filter decides by an expression which records are written.
//
// The language is that of github.com/expr-lang/expr over the fields of a record by
// their names: status_code >= 400 && url contains "/docs/". Texts, numbers and
// lists are what they are in JSON; what a record does not have is "", 0, false or an
// empty list, so that a comparison never fails for want of a value. headers maps
// lower-case names to lists, redirects and links are lists with the members that they
// have in JSON.
package filter

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/types"
	"github.com/expr-lang/expr/vm"

	"clew/pipeline/record"
)

// A Filter is an expression over records. It may be used by several goroutines.
type Filter struct {
	program *vm.Program
	needs   []string         // the fields that it mentions,
	fields  record.Selection // and what it sees
}

// An Error says what is wrong with an expression, and where.
type Error struct {
	Line, Column int // from 1
	Message      string
}

func (e *Error) Error() string {
	if e.Line > 1 {
		return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
	}
	return fmt.Sprintf("column %d: %s", e.Column, e.Message)
}

var unknownName = regexp.MustCompile(`^unknown name (\w+)$`)

// Unknown returns the name that no field has, "" where that is not what is wrong,
// and the names of all fields.
func (e *Error) Unknown() (name string, known []string) {
	if m := unknownName.FindStringSubmatch(e.Message); m != nil {
		name = m[1]
	}
	return name, record.FieldNames()
}

// Compile reads an expression that says yes or no. Its error is an [*Error].
func Compile(text string) (*Filter, error) {
	fields := types.Map{}
	for name, zero := range (record.Selection{}).Values(new(record.Record)) {
		if fields[name] = types.Any; zero != nil {
			fields[name] = types.TypeOf(zero)
		}
	}
	seen := mentions{}
	program, err := expr.Compile(text, expr.Env(fields), expr.AsBool(), expr.Patch(seen))
	if err != nil {
		return nil, located(err)
	}
	needs := seen.inOrder()
	return &Filter{program, needs, record.Select(needs)}, nil
}

// located makes an [*Error] of one that the library returned.
func located(err error) error {
	var wrong *file.Error
	if errors.As(err, &wrong) {
		return &Error{wrong.Line, wrong.Column + 1, wrong.Message}
	}
	return &Error{1, 1, err.Error()}
}

// Needs returns the names of the fields that the expression mentions.
func (f *Filter) Needs() []string { return f.needs }

// Matches evaluates the expression. It fails where that asks for what is not there,
// as the first of an empty list.
func (f *Filter) Matches(r *record.Record) (bool, error) {
	got, err := expr.Run(f.program, f.fields.Values(r))
	if err != nil {
		return false, located(err)
	}
	yes, _ := got.(bool)
	return yes, nil
}

// mentions collects the names of an expression.
type mentions map[string]bool

func (m mentions) Visit(node *ast.Node) {
	if name, ok := (*node).(*ast.IdentifierNode); ok {
		m[name.Value] = true
	}
}

// inOrder returns the fields among the names.
func (m mentions) inOrder() (names []string) {
	for _, name := range record.FieldNames() {
		if m[name] || m["$env"] {
			names = append(names, name)
		}
	}
	return names
}
