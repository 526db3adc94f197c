// Package graph writes the link graph of a crawl while it grows, in DOT
// (https://graphviz.org/doc/info/lang.html) or GraphML
// (http://graphml.graphdrawing.org/specification.html).
//
// Nothing is kept: each record is written as its node and its edges. That makes
// a graph all the same, because a crawl gives every URL one record, so that each
// end of an edge is declared once, somewhere in the file. A redirect that is
// followed has no record of its own; the record of who asked declares it. In
// GraphML nodes are called by a hash of their URL, as an XML name cannot hold
// one.
//
// What a run that was killed leaves behind lacks only the last line.
package graph
