package h1

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// outcome is all that a Reader makes of an input.
type outcome struct {
	Head     Head
	HeadDone bool
	Body     string
	Done     bool
	Trailer  Header
	Reusable bool
	Used     int // bytes consumed
	Err      error
	body     []byte // what becomes Body
}

// feed gives input to a fresh reader in the pieces that cut asks for, then the
// end of the stream. Each piece is overwritten once it is used.
func feed(t testing.TB, r *Reader, input string, cut func(left int) int) (o outcome) {
	t.Helper()
	buf := make([]byte, len(input))
	for rest := input; rest != "" && o.Err == nil && !o.Done; {
		piece := buf[:copy(buf[:cut(len(rest))], rest)]
		n := o.feedPiece(t, r, piece)
		rest, o.Used = rest[n:], o.Used+n
		if o.Err == nil && !o.Done && n != len(piece) {
			t.Fatalf("%d of %d bytes consumed without being done", n, len(piece))
		}
		clear(piece)
		if o.Done && rest != "" {
			if _, n, _, err := r.Body([]byte(rest)); n != 0 || err != nil {
				t.Fatalf("Body after the end consumed %d bytes, error %v", n, err)
			}
		}
	}
	if o.Err == nil {
		o.Err = r.EOF()
	}
	if o.HeadDone {
		o.Head = *r.Response()
	}
	o.Body = string(o.body)
	o.Trailer, o.Reusable = r.Trailer(), r.Reusable()
	return o
}

func (o *outcome) feedPiece(t testing.TB, r *Reader, piece []byte) (used int) {
	if !o.HeadDone {
		used, o.HeadDone, o.Err = r.Head(piece)
	}
	for o.HeadDone && o.Err == nil && !o.Done {
		var payload []byte
		var n int
		payload, n, o.Done, o.Err = r.Body(piece[used:])
		if n < len(payload) || n > len(piece)-used {
			t.Fatalf("Body consumed %d of %d bytes for %d of payload", n, len(piece)-used, len(payload))
		}
		o.body = append(o.body, payload...)
		if used += n; n == 0 {
			break
		}
	}
	return used
}

func whole(left int) int   { return left }
func oneByte(left int) int { return 1 }

func inPieces(rnd *rand.Rand, size int) func(int) int {
	return func(left int) int { return min(left, 1+rnd.IntN(size)) }
}

// String renders an outcome in one line, for the tables.
func (o outcome) String() string {
	var p *ProtocolError
	var cut *TruncatedError
	switch {
	case errors.As(o.Err, &p):
		return fmt.Sprintf("%s: %s", p.Where, p.Detail)
	case errors.As(o.Err, &cut):
		return o.Err.Error()
	case o.Err != nil:
		return o.Err.Error()
	}
	s := fmt.Sprintf("%d %s %q", o.Head.StatusCode, o.Head.Framing, o.Body)
	if o.Reusable {
		s += " again"
	}
	return s
}

// same tells outcomes apart in all but ProtocolError.Seen, which holds no more
// than had arrived.
func same(a, b outcome) bool {
	return reflect.DeepEqual(a.Head, b.Head) && a.HeadDone == b.HeadDone && a.Body == b.Body && a.Done == b.Done &&
		slices.Equal(a.Trailer, b.Trailer) && a.Reusable == b.Reusable && a.Used == b.Used && a.String() == b.String()
}

// everyWay feeds input whole, byte by byte and in random pieces, and fails where
// they differ.
func everyWay(t testing.TB, method string, limits Limits, input string) outcome {
	t.Helper()
	var r Reader
	r.Reset(method, limits)
	want := feed(t, &r, input, whole)
	seed := uint64(time.Now().UnixNano())
	rnd := rand.New(rand.NewPCG(seed, 0))
	cuts := map[string]func(int) int{"byte by byte": oneByte, "pieces to 7": inPieces(rnd, 7), "pieces to 90": inPieces(rnd, 90)}
	for how, cut := range cuts {
		r.Reset(method, limits)
		if got := feed(t, &r, input, cut); !same(got, want) {
			t.Errorf("%s, seed %d: differs from whole\n in  %.300q\ngot  %+v\nwant %+v", how, seed, input, got, want)
		}
	}
	return want
}

// fact is one line of a table: an input and what comes of it.
type fact struct{ in, want string }

func checkFacts(t *testing.T, method string, facts []fact) {
	t.Helper()
	for _, f := range facts {
		if got := everyWay(t, method, Limits{}, f.in).String(); got != f.want {
			t.Errorf("%.200q\n got %s\nwant %s", f.in, got, f.want)
		}
	}
}

func repeat(s string, n int) string { return strings.Repeat(s, n) }
