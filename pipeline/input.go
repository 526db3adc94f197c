package pipeline

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"sort"
	"strings"

	"clew/aio"
	"clew/crawl"
	"clew/crawl/weburl"
	"clew/fetch"
	"clew/fetch/h1"
)

// An input is one line of a list, or one argument, as it was read.
type input struct {
	text   string // as it was given; of a JSON line its url
	line   int    // from 1 in its list, or among the arguments
	url    weburl.URL
	method string
	header h1.Header
	body   []byte
	meta   []byte

	item    crawl.Item    // of a fetch
	request fetch.Request // what is asked now; it changes with redirects
	err     error         // it does not parse
}

// maxInputText is how much of an input is kept to be shown where it is too long.
const maxInputText = 1000

// isInput reports whether a trimmed line is an input: blank lines and comments
// are none.
func isInput(line string) bool { return line != "" && line[0] != '#' }

// trimLine removes what surrounds the input of a line.
func trimLine(line string) string {
	return strings.TrimSpace(strings.TrimPrefix(line, "\ufeff"))
}

// parseInput reads a trimmed line: a URL, or a JSON object that has one.
func parseInput(text string, line int) *input {
	in := &input{text: text, line: line}
	switch {
	case len(text) > aio.MaxLine:
		in.text = strings.ToValidUTF8(trimLine(text)[:maxInputText], "")
		in.err = fmt.Errorf("line too long: over %d bytes", aio.MaxLine)
	case text[0] == '{':
		in.parseJSON([]byte(text))
	default:
		in.url, in.err = parseURL(text)
	}
	return in
}

// inputObject is a line in JSON.
type inputObject struct {
	URL     *string                    `json:"url"`
	Method  string                     `json:"method"`
	Headers map[string]json.RawMessage `json:"headers"`
	Body    *string                    `json:"body"`
	Meta    json.RawMessage            `json:"meta"`
}

func (in *input) parseJSON(text []byte) {
	var o inputObject
	if err := json.Unmarshal(text, &o); err != nil {
		in.err = fmt.Errorf("parse input: %w", err)
		return
	}
	in.meta = compact(o.Meta)
	if o.URL == nil {
		in.err = errors.New(`parse input: the object has no "url"`)
		return
	}
	in.text = *o.URL
	in.method = o.Method
	if o.Body != nil {
		in.body = []byte(*o.Body)
	}
	if in.header, in.err = headerOf(o.Headers, text); in.err == nil {
		in.url, in.err = parseURL(trimLine(*o.URL))
	}
}

// compact puts JSON on one line without changing its values; but bytes that are
// no UTF-8, which the decoder lets pass, become U+FFFD.
func compact(raw json.RawMessage) []byte {
	if raw == nil {
		return nil
	}
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return nil
	}
	return bytes.ToValidUTF8(b.Bytes(), []byte("\ufffd"))
}

// headerOf reads {"name":"v"} and {"name":["v",…]}, in the order of the line.
func headerOf(fields map[string]json.RawMessage, text []byte) (h h1.Header, err error) {
	for _, name := range keysInOrder(fields, text) {
		var one string
		var many []string
		raw := fields[name]
		if json.Unmarshal(raw, &one) == nil {
			many = []string{one}
		} else if json.Unmarshal(raw, &many) != nil {
			return nil, fmt.Errorf("parse input: header %q is neither a string nor a list of strings", name)
		}
		for _, v := range many {
			h = append(h, h1.Field{Name: name, Value: v})
		}
	}
	return h, nil
}

// keysInOrder returns the keys of a map in the order in which they stand in the
// text that it was read from.
func keysInOrder(fields map[string]json.RawMessage, text []byte) []string {
	keys := make([]string, 0, len(fields))
	for name := range fields {
		keys = append(keys, name)
	}
	at := func(name string) int {
		quoted, _ := json.Marshal(name)
		return bytes.Index(text, append(quoted, ':'))
	}
	sort.Slice(keys, func(i, j int) bool {
		a, b := keys[i], keys[j]
		if i, j := at(a), at(b); i != j {
			return i < j
		}
		return a < b
	})
	return keys
}

// parseURL reads a URL as users write it: without a scheme it gets https. What
// stands before "://" is a scheme, and a few names are schemes before ":".
func parseURL(text string) (weburl.URL, error) {
	if !hasScheme(text) {
		text = "https://" + text
	}
	u, err := weburl.Parse(text)
	if err == nil && u.IsHTTP() && u.Hostname() == "" {
		err = fmt.Errorf("parse url %q: no host", text)
	}
	return u, err
}

// hasScheme reports whether a text starts with a scheme.
func hasScheme(text string) bool {
	name, rest, ok := strings.Cut(text, ":")
	if !ok || !isScheme(name) {
		return false
	}
	if strings.HasPrefix(rest, "//") {
		return true
	}
	switch strings.ToLower(name) {
	case "mailto", "javascript", "data", "tel", "about", "blob":
		return true
	}
	return false
}

func isScheme(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i] | 0x20
		if c >= 'a' && c <= 'z' {
			continue
		}
		if i == 0 || !(s[i] >= '0' && s[i] <= '9' || s[i] == '+' || s[i] == '-' || s[i] == '.') {
			return false
		}
	}
	return s != ""
}
