package h2

import (
	"errors"
	"fmt"

	"clew/fetch/h1"
)

// decoder decodes header blocks (RFC 7541). The library has one too, which is
// the referee of this one in the tests; but it makes a new string of every value
// that a server does not take from a table, and many servers take none: that was
// two thirds of all allocations of a request, and a sixth of its time.
type decoder struct {
	table table
	texts *Texts
	emit  func(h1.Field)
	muted bool // nothing is emitted; the table is kept all the same
}

var (
	errCut      = errors.New("it ends within a field")
	errNumber   = errors.New("a number is too large")
	errTooSmall = errors.New("its table may not become as large")
	errNotFirst = errors.New("the size of the table changes behind a field")
)

// decode decodes a block. After an error the table is out of step for good.
func (d *decoder) decode(p []byte) (err error) {
	for first := true; len(p) > 0 && err == nil; {
		switch b := p[0]; {
		case b >= 0x80: // §6.1
			first = false
			p, err = d.indexed(p)
		case b >= 0x40: // §6.2.1
			first = false
			p, err = d.literal(p, 6, true)
		case b < 0x20: // §6.2.2, §6.2.3
			first = false
			p, err = d.literal(p, 4, false)
		case !first: // §4.2
			return errNotFirst
		default: // §6.3
			p, err = d.resize(p)
		}
	}
	return err
}

func (d *decoder) indexed(p []byte) ([]byte, error) {
	i, p, err := number(p, 7)
	if err != nil {
		return nil, err
	}
	f, err := d.field(i)
	if err == nil && !d.muted {
		d.emit(f)
	}
	return p, err
}

// literal decodes a field whose name's index has so many bits.
func (d *decoder) literal(p []byte, bits int, add bool) ([]byte, error) {
	i, p, err := number(p, bits)
	if err != nil {
		return nil, err
	}
	var f h1.Field
	if i > 0 {
		f, err = d.field(i)
	} else {
		f.Name, p, err = d.text(p, add)
	}
	if err != nil {
		return nil, err
	}
	if f.Value, p, err = d.text(p, add); err != nil {
		return nil, err
	}
	if add {
		d.table.add(f)
	}
	if !d.muted {
		d.emit(f)
	}
	return p, nil
}

func (d *decoder) field(i int) (h1.Field, error) {
	f, ok := d.table.at(i)
	if !ok {
		return f, fmt.Errorf("there is no field %d", i)
	}
	return f, nil
}

// resize is the server's choice of a size for its table.
func (d *decoder) resize(p []byte) ([]byte, error) {
	size, p, err := number(p, 5)
	switch {
	case err != nil:
		return nil, err
	case size > tableSize:
		return nil, errTooSmall
	}
	d.table.max = size
	d.table.shrink(size)
	return p, nil
}

// text decodes a string (§5.2). One that is neither emitted nor kept is checked
// for its length alone.
func (d *decoder) text(p []byte, kept bool) (string, []byte, error) {
	if len(p) == 0 {
		return "", nil, errCut
	}
	huffman := p[0] >= 0x80
	size, p, err := number(p, 7)
	switch {
	case err != nil:
		return "", nil, err
	case size > len(p):
		return "", nil, errCut
	case d.muted && !kept:
		return "", p[size:], nil
	}
	text, err := d.texts.decode(p[:size], huffman)
	return text, p[size:], err
}

// number decodes an integer that begins with so many bits of p[0] (§5.1).
func number(p []byte, bits int) (n int, rest []byte, err error) {
	prefix := 1<<bits - 1
	n = int(p[0]) & prefix
	if n < prefix {
		return n, p[1:], nil
	}
	for i, shift := 1, 0; i < len(p); i, shift = i+1, shift+7 {
		if shift > 21 { // far beyond every limit, and within an int
			return 0, nil, errNumber
		}
		n += int(p[i]&0x7f) << shift
		if p[i] < 0x80 {
			return n, p[i+1:], nil
		}
	}
	return 0, nil, errCut
}
