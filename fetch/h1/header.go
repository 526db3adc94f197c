package h1

import "iter"

// Field is one line of a header or trailer section. Its value has no white
// space around it and may hold any byte but CR, LF and NUL.
type Field struct{ Name, Value string }

// Header is a header or trailer section: its fields in wire order, with their
// names as they were sent. Names are compared without regard to ASCII case.
type Header []Field

// Get returns the value of the first field called name, or "".
func (h Header) Get(name string) string {
	for i := range h {
		if equalFold(h[i].Name, name) {
			return h[i].Value
		}
	}
	return ""
}

// Has reports whether there is a field called name.
func (h Header) Has(name string) bool {
	for i := range h {
		if equalFold(h[i].Name, name) {
			return true
		}
	}
	return false
}

// Values ranges over the values of all fields called name, in wire order. A value
// that is a list is not split.
func (h Header) Values(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range h {
			if equalFold(h[i].Name, name) && !yield(h[i].Value) {
				return
			}
		}
	}
}
