package record

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// form is how the value of a field leaves a record. append and plain write
// nothing where the record has none.
type form struct {
	append func(dst []byte, r *Record) []byte // a comma, the name and the JSON value
	plain  func(dst []byte, r *Record) []byte // text as it is, in UTF-8, all else as JSON
	value  func(r *Record) any                // for expressions
}

// key is what begins a field.
func key(name string) string { return `,"` + name + `":` }

// The makers of a field's form, by the kind of its value.

func text(name string, get func(*Record) string) form {
	key := key(name)
	return form{
		append: func(dst []byte, r *Record) []byte {
			if s := get(r); s != "" {
				return appendString(append(dst, key...), s)
			}
			return dst
		},
		plain: func(dst []byte, r *Record) []byte { return append(dst, strings.ToValidUTF8(get(r), "\ufffd")...) },
		value: func(r *Record) any { return get(r) },
	}
}

func number(name string, get func(*Record) (int64, bool)) form {
	key := key(name)
	write := func(dst []byte, r *Record) []byte {
		if n, ok := get(r); ok {
			return strconv.AppendInt(append(dst, key...), n, 10)
		}
		return dst
	}
	return nested(name, write, func(r *Record) any {
		n, ok := get(r)
		if !ok {
			return 0
		}
		return int(n)
	})
}

func truth(name string, get func(*Record) (bool, bool)) form {
	key := key(name)
	write := func(dst []byte, r *Record) []byte {
		if b, ok := get(r); ok {
			return strconv.AppendBool(append(dst, key...), b)
		}
		return dst
	}
	return nested(name, write, func(r *Record) any {
		b, ok := get(r)
		return b && ok
	})
}

// seconds is a time of a record that had an attempt, rounded to microseconds.
func seconds(name string, get func(*Times) time.Duration) form {
	key := key(name)
	write := func(dst []byte, r *Record) []byte {
		if r.Timestamp.IsZero() {
			return dst
		}
		return appendSeconds(append(dst, key...), get(&r.Times))
	}
	return nested(name, write, func(r *Record) any {
		if r.Timestamp.IsZero() {
			return 0.0
		}
		return get(&r.Times).Round(time.Microsecond).Seconds()
	})
}

// nested is a value that is JSON wherever it is written.
func nested(name string, write func([]byte, *Record) []byte, value func(*Record) any) form {
	return form{append: write, plain: without(write, len(key(name)), 0), value: value}
}

// quoted is text that needs no escapes.
func quoted(name string, write func([]byte, *Record) []byte) form {
	plain := without(write, len(key(name))+1, 1)
	return form{append: write, plain: plain, value: func(r *Record) any { return string(plain(nil, r)) }}
}

// without leaves bytes at both ends of what is written out.
func without(write func([]byte, *Record) []byte, first, last int) func([]byte, *Record) []byte {
	return func(dst []byte, r *Record) []byte {
		begin := len(dst)
		if dst = write(dst, r); len(dst) == begin {
			return dst
		}
		return append(dst[:begin], dst[begin+first:len(dst)-last]...)
	}
}

// bodyForm is a body that is text; body64Form one that is not. An empty body is
// one too.
var (
	bodyForm = form{
		append: appendBody,
		plain: func(dst []byte, r *Record) []byte {
			if !utf8.Valid(r.Body) {
				return dst
			}
			return append(dst, r.Body...)
		},
		value: func(r *Record) any {
			if !utf8.Valid(r.Body) {
				return ""
			}
			return string(r.Body)
		},
	}
	body64Form = quoted("body_base64", appendBodyBase64)
)

// metaValue is what the input carried, as JSON has it.
func metaValue(r *Record) (v any) {
	if len(r.Meta) == 0 || json.Unmarshal(r.Meta, &v) != nil {
		return nil
	}
	return v
}

// headersValue has the values of each field by its lower-case name.
func headersValue(r *Record) any {
	values := make(map[string][]string, len(r.Header))
	for _, f := range r.Header {
		name := strings.ToLower(f.Name)
		values[name] = append(values[name], f.Value)
	}
	return values
}

// appendSeconds writes a time in seconds with six decimals, as curl does.
func appendSeconds(dst []byte, d time.Duration) []byte {
	us := uint64((max(d, 0) + 500*time.Nanosecond) / time.Microsecond)
	if us < 1e6 {
		dst = append(dst, '0', '.')
	} else {
		dst = append(strconv.AppendUint(dst, us/1e6, 10), '.')
	}
	us %= 1e6
	return appendTwo(appendTwo(appendTwo(dst, us/1e4), us/100%100), us%100)
}
