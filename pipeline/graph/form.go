package graph

import (
	"path/filepath"
	"strings"

	"clew/pipeline/record"
)

// A Form is how a graph is written. It keeps nothing, so any number of graphs
// may be written in it.
type Form struct {
	begin, end string
	node       func(dst []byte, n node) []byte
	edge       func(dst []byte, e edge) []byte
}

// FormOf returns the form that a file's name tells: GraphML for .graphml, else
// DOT.
func FormOf(name string) Form {
	if strings.EqualFold(filepath.Ext(name), ".graphml") {
		return graphML
	}
	return dot
}

// Begin and End are what a file begins and ends with.
func (f Form) Begin() []byte { return []byte(f.begin) }
func (f Form) End() []byte   { return []byte(f.end) }

// Append appends the nodes and edges that a record tells of. A record without a
// URL tells of none.
func (f Form) Append(dst []byte, r *record.Record) []byte {
	if r.URL == "" {
		return dst
	}
	nodes(r, func(n node) { dst = f.node(dst, n) })
	edges(r, func(e edge) { dst = f.edge(dst, e) })
	return dst
}
