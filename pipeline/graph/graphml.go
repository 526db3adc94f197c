package graph

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"strconv"
)

var graphML = Form{
	begin: `<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="url" for="node" attr.name="url" attr.type="string"/>
<key id="state" for="node" attr.name="state" attr.type="string"/>
<key id="status" for="node" attr.name="status" attr.type="int"/>
<key id="kind" for="node" attr.name="kind" attr.type="string"/>
<key id="tag" for="edge" attr.name="tag" attr.type="string"/>
<graph id="crawl" edgedefault="directed" parse.order="free">
`,
	end: "</graph>\n</graphml>\n",
	node: func(dst []byte, n node) []byte {
		dst = appendName(append(dst, `<node id="`...), n.url)
		dst = appendData(append(dst, `">`...), "url", n.url)
		dst = appendData(dst, "state", n.state)
		if n.status > 0 {
			dst = appendData(dst, "status", strconv.Itoa(n.status))
		}
		if n.kind != "" {
			dst = appendData(dst, "kind", n.kind)
		}
		return append(dst, "</node>\n"...)
	},
	edge: func(dst []byte, e edge) []byte {
		dst = appendName(append(dst, `<edge source="`...), e.from)
		dst = appendName(append(dst, `" target="`...), e.to)
		dst = appendData(append(dst, `">`...), "tag", e.tag)
		return append(dst, "</edge>\n"...)
	},
}

// appendName appends what the node of a URL is called: 96 bits of its hash, which
// no two URLs of a crawl share.
func appendName(dst []byte, url string) []byte {
	sum := sha256.Sum256([]byte(url))
	return hex.AppendEncode(append(dst, 'n'), sum[:12])
}

func appendData(dst []byte, key, value string) []byte {
	dst = append(append(append(dst, `<data key="`...), key...), `">`...)
	var text bytes.Buffer
	xml.EscapeText(&text, []byte(value)) // what XML cannot hold becomes U+FFFD
	return append(append(dst, text.Bytes()...), "</data>"...)
}
