package fetchtest

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

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

// HTTP2 reads the client's preface and sends the server's SETTINGS.
func HTTP2(settings ...http2.Setting) Step {
	return func(ctx *aio.Context, p *Peer) error {
		if err := Preface()(ctx, p); err != nil {
			return err
		}
		p.http2.out.WriteSettings(settings...)
		return p.flush(ctx)
	}
}

// Preface reads the client's preface. The steps behind it that are for HTTP/2
// answer SETTINGS and PING by themselves.
func Preface() Step {
	return func(ctx *aio.Context, p *Peer) error {
		h := &http2Peer{decoder: hpack.NewDecoder(4096, nil), open: map[uint32]*Message{}, windows: map[uint32]int{0: 65535}, initial: 65535}
		h.in, h.out = http2.NewFramer(nil, &h.frame), http2.NewFramer(&h.written, nil)
		h.in.AllowIllegalReads, h.out.AllowIllegalWrites = true, true
		p.http2 = h
		for len(p.in) < len(http2.ClientPreface) {
			if err := p.more(ctx); err != nil {
				return err
			}
		}
		if !bytes.HasPrefix(p.in, []byte(http2.ClientPreface)) {
			return fmt.Errorf("no preface: %.30q", p.in)
		}
		p.in = p.in[len(http2.ClientPreface):]
		return nil
	}
}

func (p *Peer) flush(ctx *aio.Context) error {
	_, err := p.Write(ctx, p.http2.written.Bytes())
	p.http2.written.Reset()
	return err
}

// Stream reads frames until a request has come whole.
func Stream() Step {
	return func(ctx *aio.Context, p *Peer) error {
		for len(p.http2.whole) == 0 {
			if err := p.readFrame(ctx); err != nil {
				return err
			}
		}
		p.last, p.http2.whole = p.http2.whole[0], p.http2.whole[1:]
		return nil
	}
}

// Frames sends the frames that write makes; f.Stream is that of the last
// request.
func Frames(write func(f *Framer)) Step {
	return func(ctx *aio.Context, p *Peer) error {
		f := &Framer{Framer: p.http2.out}
		if p.last != nil {
			f.Stream = p.last.Stream
		}
		write(f)
		return p.flush(ctx)
	}
}

// Framer writes frames, also such as no server may send.
type Framer struct {
	*http2.Framer
	Stream uint32 // of the last request
}

// Head writes a HEADERS frame on f.Stream; fields are "name: value", a status
// stands alone.
func (f *Framer) Head(end bool, fields ...string) {
	f.WriteHeaders(http2.HeadersFrameParam{StreamID: f.Stream, BlockFragment: []byte(List(fields...)), EndHeaders: true, EndStream: end})
}

// List encodes header fields, without use of what was sent before.
func List(fields ...string) string {
	var b bytes.Buffer
	enc := hpack.NewEncoder(&b)
	for _, f := range fields {
		name, value, ok := strings.Cut(f, ": ")
		if !ok {
			name, value = ":status", f
		}
		enc.WriteField(hpack.HeaderField{Name: name, Value: value, Sensitive: true})
	}
	return b.String()
}

// Answer answers the last request, as the client's windows let it.
func Answer(status, body string, header ...string) Step {
	return func(ctx *aio.Context, p *Peer) error {
		id := p.last.Stream
		f := &Framer{p.http2.out, id}
		f.Head(body == "", append([]string{status}, header...)...)
		defer delete(p.http2.windows, id)
		for rest := body; rest != ""; {
			size := min(len(rest), 16384, p.http2.windows[0], p.http2.windows[id])
			if size <= 0 {
				if err := errors.Join(p.flush(ctx), p.readFrame(ctx)); err != nil {
					return err
				}
				if _, open := p.http2.windows[id]; !open { // the client has reset it
					return nil
				}
				continue
			}
			f.WriteData(id, size == len(rest), []byte(rest[:size]))
			rest = rest[size:]
			p.http2.windows[0] -= size
			p.http2.windows[id] -= size
		}
		return p.flush(ctx)
	}
}

// Later does a step about the last request after some time; the script goes on
// meanwhile. The step must not read.
func Later(d time.Duration, step Step) Step {
	return func(ctx *aio.Context, p *Peer) error {
		m := p.last
		aio.Go(ctx, func(ctx *aio.Context) (struct{}, error) {
			if aio.Sleep(ctx, d) == nil {
				p.last = m
				step(ctx, p) // that the client has left, the script will see
			}
			return struct{}{}, nil
		})
		return nil
	}
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
