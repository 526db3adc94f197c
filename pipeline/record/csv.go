package record

import (
	"bytes"
	"slices"
	"strings"
)

// AppendCSVHeader appends the line with the names of the selected fields.
func (s Selection) AppendCSVHeader(dst []byte) []byte {
	return append(append(dst, strings.Join(s.Names(), ",")...), "\r\n"...)
}

// AppendCSV appends the record as a line of CSV (RFC 4180) with a column for each
// selected field: text as it is, lists and objects as JSON, nothing where there is
// no value. No value is changed for the sake of programs that take =1+1 in a cell
// for a formula: who reads the file gets what the page said.
func (s Selection) AppendCSV(dst []byte, r *Record) []byte {
	list := s.list()
	for i := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		begin := len(dst)
		dst = quoteCSV(list[i].plain(dst, r), begin)
		if len(list) == 1 && len(dst) == begin { // or the line would be empty, which is no record
			dst = append(dst, `""`...)
		}
	}
	return append(dst, '\r', '\n')
}

// quoteCSV puts the value that begins there in quotes where it must be.
func quoteCSV(dst []byte, begin int) []byte {
	value := dst[begin:]
	if !bytes.ContainsAny(value, "\",\r\n") && len(bytes.TrimSpace(value)) == len(value) {
		return dst
	}
	value = bytes.ReplaceAll(value, []byte(`"`), []byte(`""`)) // a copy
	return append(append(append(slices.Grow(dst[:begin], len(value)+2), '"'), value...), '"')
}
