package report

import (
	"cmp"
	"strings"

	"clew/pipeline/record"
)

// splitURL returns the host, with its port, and what follows it, of a URL as
// records have it; "" and "" of what is none.
func splitURL(url string) (host, rest string) {
	_, rest, found := strings.Cut(url, "://")
	if !found {
		return "", ""
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		return rest, ""
	}
	return rest[:end], rest[end:]
}

// finalURL is the URL of who answered, or was to.
func finalURL(r *record.Record) string { return cmp.Or(r.FinalURL, r.URL) }

// mediaType is the content type without its parameters.
func mediaType(r *record.Record) string {
	name, _, _ := strings.Cut(r.ContentType, ";")
	if name = strings.ToLower(strings.TrimSpace(name)); len(name) > 100 {
		name = name[:100]
	}
	return name
}
