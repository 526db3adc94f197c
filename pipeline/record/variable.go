package record

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A variable is what a template may name: one of curl's, or a field.
type variable struct {
	name  string
	plain func(dst []byte, r *Record) []byte
	kind  kind   // in %{json}
	needs string // the fields that have to be there, with spaces between
}

// kind is how %{json} has the value of a variable.
type kind int

const (
	notInJSON kind = iota
	asText         // null where it is empty
	asNumber
)

// curls are the variables of curl that a record has an answer to, in the order of
// %{json}, which is that of their names.
var curls = []variable{
	{"content_type", texts(func(r *Record) string { return r.ContentType }), asText, ""},
	{"errormsg", texts(func(r *Record) string { return r.Error }), asText, ""},
	{"exitcode", count(func(r *Record) int64 { return int64(r.ErrorCode) }), asNumber, ""},
	{"http_code", statusCode, asNumber, ""},
	{"http_version", httpVersion, asText, ""},
	{"method", texts(func(r *Record) string { return r.Method }), asText, ""},
	{"num_headers", count(func(r *Record) int64 { return int64(len(r.Header)) }), asNumber, "headers"},
	{"num_redirects", count(func(r *Record) int64 { return int64(len(r.Redirects)) }), asNumber, ""},
	{"num_retries", count(func(r *Record) int64 { return int64(max(0, r.Attempts-1)) }), asNumber, ""},
	{"redirect_url", texts(func(r *Record) string { return r.Location }), asText, "redirect_url"},
	{"remote_ip", texts(func(r *Record) string { return r.RemoteIP }), asText, ""},
	{"response_code", statusCode, asNumber, ""},
	{"scheme", texts(scheme), asText, ""},
	{"size_download", count(func(r *Record) int64 { return r.Received }), asNumber, ""},
	{"size_upload", count(func(r *Record) int64 { return r.Sent }), asNumber, ""},
	{"speed_download", count(func(r *Record) int64 { return r.speed(r.Received) }), asNumber, ""},
	{"speed_upload", count(func(r *Record) int64 { return r.speed(r.Sent) }), asNumber, ""},
	{"time_appconnect", clock(func(r *Record) time.Duration { return r.Times.TLS }), asNumber, ""},
	{"time_connect", clock(func(r *Record) time.Duration { return r.Times.Connect }), asNumber, ""},
	{"time_namelookup", clock(func(r *Record) time.Duration { return r.Times.Name }), asNumber, ""},
	{"time_pretransfer", clock(func(r *Record) time.Duration { return max(r.Times.Connect, r.Times.TLS) }), asNumber, ""},
	{"time_queue", clock(func(r *Record) time.Duration { return r.Times.Queue }), asNumber, ""},
	{"time_redirect", clock(func(r *Record) time.Duration { return r.Redirected }), asNumber, ""},
	{"time_starttransfer", clock(func(r *Record) time.Duration { return r.Times.FirstByte }), asNumber, ""},
	{"time_total", clock(func(r *Record) time.Duration { return r.Times.Total }), asNumber, ""},
	{"url", texts(asked), asText, ""},
	{"url_effective", texts(effective), asText, ""},
}

// variables are all variables: what curl has a name for means what it means there.
var variables = slices.Concat(curls, []variable{
	{"header_json", headerJSON, notInJSON, "headers"},
	{"json", appendCurlJSON, notInJSON, "headers redirect_url"},
}, fieldVariables())

func fieldVariables() (all []variable) {
	for _, f := range fields {
		if !slices.ContainsFunc(curls, func(v variable) bool { return v.name == f.name }) {
			all = append(all, variable{f.name, f.plain, notInJSON, f.name})
		}
	}
	return all
}

// variableNames returns what may stand in %{…}.
func variableNames() []string {
	names := []string{"onerror", "stderr", "stdout"}
	for _, v := range variables {
		names = append(names, v.name)
	}
	return names
}

func texts(get func(*Record) string) func([]byte, *Record) []byte {
	return func(dst []byte, r *Record) []byte { return append(dst, strings.ToValidUTF8(get(r), "\ufffd")...) }
}

func count(get func(*Record) int64) func([]byte, *Record) []byte {
	return func(dst []byte, r *Record) []byte { return strconv.AppendInt(dst, get(r), 10) }
}

func clock(get func(*Record) time.Duration) func([]byte, *Record) []byte {
	return func(dst []byte, r *Record) []byte { return appendSeconds(dst, get(r)) }
}

func statusCode(dst []byte, r *Record) []byte { return fmt.Appendf(dst, "%03d", r.StatusCode) }

// httpVersion is 0 where there was none.
func httpVersion(dst []byte, r *Record) []byte {
	if r.Version == "" {
		return append(dst, '0')
	}
	return append(dst, r.Version...)
}

// asked is the URL as the user gave it.
func asked(r *Record) string {
	if r.Input != "" {
		return r.Input
	}
	return r.URL
}

// effective is the URL that was asked last.
func effective(r *Record) string {
	if r.FinalURL != "" {
		return r.FinalURL
	}
	return r.URL
}

func scheme(r *Record) string {
	s, _, _ := strings.Cut(effective(r), ":")
	return s
}

// speed is so many bytes in bytes a second.
func (r *Record) speed(bytes int64) int64 {
	if r.Times.Total <= 0 {
		return 0
	}
	return int64(float64(bytes) / r.Times.Total.Seconds())
}

// headerJSON is the value of the field headers; {} where there is none.
func headerJSON(dst []byte, r *Record) []byte {
	if r.Header == nil {
		return append(dst, "{}"...)
	}
	return without(appendHeaders, len(key("headers")), 0)(dst, r)
}

// appendCurlJSON appends all of curl's variables as an object.
func appendCurlJSON(dst []byte, r *Record) []byte {
	var value []byte
	for i, v := range curls {
		dst = append(dst, "{,"[min(i, 1)])
		dst = append(dst, key(v.name)[1:]...)
		switch value = v.plain(value[:0], r); {
		case v.kind == asText && len(value) == 0:
			dst = append(dst, "null"...)
		case v.kind == asText:
			dst = appendString(dst, string(value))
		case v.name == "http_code" || v.name == "response_code": // 000 is no number in JSON
			dst = strconv.AppendInt(dst, int64(r.StatusCode), 10)
		default:
			dst = append(dst, value...)
		}
	}
	return append(dst, '}')
}
