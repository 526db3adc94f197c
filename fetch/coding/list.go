package coding

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"clew/fetch/h1"
)

// Accept is the Accept-Encoding of a client that decodes with this package.
const Accept = "gzip, deflate, br, zstd"

// maxCodings bounds how often one body is coded, as curl does: each coding costs
// a decoder, and nobody means more than two.
const maxCodings = 5

// Of returns what the Content-Encoding fields of a response say, as one list
// (RFC 9110 §5.3): of codings on two lines none is overlooked.
func Of(header h1.Header) string {
	list, more := "", false
	for v := range header.Values("Content-Encoding") {
		if more {
			list += ", "
		}
		list, more = list+v, true
	}
	return list
}

// IsCoded reports whether a body with this list of codings needs decoding.
func IsCoded(list string) bool { return len(names(list)) > 0 }

// names returns the codings of a list in the order in which they were applied,
// without those that change nothing (RFC 9110 §5.6.1.2, §8.4.1).
func names(list string) (names []string) {
	for list != "" {
		var name string
		name, list, _ = strings.Cut(list, ",")
		switch name = strings.ToLower(strings.Trim(name, " \t")); name {
		case "", "identity":
		case "x-gzip":
			names = append(names, "gzip")
		default:
			names = append(names, name)
		}
	}
	return names
}

// check returns an error where there are too many codings or one is unknown.
func check(names []string) error {
	if len(names) > maxCodings {
		return &Error{names[0], fmt.Errorf("one of %d codings, of which at most %d are removed", len(names), maxCodings)}
	}
	i := slices.IndexFunc(names, func(name string) bool { return layers[name] == nil })
	if i >= 0 {
		return &Error{names[i], errUnknown}
	}
	return nil
}

var errUnknown = errors.New("unknown content coding")
