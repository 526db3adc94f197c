package crawl

import (
	"encoding/binary"
	"fmt"
	"time"

	"clew/crawl/trap"
	"clew/crawl/weburl"
)

// A Segment is a run of waiting items that the frontier has handed out to be put
// away, in a file most likely.
type Segment struct {
	ID    uint64
	Items int
	Data  []byte // only Restore understands it
}

// segmentItems is how many items make a segment, at most.
const segmentItems = 256

// appendItem writes an item: strings and numbers, each string after its length.
func appendItem(dst []byte, it *Item) []byte {
	str := func(s string) {
		dst = binary.AppendUvarint(dst, uint64(len(s)))
		dst = append(dst, s...)
	}
	num := func(n int) { dst = binary.AppendVarint(dst, int64(n)) }
	str(it.Asked.String())
	if it.URL == it.Asked {
		str("")
	} else {
		str(it.URL.String())
	}
	str(it.Source.String())
	str(it.Tag)
	str(it.Attribute)
	num(int(it.Purpose))
	num(int(it.Ruling))
	num(it.Depth)
	num(int(it.Debt))
	num(it.Attempts)
	num(int(it.Waited))
	num(len(it.Hops))
	for _, hop := range it.Hops {
		str(hop.URL.String())
		num(hop.StatusCode)
	}
	return dst
}

// readItems reads n items.
func readItems(data []byte, n int) ([]*Item, error) {
	r := itemReader{data: data}
	items := make([]*Item, 0, n)
	for range n {
		it := r.item()
		if r.err != nil {
			return nil, r.err
		}
		items = append(items, it)
	}
	if len(r.data) > 0 {
		return nil, fmt.Errorf("%d bytes too many", len(r.data))
	}
	return items, nil
}

// itemReader reads what appendItem wrote; after an error it reads zeros.
type itemReader struct {
	data []byte
	err  error
}

func (r *itemReader) item() *Item {
	it := &Item{Asked: r.url(), URL: r.url(), Source: r.url(), Tag: r.str(), Attribute: r.str()}
	if it.URL.IsZero() {
		it.URL = it.Asked
	}
	it.Purpose, it.Ruling = Purpose(r.upTo(int(ForSitemap))), Ruling(r.upTo(int(Unreachable)))
	it.Depth, it.Debt = r.num(), trap.Debt(r.num())
	it.Attempts, it.Waited = r.num(), time.Duration(r.num())
	for n := r.num(); n > 0 && r.err == nil; n-- {
		it.Hops = append(it.Hops, Hop{r.url(), r.num()})
	}
	return it
}

func (r *itemReader) str() string {
	n, w := binary.Uvarint(r.data)
	if w <= 0 || n > uint64(len(r.data)-w) {
		r.fail()
		return ""
	}
	s := string(r.data[w : w+int(n)])
	r.data = r.data[w+int(n):]
	return s
}

func (r *itemReader) num() int {
	n, w := binary.Varint(r.data)
	if w <= 0 {
		r.fail()
		return 0
	}
	r.data = r.data[w:]
	return int(n)
}

// upTo reads one of a few.
func (r *itemReader) upTo(most int) int {
	n := r.num()
	if n < 0 || n > most {
		r.fail()
		return 0
	}
	return n
}

func (r *itemReader) url() weburl.URL {
	s := r.str()
	if s == "" || r.err != nil {
		return weburl.URL{}
	}
	u, err := weburl.Parse(s)
	if err != nil && r.err == nil {
		r.err = err
	}
	return u
}

func (r *itemReader) fail() {
	if r.err == nil {
		r.err = fmt.Errorf("cut short")
	}
	r.data = nil
}
