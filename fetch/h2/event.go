package h2

// An Event is what some of the input tells of a stream.
type Event struct {
	Kind   Kind
	Stream *Stream
	// Payload is a piece of the body where Kind is Data: a part of what was
	// fed, valid as long as that. It counts as unread until [Stream.Consumed].
	Payload []byte
}

// Kind says what an Event tells.
type Kind uint8

// The kinds. A stream has at most one Head, before its Data, and exactly one
// Closed, unless its user closes it before; nothing comes after that.
const (
	Nothing Kind = iota // all of the input is used up
	Head                // the head of the final response is there: [Stream.Response]
	Data                // a piece of the body
	Closed              // the exchange is over: [Stream.Err] tells how
)

func (k Kind) String() string {
	return [...]string{"nothing", "head", "data", "closed"}[k]
}
