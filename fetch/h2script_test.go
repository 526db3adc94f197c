package fetch_test

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"

	"clew/aio"
	"clew/fetch/fetchtest"
)

// h2Step is a step of a public HTTP/2 case, in the language that its file
// describes.
type h2Step struct {
	Expect         string
	As             string
	Send           *h2Frame
	SendRawHex     string `json:"send_raw_hex"`
	SendBody       *h2Body
	Repeat         int
	Steps          []h2Step
	EachRequest    []h2Step `json:"each_request"`
	EachConnection []h2Step `json:"each_connection"`
	SleepMS        int      `json:"sleep_ms"`
	WriteMode      string   `json:"write_mode"`
	SetReservedBit bool     `json:"set_reserved_bit"`
	Close          bool
	TCPReset       bool              `json:"tcp_reset"`
	AssertRequest  map[string]string `json:"assert_request"`
	Harness        string
}

type h2Frame struct {
	Type       any // a name or a number
	Stream     any // a number, or "$s1"
	Flags      []string
	Headers    [][2]string
	Data       string
	DataLen    int `json:"data_len"`
	Raw        string
	RawHex     string `json:"raw_hex"`
	Pad        *int
	Priority   *struct{ Dep, Weight uint32 }
	Dep        uint32
	Weight     uint32
	Settings   map[string]uint32
	LastStream any `json:"last_stream"`
	Code       string
	DebugLen   int `json:"debug_len"`
	Increment  uint32
	Promised   uint32
}

type h2Body struct {
	Stream any
	Size   int
}

// h2Writer sends what a script says. Its variables are those of a connection.
type h2Writer struct {
	t        *testing.T
	vars     map[string]uint32
	byByte   bool
	reserved bool
}

// script makes the steps of a server. What follows a request that is named $s1
// is about it.
func (w *h2Writer) script(steps []h2Step) (script fetchtest.Script) {
	for _, s := range steps {
		script = append(script, w.step(s))
	}
	return script
}

func (w *h2Writer) step(s h2Step) fetchtest.Step {
	switch {
	case s.Expect == "PREFACE":
		return fetchtest.Preface()
	case s.Expect == "REQUEST":
		return w.request(s.As)
	case s.Send != nil:
		return w.send(func() []byte { return w.frame(s.Send) })
	case s.SendRawHex != "":
		return w.send(func() []byte { return unhex(w.t, s.SendRawHex) })
	case s.SendBody != nil:
		full := h2Step{Repeat: s.SendBody.Size / 16384, Steps: []h2Step{{Send: &h2Frame{Type: "DATA", Stream: s.SendBody.Stream, DataLen: 16384}}}}
		return w.step(full)
	case s.Repeat > 0:
		return repeated(s.Repeat, w.script(s.Steps))
	case s.EachRequest != nil:
		return fetchtest.Repeat(append(fetchtest.Script{w.answerable()}, w.script(s.EachRequest)...)...)
	case s.SleepMS > 0:
		return fetchtest.Wait(time.Duration(s.SleepMS) * time.Millisecond)
	case s.Close:
		return fetchtest.Close()
	case s.TCPReset:
		return fetchtest.Reset()
	}
	return func(*aio.Context, *fetchtest.Peer) error {
		w.byByte = w.byByte || s.WriteMode == "byte_at_a_time"
		w.reserved = w.reserved || s.SetReservedBit
		return nil
	}
}

// request waits for a request and names it.
func (w *h2Writer) request(name string) fetchtest.Step {
	return func(ctx *aio.Context, p *fetchtest.Peer) error {
		if err := fetchtest.Stream()(ctx, p); err != nil {
			return err
		}
		w.vars["$"+name] = p.Last().Stream
		return nil
	}
}

// answerable waits for a request unless the script has one already.
func (w *h2Writer) answerable() fetchtest.Step {
	return func(ctx *aio.Context, p *fetchtest.Peer) error {
		if _, first := w.vars["$s1"]; first && p.Last() != nil && w.vars["$done"] != p.Last().Stream {
			w.vars["$done"] = p.Last().Stream
			return nil
		}
		if err := w.request("s1")(ctx, p); err != nil {
			return err
		}
		w.vars["$done"] = p.Last().Stream
		return nil
	}
}

func repeated(n int, script fetchtest.Script) fetchtest.Step {
	return func(ctx *aio.Context, p *fetchtest.Peer) error {
		for range n {
			for _, step := range script {
				if err := step(ctx, p); err != nil || p.Closed() {
					return err
				}
			}
		}
		return nil
	}
}

func (w *h2Writer) send(text func() []byte) fetchtest.Step {
	return func(ctx *aio.Context, p *fetchtest.Peer) error {
		b := text()
		if w.byByte {
			return fetchtest.Send(fetchtest.Each(string(b))...)(ctx, p)
		}
		_, err := p.Write(ctx, b)
		return err
	}
}

var flagBits = map[string]http2.Flags{"ACK": 1, "END_STREAM": 1, "END_HEADERS": 4, "PADDED": 8, "PRIORITY": 0x20}

var frameTypes = map[string]http2.FrameType{"DATA": 0, "HEADERS": 1, "PRIORITY": 2, "RST_STREAM": 3, "SETTINGS": 4,
	"PUSH_PROMISE": 5, "PING": 6, "GOAWAY": 7, "WINDOW_UPDATE": 8, "CONTINUATION": 9}

var settingIDs = map[string]uint16{"HEADER_TABLE_SIZE": 1, "ENABLE_PUSH": 2, "MAX_CONCURRENT_STREAMS": 3,
	"INITIAL_WINDOW_SIZE": 4, "MAX_FRAME_SIZE": 5, "MAX_HEADER_LIST_SIZE": 6}

var errorCodes = map[string]uint32{"NO_ERROR": 0, "PROTOCOL_ERROR": 1, "INTERNAL_ERROR": 2, "FLOW_CONTROL_ERROR": 3, "SETTINGS_TIMEOUT": 4,
	"STREAM_CLOSED": 5, "FRAME_SIZE_ERROR": 6, "REFUSED_STREAM": 7, "CANCEL": 8, "COMPRESSION_ERROR": 9, "ENHANCE_YOUR_CALM": 11, "HTTP_1_1_REQUIRED": 13}

// frame returns a frame as it goes over the wire.
func (w *h2Writer) frame(f *h2Frame) []byte {
	kind, known := frameTypes[strings.ToUpper(word(f.Type))]
	if !known {
		kind = http2.FrameType(w.number(f.Type))
	}
	var flags http2.Flags
	for _, name := range f.Flags {
		flags |= flagBits[name]
	}
	payload := w.payload(f, kind)
	if f.Priority != nil {
		flags |= http2.FlagHeadersPriority
		payload = append(append(binary.BigEndian.AppendUint32(nil, f.Priority.Dep), byte(f.Priority.Weight)), payload...)
	}
	if f.Pad != nil {
		flags |= http2.FlagDataPadded
		payload = append(append([]byte{byte(*f.Pad)}, payload...), make([]byte, *f.Pad)...)
	}
	id := w.number(f.Stream)
	if w.reserved {
		id |= 1 << 31
	}
	var b bytes.Buffer
	framer := http2.NewFramer(&b, nil)
	framer.AllowIllegalWrites = true
	framer.WriteRawFrame(kind, flags, id, payload)
	return b.Bytes()
}

func (w *h2Writer) payload(f *h2Frame, kind http2.FrameType) (p []byte) {
	switch {
	case f.RawHex != "":
		return unhex(w.t, f.RawHex)
	case f.Raw != "":
		return []byte(f.Raw)
	}
	var fields []string
	for _, h := range f.Headers {
		fields = append(fields, h[0]+": "+h[1])
	}
	switch kind {
	case http2.FrameData:
		return append([]byte(f.Data), make([]byte, f.DataLen)...)
	case http2.FrameHeaders:
		return []byte(fetchtest.List(fields...))
	case http2.FramePushPromise:
		return append(binary.BigEndian.AppendUint32(nil, f.Promised), fetchtest.List(fields...)...)
	case http2.FramePriority:
		return append(binary.BigEndian.AppendUint32(nil, f.Dep), byte(f.Weight))
	case http2.FrameRSTStream:
		return binary.BigEndian.AppendUint32(nil, errorCodes[f.Code])
	case http2.FrameSettings:
		for name, v := range f.Settings {
			p = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint16(p, settingIDs[name]), v)
		}
	case http2.FrameGoAway:
		p = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w.number(f.LastStream)), errorCodes[f.Code])
		return append(p, make([]byte, f.DebugLen)...)
	case http2.FrameWindowUpdate:
		return binary.BigEndian.AppendUint32(nil, f.Increment)
	}
	return p
}

// word is a value of a script as text, and number as a number: of a stream that
// is named, its own.
func word(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.Itoa(int(v))
	}
	return "0"
}

func (w *h2Writer) number(v any) uint32 {
	s := word(v)
	if n, named := w.vars[s]; named {
		return n
	}
	n, _ := strconv.ParseUint(s, 10, 32)
	return uint32(n)
}

func unhex(t *testing.T, s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Error(err)
	}
	return b
}
