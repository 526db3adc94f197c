package h2

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/net/http2/hpack"

	"clew/fetch/h1"
)

// FuzzDecoder holds the decoder against the library's, block after block on one
// table; blocks are told apart by a byte of their length. Where ours refuses
// more (numbers in more bytes than they need to have, a change of the table's
// size behind a field), theirs may go on; theirs refuses a second change of the
// size in front of all fields, which RFC 7541 §4.2 allows, unless the first one
// has emptied the table.
func FuzzDecoder(f *testing.F) {
	for _, blocks := range [][]string{
		{"\x88\x40\x0acustom-key\x0dcustom-header", "\xbe\xbe"},
		{"\x3f\xe1\x1f\x88", "\x20\x3f\xe1\x1f\x82", "\x88\x20"},
		{list("200", "a: b", "server: nginx/1.24.0"), list("404", "server: nginx/1.24.0")},
		{"\x0f\x0d\x83\x00\x00\x00", "\x10\x01a\x01b", "\xff\x80\x01"},
	} {
		in := ""
		for _, b := range blocks {
			in += string(rune(len(b))) + b
		}
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var ours, theirs []string
		d := decoder{table: table{max: tableSize}, texts: new(Texts), emit: func(f h1.Field) { ours = append(ours, f.Name+": "+f.Value) }}
		referee := hpack.NewDecoder(tableSize, func(f hpack.HeaderField) { theirs = append(theirs, f.Name+": "+f.Value) })
		for len(in) > 0 {
			size := min(int(in[0]), len(in)-1)
			block := in[1 : 1+size]
			in = in[1+size:]
			err := d.decode(block)
			_, err2 := referee.Write(block)
			if err2 == nil {
				err2 = referee.Close()
			}
			if err == errNotFirst || err == errNumber || err2 != nil && strings.Contains(err2.Error(), "MUST occur at the beginning") {
				return
			}
			if (err == nil) != (err2 == nil) || strings.Join(ours, "\n") != strings.Join(theirs, "\n") {
				t.Fatalf("%x: %q, %v\nwant %q, %v", block, ours, err, theirs, err2)
			}
			d.checkTable(t)
			if err != nil {
				return
			}
			ours, theirs = nil, nil
		}
	})
}

func (d *decoder) checkTable(t *testing.T) {
	size := 0
	for i := range d.table.n {
		f, ok := d.table.at(len(staticTable) + 1 + i)
		if size += fieldSize(f); !ok {
			t.Fatalf("no field %d of %d", i, d.table.n)
		}
	}
	if size != d.table.size || size > d.table.max || len(d.table.ring) > 2*tableSize/32 {
		t.Fatalf("%d bytes in the table, it says %d of %d; %d places", size, d.table.size, d.table.max, len(d.table.ring))
	}
}

// TestDecodesWhatTheLibraryEncodes, with tables of all sizes and values of all
// kinds.
func TestDecodesWhatTheLibraryEncodes(t *testing.T) {
	var texts Texts
	for range 20 {
		seed := newSeed()
		rnd := rand.New(rand.NewPCG(seed, 0))
		var got []string
		var block bytes.Buffer
		d := decoder{table: table{max: tableSize}, texts: &texts, emit: func(f h1.Field) { got = append(got, f.Name+": "+f.Value) }}
		enc := hpack.NewEncoder(&block)
		for range 200 {
			block.Reset()
			if got = nil; rnd.IntN(20) == 0 {
				enc.SetMaxDynamicTableSize(uint32(rnd.IntN(5000)))
			}
			var want []string
			for range rnd.IntN(10) {
				f := hpack.HeaderField{
					Name:  []string{"x", "server", "content-length", "set-cookie", fmt.Sprint("x-", rnd.IntN(100))}[rnd.IntN(5)],
					Value: randomText(rnd), Sensitive: rnd.IntN(4) == 0,
				}
				want = append(want, f.Name+": "+f.Value)
				enc.WriteField(f)
			}
			if err := d.decode(block.Bytes()); err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Fatalf("H2_SEED=%d: %q, %v\nwant %q", seed, got, err, want)
			}
			d.checkTable(t)
		}
	}
}

func randomText(rnd *rand.Rand) string {
	if rnd.IntN(3) == 0 {
		return []string{"", "nginx", "200", "text/html; charset=utf-8"}[rnd.IntN(4)]
	}
	p := make([]byte, rnd.IntN(1<<rnd.IntN(9)))
	for i := range p {
		p[i] = byte(rnd.IntN(256))
	}
	return string(p)
}

func TestHeaderBlocks(t *testing.T) {
	for _, f := range []fact{
		{"nothing", "", ""},
		{"index 0", "\x80", "there is no field 0"},
		{"beyond the static table", "\xbe", "there is no field 62"},
		{"name beyond it", "\x7f\x00\x01x", "there is no field 63"},
		{"cut in a number", "\xff", errCut.Error()},
		{"cut before a name", "\x40", errCut.Error()},
		{"cut in a name", "\x40\x05abc", errCut.Error()},
		{"cut before a value", "\x44", errCut.Error()},
		{"cut in a value", "\x44\x05abc", errCut.Error()},
		{"large number", "\xff\xff\xff\xff\xff\x01", errNumber.Error()},
		{"number in too many bytes", "\xff\x80\x80\x80\x80\x00", errNumber.Error()},
		{"table too large", "\x3f\xe2\x1f", errTooSmall.Error()},
		{"largest table", "\x3f\xe1\x1f", ""},
		{"size that changes twice", "\x3f\x01\x3f\xe1\x1f\x88", ""},
		{"size behind a field", "\x88\x20", errNotFirst.Error()},
		{"Huffman code that is none", "\x00\x01a\x84\xff\xff\xff\xff", "hpack: invalid Huffman-encoded data"},
	} {
		d := decoder{table: table{max: tableSize}, texts: new(Texts), emit: func(h1.Field) {}}
		got := ""
		if err := d.decode([]byte(f.in)); err != nil {
			got = err.Error()
		}
		equal(t, f.what, got, f.want)
	}
}

// TestTextsByTheirCoding: the same bytes are one string in Huffman's code, and
// another without.
func TestTextsByTheirCoding(t *testing.T) {
	var texts Texts
	for range 2 {
		for huffman, want := range map[bool]string{true: "a", false: "\x1f"} {
			got, err := texts.decode([]byte("\x1f"), huffman)
			equal(t, "text", got, want)
			equal(t, "error", err, nil)
		}
	}
}

// TestTextsAreOneString: what is said again costs nothing, also on another
// connection.
func TestTextsAreOneString(t *testing.T) {
	var texts Texts
	block := []byte(list("200", "server: nginx/1.24.0", "content-type: text/html", "x: "+strings.Repeat("y", 10)))
	a := decoder{table: table{max: tableSize}, texts: &texts, emit: func(h1.Field) {}}
	b := decoder{table: table{max: tableSize}, texts: &texts, emit: func(h1.Field) {}}
	a.decode(block)
	b.decode(block)
	b.decode(block)
	if got := testing.AllocsPerRun(100, func() { b.decode(block) }); got > 0 {
		t.Errorf("%v allocations", got)
	}
}
