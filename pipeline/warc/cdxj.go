package warc

import (
	"bytes"
	"encoding/json"
	"strconv"
)

// entry is what an index says of a capture, all of it in strings, in the order in
// which other tools write it.
type entry struct {
	URL      string `json:"url"`
	MIME     string `json:"mime,omitempty"`
	Status   string `json:"status,omitempty"`
	Digest   string `json:"digest,omitempty"`
	Length   string `json:"length"`
	Offset   string `json:"offset"`
	Filename string `json:"filename"`
}

// Indexed reports whether the capture belongs in an index. It lists what a GET
// would get: a replay would show the bare head that HEAD brought, or the answer
// to a form, in place of the page.
func (c *Capture) Indexed() bool { return c.Method == "" || c.Method == "GET" }

// AppendCDXJ appends the capture's line of a CDXJ index: key, time, JSON.
//
// https://specs.webrecorder.net/cdxj/0.1.0/
func (c *Capture) AppendCDXJ(dst []byte) []byte {
	e := entry{
		URL: string(appendURI(nil, c.URL)), MIME: c.MIME, Digest: c.Digest, Filename: c.File,
		Length: strconv.FormatInt(c.Length, 10), Offset: strconv.FormatInt(c.Offset, 10),
	}
	if c.Status != 0 {
		e.Status = strconv.Itoa(c.Status)
	}
	if c.Revisit {
		e.MIME = "warc/revisit"
	}
	dst = append(append(dst, surt(e.URL)...), ' ')
	dst = append(c.Date.UTC().AppendFormat(dst, "20060102150405"), ' ')
	out := bytes.NewBuffer(dst)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.Encode(&e) // of strings to memory; it ends the line
	return out.Bytes()
}
