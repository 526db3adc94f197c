package aio_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// names is what the package exports: its own names, and what its types have, as
// "Loop.Post" or "Runner.Clock". toShow are those that a program calls or sets.
type names struct{ own, members, toShow map[string]bool }

func exportedNames(t *testing.T) names {
	fset := token.NewFileSet()
	files := parseFiles(t, fset, func(file string) bool { return !strings.HasSuffix(file, "_test.go") })
	pkg, err := doc.NewFromFiles(fset, files, "clew/aio")
	if err != nil {
		t.Fatal(err)
	}
	n := names{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	n.addValues(pkg.Consts, pkg.Vars)
	n.addFuncs(pkg.Funcs)
	for _, typ := range pkg.Types {
		n.own[typ.Name] = true
		n.addValues(typ.Consts, typ.Vars)
		n.addFuncs(typ.Funcs)
		for _, m := range typ.Methods {
			n.members[typ.Name+"."+m.Name] = true
			n.toShow[typ.Name+"."+m.Name] = !slices.Contains(forOthers, m.Name)
		}
		n.addFields(typ)
	}
	return n
}

func (n names) addValues(sets ...[]*doc.Value) {
	for _, set := range sets {
		for _, v := range set {
			for _, name := range v.Names {
				if token.IsExported(name) {
					n.own[name] = true
				}
			}
		}
	}
}

func (n names) addFuncs(funcs []*doc.Func) {
	for _, f := range funcs {
		n.own[f.Name] = true
	}
}

// addFields adds the fields of a struct, and the methods of an interface.
func (n names) addFields(typ *doc.Type) {
	var fields *ast.FieldList
	switch def := typ.Decl.Specs[0].(*ast.TypeSpec).Type.(type) {
	case *ast.StructType:
		fields = def.Fields
	case *ast.InterfaceType:
		fields = def.Methods
	default:
		return
	}
	for _, field := range fields.List {
		for _, name := range field.Names {
			if name.IsExported() {
				n.members[typ.Name+"."+name.Name] = true
				n.toShow[typ.Name+"."+name.Name] = typ.Name == "Runner"
			}
		}
	}
}

// parseFiles parses the files of the package whose name is wanted.
func parseFiles(t *testing.T, fset *token.FileSet, wanted func(file string) bool) (files []*ast.File) {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if !wanted(path) {
			continue
		}
		f, err := parser.ParseFile(fset, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// inExamples is what the examples use: names of the package, by themselves or as
// what the example is of, and whatever is selected from anything.
func inExamples(t *testing.T) (own, members map[string]bool) {
	own, members = map[string]bool{}, map[string]bool{}
	for _, f := range parseFiles(t, token.NewFileSet(), func(file string) bool { return strings.HasPrefix(file, "example_") }) {
		ast.Inspect(f, func(node ast.Node) bool {
			switch node := node.(type) {
			case *ast.FuncDecl:
				if of, ok := strings.CutPrefix(node.Name.Name, "Example"); ok {
					of, _, _ = strings.Cut(of, "_")
					own[of] = true
				}
			case *ast.SelectorExpr:
				if x, ok := node.X.(*ast.Ident); ok && x.Name == "aio" {
					own[node.Sel.Name] = true
				} else {
					members[node.Sel.Name] = true
				}
			case *ast.KeyValueExpr:
				if key, ok := node.Key.(*ast.Ident); ok {
					members[key.Name] = true
				}
			}
			return true
		})
	}
	return own, members
}

// forOthers are methods that programs leave to fmt, errors and net.
var forOthers = []string{"Error", "Is", "Unwrap", "String", "Temporary"}

func TestEveryNameIsInAnExample(t *testing.T) {
	exported := exportedNames(t)
	own, members := inExamples(t)
	for _, name := range slices.Sorted(maps.Keys(exported.own)) {
		if !own[name] {
			t.Errorf("no example uses aio.%s", name)
		}
	}
	for _, member := range slices.Sorted(maps.Keys(exported.members)) {
		_, name, _ := strings.Cut(member, ".")
		if exported.toShow[member] && !members[name] {
			t.Errorf("no example uses %s", member)
		}
	}
}

func TestThePackageIsSmall(t *testing.T) {
	if n := len(exportedNames(t).own); n >= 100 {
		t.Errorf("the package exports %d names of its own, which is more than a reader keeps in mind", n)
	}
}

var (
	codeSpan = regexp.MustCompile("`[^`]+`")
	ourName  = regexp.MustCompile(`^[A-Z]\w*(\.[A-Z]\w*)?`)
	aioName  = regexp.MustCompile(`\baio\.([A-Z]\w*(\.[A-Z]\w*)?)`)
)

// docNames returns the names of the package in a text: what code says aio. of,
// and code in the second column of a table that begins with a capital.
func docNames(text string) (found []string) {
	for _, m := range aioName.FindAllStringSubmatch(text, -1) {
		found = append(found, m[1])
	}
	for line := range strings.Lines(text) {
		columns := strings.Split(line, "|")
		if len(columns) < 4 {
			continue
		}
		for _, span := range codeSpan.FindAllString(columns[2], -1) {
			if name := ourName.FindString(strings.Trim(span, "`*&")); name != "" {
				found = append(found, name)
			}
		}
	}
	return found
}

func TestFromAsyncioNamesWhatExists(t *testing.T) {
	text, err := os.ReadFile("../docs/from-asyncio.md")
	if err != nil {
		t.Fatal(err)
	}
	exported := exportedNames(t)
	found := docNames(string(text))
	for _, name := range found {
		if !exported.own[name] && !exported.members[name] {
			t.Errorf("docs/from-asyncio.md speaks of aio.%s, which there is not", name)
		}
	}
	if len(found) < 100 {
		t.Errorf("docs/from-asyncio.md speaks of %d names only: has its form changed?", len(found))
	}
}
