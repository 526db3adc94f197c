package fetchtest

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"clew/aio"
)

// A Message is a request as the server read it.
type Message struct {
	Conn   int    // the number of its connection, from 0
	Stream uint32 // with HTTP/2
	Line   string // "GET / HTTP/1.1"
	Head   string // all of the head, as it was sent; with HTTP/2 "name: value" lines
	Body   string
}

func (m *Message) String() string { return fmt.Sprintf("%d %s", m.Conn, m.Line) }

// Field returns the value of a header field, "" where there is none. The name
// is compared as it stands: a client writes what it was told.
func (m *Message) Field(name string) string {
	for line := range strings.SplitSeq(m.Head, "\r\n") {
		if value, ok := strings.CutPrefix(line, name+": "); ok {
			return value
		}
	}
	return ""
}

// Request reads a request, to the end of the body that its Content-Length
// announces.
func Request() Step {
	return func(ctx *aio.Context, p *Peer) error {
		end := 0
		for {
			if end = bytes.Index(p.in, []byte("\r\n\r\n")); end >= 0 {
				break
			}
			if err := p.more(ctx); err != nil {
				return err
			}
		}
		m := &Message{Conn: p.number, Head: string(p.in[:end+4])}
		m.Line, _, _ = strings.Cut(m.Head, "\r\n")
		p.in = p.in[end+4:]
		size, _ := strconv.Atoi(m.Field("Content-Length"))
		for len(p.in) < size {
			if err := p.more(ctx); err != nil {
				return err
			}
		}
		m.Body, p.in = string(p.in[:size]), p.in[size:]
		p.last = m
		p.server.Requests = append(p.server.Requests, m)
		return nil
	}
}
