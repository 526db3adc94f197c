package fetchtest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"clew/aio"
)

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
