package record

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// row is a line of the table of fields: name, type, flag.
var row = regexp.MustCompile("(?m)^\\| `([a-z0-9_]+)` \\| ([a-z]+) \\| (`--[a-z]+`)? ?\\| ")

// TestDocumentation holds docs/records.md against the fields: their names and order,
// the types of their values, and which of them need a flag.
func TestDocumentation(t *testing.T) {
	text, err := os.ReadFile("../../docs/records.md")
	if err != nil {
		t.Fatal(err)
	}
	r := fullRecord()
	binary := *r
	binary.Body = []byte("\xff")
	var whole, other map[string]any
	json.Unmarshal([]byte(line(Selection{}, r)), &whole)
	json.Unmarshal([]byte(line(Selection{}, &binary)), &other)
	whole["body_base64"] = other["body_base64"]

	var names []string
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		name, kind, flag := m[1], m[2], m[3]
		names = append(names, name)
		if got := jsonType(whole[name]); kind != got && kind != "any" {
			t.Errorf("%s is a %s, and not a %s", name, got, kind)
		}
		if (flag != "") != slices.Contains(onRequest, name) {
			t.Errorf("%s: with %s", name, flag)
		}
	}
	if !slices.Equal(names, FieldNames()) {
		t.Errorf("documented %v\nwritten    %v", names, FieldNames())
	}
	for _, v := range variableNames() {
		if !strings.Contains(string(text), "`"+v+"`") && !strings.Contains(string(text), "`%{"+v+"}`") {
			t.Errorf("there is no word of %%{%s}", v)
		}
	}
}

func jsonType(v any) string {
	switch v.(type) {
	case string:
		return "string"
	case float64:
		return "number"
	case bool:
		return "boolean"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	}
	return "nothing"
}
