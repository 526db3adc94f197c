package record

// field is one field of a record as it is written. append writes its JSON value,
// or returns dst as it is where the record has none.
type field struct {
	name   string
	append func(dst []byte, r *Record) []byte
}

// fields are all fields in the order in which they are written.
var fields = []field{
	{"url", text(func(r *Record) string { return r.URL })},
	{"input", text(func(r *Record) string { return r.Input })},
	{"line", number(func(r *Record) (int64, bool) { return int64(r.Line), r.Line > 0 })},
	{"meta", func(dst []byte, r *Record) []byte { return append(dst, r.Meta...) }},
	{"state", text(func(r *Record) string { return string(r.State) })},
	{"status_code", number(func(r *Record) (int64, bool) { return int64(r.StatusCode), r.StatusCode > 0 })},
	{"http_version", text(func(r *Record) string { return r.Version })},
	{"final_url", text(func(r *Record) string { return r.FinalURL })},
	{"redirects", appendRedirects},
	{"content_type", text(func(r *Record) string { return r.ContentType })},
	{"content_length", number(func(r *Record) (int64, bool) { return r.ContentLength, r.asked() && r.ContentLength >= 0 })},
	{"body_bytes", number(func(r *Record) (int64, bool) { return r.BodyBytes, r.asked() && r.BodyBytes >= 0 })},
	{"wire_bytes", number(func(r *Record) (int64, bool) { return r.WireBytes, r.WireBytes > 0 })},
	{"sha256", text(func(r *Record) string { return r.SHA256 })},
	{"title", text(func(r *Record) string { return r.Title })},
	{"lang", text(func(r *Record) string { return r.Lang })},
	{"canonical", text(func(r *Record) string { return r.Canonical })},
	{"nofollow", truth(func(r *Record) (bool, bool) { return r.NoFollow, r.IsHTML })},
	{"headers", appendHeaders},
	{"body", appendBody},
	{"body_base64", appendBodyBase64},
	{"depth", number(func(r *Record) (int64, bool) { return int64(r.Depth), r.Depth >= 0 })},
	{"source", text(func(r *Record) string { return r.Source })},
	{"tag", text(func(r *Record) string { return r.Tag })},
	{"attribute", text(func(r *Record) string { return r.Attribute })},
	{"links", appendLinks},
	{"duplicate_of", text(func(r *Record) string { return r.DuplicateOf })},
	{"attempts", number(func(r *Record) (int64, bool) { return int64(r.Attempts), r.Attempts > 0 })},
	{"reused", truth(func(r *Record) (bool, bool) { return r.Reused, r.asked() })},
	{"remote_ip", text(func(r *Record) string { return r.RemoteIP })},
	{"time_queue", seconds(func(t *Times) float64 { return t.Queue.Seconds() })},
	{"time_namelookup", seconds(func(t *Times) float64 { return t.Name.Seconds() })},
	{"time_connect", seconds(func(t *Times) float64 { return t.Connect.Seconds() })},
	{"time_appconnect", seconds(func(t *Times) float64 { return t.TLS.Seconds() })},
	{"time_starttransfer", seconds(func(t *Times) float64 { return t.FirstByte.Seconds() })},
	{"time_total", seconds(func(t *Times) float64 { return t.Total.Seconds() })},
	{"truncated", text(func(r *Record) string { return r.Truncated })},
	{"etag", text(func(r *Record) string { return r.ETag })},
	{"last_modified", text(func(r *Record) string { return r.Modified })},
	{"error", text(func(r *Record) string { return r.Error })},
	{"error_kind", text(func(r *Record) string { return r.ErrorKind })},
	{"error_code", number(func(r *Record) (int64, bool) { return int64(r.ErrorCode), r.ErrorCode > 0 })},
	{"skip_reason", text(func(r *Record) string { return r.SkipReason })},
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
