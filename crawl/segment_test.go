package crawl

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"
)

// keep takes what a frontier hands out, as a file would.
func (s *stand) keep(put map[uint64]Segment) (handed int) {
	for seg, ok := s.f.Overflow(); ok; seg, ok = s.f.Overflow() {
		put[seg.ID] = seg
		handed++
	}
	return handed
}

// bring gives back what the frontier wants.
func (s *stand) bring(put map[uint64]Segment) {
	s.t.Helper()
	for id, ok := s.f.Wanted(); ok; id, ok = s.f.Wanted() {
		seg, kept := put[id]
		if !kept {
			s.t.Fatalf("segment %d is wanted, and was not handed out", id)
		}
		delete(put, id)
		if err := s.f.Restore(id, seg.Data, s.now); err != nil {
			s.t.Fatal(err)
		}
	}
}

// TestOrderAcrossSegments: what comes back comes in the order in which it went
// in, whatever went in meanwhile.
func TestOrderAcrossSegments(t *testing.T) {
	for _, memory := range []int{1, 300, 600, 5000} {
		s := newStand(t, FrontierOptions{Memory: memory})
		put := map[uint64]Segment{}
		admitted, asked, most := 0, 0, 0
		for asked < 12_000 {
			for range 7 {
				if admitted < 12_000 {
					s.admit(fmt.Sprintf("http://h/%d", admitted))
					admitted++
				}
				s.keep(put)
			}
			most = max(most, s.f.queued)
			for range 3 {
				s.bring(put)
				if asked < admitted {
					s.done(s.next(fmt.Sprintf("http://h/%d", asked)), Outcome{})
					asked++
				}
			}
		}
		if len(put) > 0 {
			t.Errorf("memory %d: %d segments were not asked back", memory, len(put))
		}
		if bound := memory + 5*segmentItems; most > bound {
			t.Errorf("memory %d: up to %d items were held", memory, most)
		}
		s.wantIdle()
	}
}

// TestSegmentsOfManyHosts: each host's own order, and nobody waits for another's
// segment.
func TestSegmentsOfManyHosts(t *testing.T) {
	s := newStand(t, FrontierOptions{Memory: 1000})
	put := map[uint64]Segment{}
	for i := range 3000 {
		s.admit(fmt.Sprintf("http://a/%d", i), fmt.Sprintf("http://b/%d", i))
		s.keep(put)
	}
	if len(put) == 0 {
		t.Fatal("nothing was handed out")
	}
	var last = map[string]int{"a": -1, "b": -1}
	for s.f.Len() > 0 {
		it, _ := s.f.Next(s.now)
		if it == nil {
			s.bring(put)
			continue
		}
		var n int
		fmt.Sscanf(it.URL.Path(), "/%d", &n)
		if host := it.URL.Host(); n != last[host]+1 {
			t.Fatalf("%s came after %d", it.URL, last[host])
		}
		last[it.URL.Host()] = n
		s.done(it, Outcome{})
	}
	s.wantIdle()
}

// TestPayloadStaysInMemory, though there be too much of it; and it does not keep
// the frontier from other work.
func TestPayloadStaysInMemory(t *testing.T) {
	s := newStand(t, FrontierOptions{Memory: 10})
	for i := range 2000 {
		it := item(t, fmt.Sprintf("http://h/%d", i))
		it.Payload = i
		s.f.Admit(it, s.now)
		if _, ok := s.f.Overflow(); ok {
			t.Fatal("items with a payload were handed out")
		}
	}
	for i := range 2000 {
		if it := s.next(fmt.Sprintf("http://h/%d", i)); it.Payload != i {
			t.Fatalf("payload %v of item %d", it.Payload, i)
		}
	}
}

func TestRestoreWhatWasNotAskedFor(t *testing.T) {
	s := newStand(t, FrontierOptions{Memory: 1})
	put := map[uint64]Segment{}
	for i := range 3000 {
		s.admit(fmt.Sprintf("http://h/%d", i))
		s.keep(put)
	}
	if err := s.f.Restore(999, nil, s.now); err == nil {
		t.Error("a segment that never was is taken")
	}
	if err := s.f.Restore(2, put[2].Data, s.now); err == nil {
		t.Error("a segment out of order is taken")
	}
	if err := s.f.Restore(1, put[1].Data[:50], s.now); err == nil {
		t.Error("a torn segment is taken")
	}
	if err := s.f.Restore(1, put[1].Data, s.now); err != nil {
		t.Error(err)
	}
}

// fullItem has everything that an item can have.
func fullItem(t testing.TB) *Item {
	return &Item{
		Asked: mustParse(t, "http://h/asked?q"), URL: mustParse(t, "http://other:81/now"),
		Depth: 7, Source: mustParse(t, "http://h/source"), Tag: "a", Attribute: "href", Debt: 65, Purpose: ForSitemap, Ruling: Disallowed,
		Hops:     []Hop{{mustParse(t, "http://h/asked?q"), 301}, {mustParse(t, "http://h/2"), 308}},
		Attempts: 3, Waited: time.Minute,
	}
}

func TestItemsComeBackAsTheyWere(t *testing.T) {
	items := []*Item{fullItem(t), {Asked: mustParse(t, "http://h/"), URL: mustParse(t, "http://h/")}, fullItem(t)}
	items[2].Waited, items[2].Depth, items[2].Hops = -1, -1, nil
	var data []byte
	for _, it := range items {
		data = appendItem(data, it)
	}
	got, err := readItems(data, len(items))
	if err != nil || !reflect.DeepEqual(got, items) {
		t.Errorf("got %+v, %v", got, err)
	}
	for n := range data {
		if _, err := readItems(data[:n], len(items)); err == nil {
			t.Fatalf("%d of %d bytes are taken for the whole", n, len(data))
		}
	}
	if _, err := readItems(append(slices.Clip(data), 0), len(items)); err == nil {
		t.Error("a byte too many is taken")
	}
}

// TestEveryFieldOfAnItemIsKept fails where a field is added that a segment
// forgets.
func TestEveryFieldOfAnItemIsKept(t *testing.T) {
	elsewhere := map[string]bool{"Payload": true, "Spent": true, "Phases": true, "since": true, "host": true}
	v := reflect.ValueOf(*fullItem(t))
	for i := range v.NumField() {
		if name := v.Type().Field(i).Name; v.Field(i).IsZero() != elsewhere[name] {
			t.Errorf("field %s: see appendItem, and add it to fullItem", name)
		}
	}
}

// FuzzSegment: whatever a file holds, reading ends, takes no more memory than
// the file explains, and what is taken is what would be written.
func FuzzSegment(f *testing.F) {
	f.Add(appendItem(nil, fullItem(f)), 1)
	f.Add(appendItem(appendItem(nil, fullItem(f)), &Item{Asked: mustParse(f, "http://h/")}), 2)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, 1)
	f.Fuzz(func(t *testing.T, data []byte, n int) {
		if n < 0 || n > segmentItems {
			return
		}
		items, err := readItems(data, n)
		if err != nil {
			return
		}
		var again []byte
		for _, it := range items {
			again = appendItem(again, it)
		}
		once, err := readItems(again, n)
		if err != nil || !reflect.DeepEqual(once, items) {
			t.Fatalf("%+v became %+v, %v", items, once, err)
		}
	})
}
