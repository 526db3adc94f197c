package h1

// Limits bounds what a [Reader] takes in before it gives up with an error. The
// zero value holds the defaults; a negative number turns a limit off.
type Limits struct {
	// MaxHead is the most bytes of all heads of one response together, the
	// interim ones and skipped empty lines included, and once more the most
	// bytes of its trailer section. 0 = 256 KiB; it is never more than 1 GiB.
	MaxHead int
	// MaxFields is the most lines of one header or trailer section. 0 = 5,000.
	MaxFields int
	// MaxInterim is the most interim (1xx) responses before the final one. 0 = 32.
	MaxInterim int
}

// ceiling keeps every offset within a head inside 31 bits.
const ceiling = 1 << 30

func limit(n, byDefault int) int {
	switch {
	case n == 0:
		return byDefault
	case n < 0 || n > ceiling:
		return ceiling
	}
	return n
}

func (l Limits) maxHead() int    { return limit(l.MaxHead, 256<<10) }
func (l Limits) maxFields() int  { return limit(l.MaxFields, 5000) }
func (l Limits) maxInterim() int { return limit(l.MaxInterim, 32) }
