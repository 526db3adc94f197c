package fetchtest

import (
	"bytes"
	"fmt"
	"slices"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"clew/aio"
)

// http2Peer is the server's side of a connection that speaks HTTP/2.
type http2Peer struct {
	in      *http2.Framer
	frame   bytes.Buffer // what in reads
	out     *http2.Framer
	written bytes.Buffer // by out
	decoder *hpack.Decoder

	open    map[uint32]*Message // requests that have not come whole
	whole   []*Message          // that no Stream step has taken
	windows map[uint32]int      // what the client lets come; of the connection by 0
	initial int                 // window of a new stream
}

// readFrame takes a frame.
func (p *Peer) readFrame(ctx *aio.Context) error {
	for len(p.in) < frameSize(p.in) {
		if err := p.more(ctx); err != nil {
			return err
		}
	}
	size := frameSize(p.in)
	h := p.http2
	h.frame.Write(p.in[:size])
	p.in = p.in[size:]
	frame, err := h.in.ReadFrame()
	if err != nil {
		return fmt.Errorf("the client sent: %w", err)
	}
	p.server.Frames = append(p.server.Frames, fmt.Sprintf("%d %s", p.number, describe(frame)))
	if err := p.take(frame); err != nil || h.written.Len() == 0 {
		return err
	}
	return p.flush(ctx)
}

// frameSize is how many bytes a frame has that begins with b, as far as b tells.
func frameSize(b []byte) int {
	if len(b) < 9 {
		return 9
	}
	return 9 + int(b[0])<<16 + int(b[1])<<8 + int(b[2])
}

// take does what a frame asks for.
func (p *Peer) take(frame http2.Frame) error {
	h := p.http2
	id := frame.Header().StreamID
	switch f := frame.(type) {
	case *http2.SettingsFrame:
		if v, ok := f.Value(http2.SettingInitialWindowSize); ok {
			h.initial = int(v)
		}
		if !f.IsAck() {
			h.out.WriteSettingsAck()
		}
	case *http2.PingFrame:
		if !f.IsAck() {
			h.out.WritePing(true, f.Data)
		}
	case *http2.WindowUpdateFrame:
		if _, open := h.windows[id]; open {
			h.windows[id] += int(f.Increment)
		}
	case *http2.RSTStreamFrame:
		delete(h.windows, id)
		delete(h.open, id)
		h.whole = slices.DeleteFunc(h.whole, func(m *Message) bool { return m.Stream == id })
	case *http2.HeadersFrame:
		fields, err := h.decoder.DecodeFull(f.HeaderBlockFragment())
		if err != nil {
			return err
		}
		h.open[id], h.windows[id] = p.message(id, fields), h.initial
		p.server.AtOnce = max(p.server.AtOnce, len(h.windows)-1)
		p.endIf(f.StreamEnded(), id)
	case *http2.DataFrame:
		if m := h.open[id]; m != nil {
			m.Body += string(f.Data())
			p.endIf(f.StreamEnded(), id)
		}
	}
	return nil
}

func (p *Peer) message(id uint32, fields []hpack.HeaderField) *Message {
	m := &Message{Conn: p.number, Stream: id}
	pseudo := map[string]string{}
	for _, f := range fields {
		if f.IsPseudo() {
			pseudo[f.Name] = f.Value
		}
		m.Head += f.Name + ": " + f.Value + "\r\n"
	}
	m.Line = pseudo[":method"] + " " + pseudo[":path"] + " HTTP/2"
	return m
}

// endIf is the end of a request.
func (p *Peer) endIf(end bool, id uint32) {
	if end {
		m := p.http2.open[id]
		delete(p.http2.open, id)
		p.http2.whole = append(p.http2.whole, m)
		p.server.Requests = append(p.server.Requests, m)
	}
}

func describe(frame http2.Frame) string {
	id := frame.Header().StreamID
	switch f := frame.(type) {
	case *http2.RSTStreamFrame:
		return fmt.Sprintf("RST_STREAM %d %v", id, f.ErrCode)
	case *http2.GoAwayFrame:
		return fmt.Sprintf("GOAWAY %v", f.ErrCode)
	case *http2.PingFrame:
		if f.IsAck() {
			return "PING ack"
		}
	case *http2.SettingsFrame:
		if f.IsAck() {
			return "SETTINGS ack"
		}
	}
	return fmt.Sprintf("%v %d", frame.Header().Type, id)
}
