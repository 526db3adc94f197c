package h1

import "strings"

// parseFields reads the field lines of text that begin at offset from. ends
// holds the offset of each line's LF, the last of them that of the empty line.
// All strings of the result are parts of text but for folded values.
func parseFields(text string, from int, ends []int32, where Where) (Header, error) {
	if len(ends) < 2 {
		return nil, nil
	}
	fields := ends[:len(ends)-1]
	header := make(Header, 0, len(fields))
	for i := 0; i < len(fields); i++ {
		line := cutLine(text, from, int(fields[i]))
		colon := nameLength(line)
		if colon == 0 || colon == len(line) || line[colon] != ':' {
			return nil, malformed(where, fieldFault(line, colon), line)
		}
		value := trimOWS(line[colon+1:])
		// The line after this one is at worst the empty line that ends all.
		if from = int(fields[i]) + 1; isOWS(text[from]) {
			folds := countFolds(text, fields[i:])
			value = unfold(value, text, fields[i:i+folds+1])
			i += folds
			from = int(fields[i]) + 1
		}
		header = append(header, Field{line[:colon], value})
	}
	return header, nil
}

// cutLine returns the line text[from:end] without its CR, if it has one.
func cutLine(text string, from, end int) string {
	if end > from && text[end-1] == '\r' {
		end--
	}
	return text[from:end]
}

// nameLength tells how many bytes at the start of a field line can be its name.
func nameLength(line string) int {
	for i := range len(line) {
		if !tchar[line[i]] {
			return i
		}
	}
	return len(line)
}

// fieldFault says what is wrong with a line whose name, of n bytes, is not one
// that is followed by a colon.
func fieldFault(line string, n int) string {
	switch rest := line[n:]; {
	case rest == "":
		return "no colon"
	case rest[0] == ':':
		return "empty name"
	case isOWS(rest[0]) && n == 0:
		// RFC 9112 §2.2: white space between the start line and the first
		// field: reject, or drop the line unread. Later ones are folds.
		return "white space before the first field"
	case strings.HasPrefix(strings.TrimLeft(rest, " \t"), ":"):
		return "white space before the colon" // RFC 9112 §5.1
	}
	return "name is no token" // RFC 9110 §5.1
}

// countFolds tells how many lines after the first of ends continue it.
func countFolds(text string, ends []int32) (n int) {
	for n+1 < len(ends) && isOWS(text[ends[n]+1]) {
		n++
	}
	return n
}

// unfold joins a value and the lines that continue it. ends begins with the LF
// of the value's own line.
//
// RFC 9112 §5.2: a user agent must replace each obs-fold, with the white space
// around it, by one or more SP before it interprets the value.
func unfold(value, text string, ends []int32) string {
	parts := make([]string, 0, len(ends))
	parts = append(parts, value)
	for i := 1; i < len(ends); i++ {
		line := trimOWS(cutLine(text, int(ends[i-1])+1, int(ends[i])))
		if line != "" {
			parts = append(parts, line)
		}
	}
	return trimOWS(strings.Join(parts, " "))
}

// checkBytes refuses what no line of a head or trailer may hold.
//
// RFC 9112 §2.2: an element with a bare CR is invalid (or the CR becomes SP,
// which two readers would do differently). RFC 9110 §5.5: a value with CR, LF or
// NUL is invalid and dangerous. The other control characters may be kept.
func checkBytes(text string, ends []int32, where Where) error {
	crs := 0
	for _, end := range ends {
		if end > 0 && text[end-1] == '\r' {
			crs++
		}
	}
	if crs == strings.Count(text, "\r") && strings.IndexByte(text, 0) < 0 {
		return nil
	}
	from := 0
	for _, end := range ends {
		line := cutLine(text, from, int(end))
		from = int(end) + 1
		if strings.IndexByte(line, 0) >= 0 {
			return malformed(where, "NUL in a line", line)
		}
		if strings.IndexByte(line, '\r') >= 0 {
			return malformed(where, "CR within a line", line)
		}
	}
	return nil
}
