package record

import (
	"fmt"
	"strings"
)

// AppendText appends the record as one line for people: status or state, size,
// time, URL and what there is to say about it. Control characters are shown as
// '?': what a server sends must not reach a terminal as a command.
func AppendText(dst []byte, r *Record) []byte {
	dst = fmt.Appendf(dst, "%-4s %9s %8s  %s", r.mark(), r.size(), r.duration(), plain(r.URL))
	if r.FinalURL != "" && r.FinalURL != r.URL {
		dst = append(dst, " -> "...)
		dst = append(dst, plain(r.FinalURL)...)
	}
	if note := r.note(); note != "" {
		dst = append(dst, "  "...)
		dst = append(dst, plain(note)...)
	}
	return append(dst, '\n')
}

// AppendText appends the selected fields as one line, with tabs between them and
// "-" where there is no value; otherwise as [AppendText] does.
func (s Selection) AppendText(dst []byte, r *Record) []byte {
	list := s.list()
	for i := range list {
		if i > 0 {
			dst = append(dst, '\t')
		}
		value := list[i].plain(nil, r)
		if len(value) == 0 {
			value = []byte{'-'}
		}
		dst = append(dst, plain(string(value))...)
	}
	return append(dst, '\n')
}

func (r *Record) mark() string {
	switch r.State {
	case OK:
		return fmt.Sprint(r.StatusCode)
	case Skipped:
		return "skip"
	}
	return "FAIL"
}

func (r *Record) size() string {
	if !r.asked() || r.BodyBytes < 0 {
		return "-"
	}
	return Size(r.BodyBytes)
}

func (r *Record) duration() string {
	if r.Timestamp.IsZero() {
		return "-"
	}
	return Duration(r.Times.Total)
}

func (r *Record) note() string {
	switch r.State {
	case Failed:
		return r.Error
	case Skipped:
		return r.SkipReason
	}
	return r.Title
}

// Size is a number of bytes for people: 512B, 1.5K, 20M.
func Size(n int64) string {
	if n < 1<<10 {
		return fmt.Sprintf("%dB", n)
	}
	f, unit := float64(n), 0
	for f >= 1000 && unit < 4 {
		f /= 1 << 10
		unit++
	}
	if f < 9.95 {
		return fmt.Sprintf("%.1f%c", f, " KMGT"[unit])
	}
	return fmt.Sprintf("%.0f%c", f, " KMGT"[unit])
}

// plain shows control characters as '?'.
func plain(s string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c >= 0x7f && c < 0xa0 || c == '\u2028' || c == '\u2029' {
			return '?'
		}
		return c
	}, strings.ToValidUTF8(s, "?"))
}
