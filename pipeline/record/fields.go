package record

import "time"

// field is one field of a record as it is written. append writes a comma, the
// name and the JSON value, or nothing where the record has none.
type field struct {
	name   string
	append func(dst []byte, r *Record) []byte
}

// fields are all fields in the order in which they are written.
var fields = []field{
	{"url", text("url", func(r *Record) string { return r.URL })},
	{"input", text("input", func(r *Record) string { return r.Input })},
	{"line", number("line", func(r *Record) (int64, bool) { return int64(r.Line), r.Line > 0 })},
	{"meta", appendMeta},
	{"state", text("state", func(r *Record) string { return string(r.State) })},
	{"status_code", number("status_code", func(r *Record) (int64, bool) { return int64(r.StatusCode), r.StatusCode > 0 })},
	{"http_version", text("http_version", func(r *Record) string { return r.Version })},
	{"final_url", text("final_url", func(r *Record) string { return r.FinalURL })},
	{"redirects", appendRedirects},
	{"content_type", text("content_type", func(r *Record) string { return r.ContentType })},
	{"content_length", number("content_length", func(r *Record) (int64, bool) { return r.ContentLength, r.asked() && r.ContentLength >= 0 })},
	{"body_bytes", number("body_bytes", func(r *Record) (int64, bool) { return r.BodyBytes, r.asked() && r.BodyBytes >= 0 })},
	{"wire_bytes", number("wire_bytes", func(r *Record) (int64, bool) { return r.WireBytes, r.WireBytes > 0 })},
	{"sha256", text("sha256", func(r *Record) string { return r.SHA256 })},
	{"title", text("title", func(r *Record) string { return r.Title })},
	{"lang", text("lang", func(r *Record) string { return r.Lang })},
	{"canonical", text("canonical", func(r *Record) string { return r.Canonical })},
	{"nofollow", truth("nofollow", func(r *Record) (bool, bool) { return r.NoFollow, r.IsHTML })},
	{"headers", appendHeaders},
	{"body", appendBody},
	{"body_base64", appendBodyBase64},
	{"depth", number("depth", func(r *Record) (int64, bool) { return int64(r.Depth), r.Depth >= 0 })},
	{"source", text("source", func(r *Record) string { return r.Source })},
	{"tag", text("tag", func(r *Record) string { return r.Tag })},
	{"attribute", text("attribute", func(r *Record) string { return r.Attribute })},
	{"links", appendLinks},
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
	{"timestamp", appendTimestamp},
}

// asked reports whether a response was received, in part at least.
func (r *Record) asked() bool { return r.StatusCode > 0 }

// FieldNames returns the names of all fields, in order.
func FieldNames() []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}

// Selection is a choice of fields; the zero value is all of them.
type Selection struct{ fields []field }

// Select returns the selection of the fields with these names, in this order;
// names that no field has are left out. Without names it is all.
func Select(names []string) Selection {
	var s Selection
	for _, name := range names {
		for _, f := range fields {
			if f.name == name {
				s.fields = append(s.fields, f)
			}
		}
	}
	return s
}

// Has reports whether the selection contains a field.
func (s Selection) Has(name string) bool {
	if s.fields == nil {
		return true
	}
	for _, f := range s.fields {
		if f.name == name {
			return true
		}
	}
	return false
}
