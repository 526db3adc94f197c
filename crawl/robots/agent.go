package robots

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// specificity says how well a group's name fits an agent, both in lower case:
// -1 not at all, 0 as "*", else the length of the name.
func specificity(name, agent string) int {
	if name == "*" {
		return 0
	}
	if name == "" || name == "mozilla" { // which nearly every agent says that it is
		return -1
	}
	if hasWord(agent, name) || hasWord(agent, strings.ReplaceAll(name, "*", "")) {
		return len(name)
	}
	// A name with a version or a comment: what counts is the product.
	if i := strings.IndexFunc(name, func(r rune) bool { return !isProduct(r) }); i > 0 && name[i] != '*' {
		return specificity(name[:i], agent)
	}
	return -1
}

// hasWord reports whether word stands in s, and not as a part of a longer one.
func hasWord(s, word string) bool {
	for from := 0; word != ""; {
		i := strings.Index(s[from:], word)
		if i < 0 {
			return false
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+len(word):])
		if (i == 0 || !isProduct(before)) && (i+len(word) == len(s) || !isProduct(after)) {
			return true
		}
		from = i + 1
	}
	return false
}

// isProduct reports whether r may be part of a product's name: more than RFC
// 9309 §2.2.1 allows, as agents are.
func isProduct(r rune) bool {
	return r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)
}
