package graph

import (
	"strconv"
	"strings"
)

var dot = Form{
	begin: "digraph crawl {\nnode [shape=box]\n",
	end:   "}\n",
	node: func(dst []byte, n node) []byte {
		dst = append(appendDOT(dst, n.url), " [state="...)
		dst = appendDOT(dst, n.state)
		if n.status > 0 {
			dst = strconv.AppendInt(append(dst, ",status="...), int64(n.status), 10)
		}
		if n.kind != "" {
			dst = appendDOT(append(dst, ",kind="...), n.kind)
		}
		return append(dst, "]\n"...)
	},
	edge: func(dst []byte, e edge) []byte {
		dst = append(appendDOT(dst, e.from), " -> "...)
		dst = append(appendDOT(dst, e.to), " [tag="...)
		return append(appendDOT(dst, e.tag), "]\n"...)
	},
}

// inDOT escapes what a quoted string gives a meaning. A backslash is doubled, or
// it would make an escape of what follows it where the string is a label.
var inDOT = strings.NewReplacer(`"`, `\"`, `\`, `\\`, "\n", " ", "\r", " ", "\x00", "")

func appendDOT(dst []byte, s string) []byte {
	return append(append(append(dst, '"'), inDOT.Replace(strings.ToValidUTF8(s, "?"))...), '"')
}
