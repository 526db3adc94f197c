package httpd

import (
	"net/http"
	"strconv"
)

// A Field is a field of a header.
type Field struct{ Name, Value string }

// A Response is an answer before it is written. Its length, or its chunks, and
// its date are added then.
type Response struct {
	Status int
	Header []Field
	Body   []byte
	Chunk  int // bytes in each chunk; 0: sent as a whole, with its length
}

// Add adds a field.
func (a *Response) Add(name, value string) { a.Header = append(a.Header, Field{name, value}) }

// Set puts a field in the place of those of its name.
func (a *Response) Set(f Field) {
	for i := range a.Header {
		if a.Header[i].Name == f.Name {
			a.Header[i] = f
			return
		}
	}
	a.Header = append(a.Header, f)
}

// Plain returns an answer that is nothing but its status.
func Plain(status int) *Response {
	a := &Response{Status: status}
	a.Body = []byte(strconv.Itoa(status) + " " + http.StatusText(status) + "\n")
	a.Add("Content-Type", "text/plain; charset=utf-8")
	return a
}
