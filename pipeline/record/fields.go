package record

import (
	"slices"
	"time"
)

// field is one field of a record, by the name that it has outside.
type field struct {
	name string
	form
}

// fields are all fields in the order in which they are written.
var fields = []field{
	{"url", text("url", func(r *Record) string { return r.URL })},
	{"input", text("input", func(r *Record) string { return r.Input })},
	{"line", number("line", func(r *Record) (int64, bool) { return int64(r.Line), r.Line > 0 })},
	{"meta", nested("meta", appendMeta, metaValue)},
	{"state", text("state", func(r *Record) string { return string(r.State) })},
	{"status_code", number("status_code", func(r *Record) (int64, bool) { return int64(r.StatusCode), r.StatusCode > 0 })},
	{"http_version", text("http_version", func(r *Record) string { return r.Version })},
	{"final_url", text("final_url", func(r *Record) string { return r.FinalURL })},
	{"redirects", nested("redirects", appendRedirects, func(r *Record) any { return r.Redirects })},
	{"content_type", text("content_type", func(r *Record) string { return r.ContentType })},
	{"content_length", number("content_length", func(r *Record) (int64, bool) { return r.ContentLength, r.asked() && r.ContentLength >= 0 })},
	{"body_bytes", number("body_bytes", func(r *Record) (int64, bool) { return r.BodyBytes, r.asked() && r.BodyBytes >= 0 })},
	{"wire_bytes", number("wire_bytes", func(r *Record) (int64, bool) { return r.WireBytes, r.WireBytes > 0 })},
	{"sha256", text("sha256", func(r *Record) string { return r.SHA256 })},
	{"simhash", quoted("simhash", appendSimhash)},
	{"title", text("title", func(r *Record) string { return r.Title })},
	{"lang", text("lang", func(r *Record) string { return r.Lang })},
	{"canonical", text("canonical", func(r *Record) string { return r.Canonical })},
	{"nofollow", truth("nofollow", func(r *Record) (bool, bool) { return r.NoFollow, r.IsHTML })},
	{"headers", nested("headers", appendHeaders, headersValue)},
	{"body", bodyForm},
	{"body_base64", body64Form},
	{"selected", nested("selected", appendSelected, func(r *Record) any { return r.Selected })},
	{"depth", number("depth", func(r *Record) (int64, bool) { return int64(r.Depth), r.Depth >= 0 })},
	{"source", text("source", func(r *Record) string { return r.Source })},
	{"tag", text("tag", func(r *Record) string { return r.Tag })},
	{"attribute", text("attribute", func(r *Record) string { return r.Attribute })},
	{"links", nested("links", appendLinks, func(r *Record) any { return r.Links })},
	{"robots", text("robots", func(r *Record) string { return r.Robots })},
	{"duplicate_of", text("duplicate_of", func(r *Record) string { return r.DuplicateOf })},
	{"attempts", number("attempts", func(r *Record) (int64, bool) { return int64(r.Attempts), r.Attempts > 0 })},
	{"reused", truth("reused", func(r *Record) (bool, bool) { return r.Reused, r.asked() })},
	{"remote_ip", text("remote_ip", func(r *Record) string { return r.RemoteIP })},
	{"time_queue", seconds("time_queue", func(t *Times) time.Duration { return t.Queue })},
	{"time_namelookup", seconds("time_namelookup", func(t *Times) time.Duration { return t.Name })},
	{"time_connect", seconds("time_connect", func(t *Times) time.Duration { return t.Connect })},
	{"time_appconnect", seconds("time_appconnect", func(t *Times) time.Duration { return t.TLS })},
	{"time_starttransfer", seconds("time_starttransfer", func(t *Times) time.Duration { return t.FirstByte })},
	{"time_total", seconds("time_total", func(t *Times) time.Duration { return t.Total })},
	{"truncated", text("truncated", func(r *Record) string { return r.Truncated })},
	{"etag", text("etag", func(r *Record) string { return r.ETag })},
	{"last_modified", text("last_modified", func(r *Record) string { return r.Modified })},
	{"error", text("error", func(r *Record) string { return r.Error })},
	{"error_kind", text("error_kind", func(r *Record) string { return r.ErrorKind })},
	{"error_code", number("error_code", func(r *Record) (int64, bool) { return int64(r.ErrorCode), r.ErrorCode > 0 })},
	{"skip_reason", text("skip_reason", func(r *Record) string { return r.SkipReason })},
	{"timestamp", quoted("timestamp", appendTimestamp)},
}

// asked reports whether a response was received, in part at least.
func (r *Record) asked() bool { return r.StatusCode > 0 }

// FieldNames returns the names of all fields, in order.
func FieldNames() []string { return Selection{}.Names() }

// onRequest are the fields that cost something: a record has them where somebody
// asks for them.
var onRequest = []string{"sha256", "simhash", "headers", "body", "body_base64", "selected", "links", "robots", "duplicate_of"}

// Standard returns the names of the fields that every record may have, and of
// those that are asked for besides, in order.
func Standard(also []string) []string {
	return slices.DeleteFunc(FieldNames(), func(name string) bool {
		return slices.Contains(onRequest, name) && !slices.Contains(also, name)
	})
}

// Selection is a choice of fields; the zero value is all of them.
type Selection struct{ chosen []field }

// Select returns the selection of the fields with these names, in this order;
// names that no field has are left out. Without names it is all.
func Select(names []string) Selection {
	var s Selection
	for _, name := range names {
		if i := slices.IndexFunc(fields, func(f field) bool { return f.name == name }); i >= 0 {
			s.chosen = append(s.chosen, fields[i])
		}
	}
	return s
}

// list returns the fields of the selection.
func (s Selection) list() []field {
	if s.chosen == nil {
		return fields
	}
	return s.chosen
}

// Names returns the names of the selected fields.
func (s Selection) Names() []string {
	names := make([]string, len(s.list()))
	for i, f := range s.list() {
		names[i] = f.name
	}
	return names
}

// Values returns what a record has in the selected fields, as an expression
// sees it: numbers are int or float64, and what is absent is the zero value of
// its type.
func (s Selection) Values(r *Record) map[string]any {
	values := make(map[string]any, len(s.list()))
	for _, f := range s.list() {
		values[f.name] = f.value(r)
	}
	return values
}
