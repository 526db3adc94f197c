package save

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"

	"clew/crawl/weburl"
)

const (
	maxSegment = 100 // bytes of a name
	maxPath    = 200 // of a whole path; Windows has 260 for it and the folder
)

// Name returns the path of the file for a URL, with slashes. It depends on the URL,
// and on the type of what came where the URL's last segment has no dot; no two URLs
// have the same. The documentation of the package has the rules.
func Name(u weburl.URL, contentType string) string {
	n := namer{}
	dirs := []string{n.host(u)}
	segments := strings.Split(strings.TrimPrefix(u.Path(), "/"), "/")
	last := len(segments) - 1
	room := maxPath - len(dirs[0]) - maxSegment
	for _, s := range segments[:last] {
		dir := n.dir(s)
		if room -= len(dir) + 1; room < 0 {
			n.lossy = true
			break
		}
		dirs = append(dirs, dir)
	}
	return strings.Join(append(dirs, n.file(u, segments[last], contentType)), "/")
}

// namer makes a name, and notes whether it says less than the URL.
type namer struct{ lossy bool }

// host is HOST for https at its port, HOST_PORT for all else.
func (n *namer) host(u weburl.URL) string {
	name := n.clean(u.Hostname(), maxSegment)
	port := u.EffectivePort()
	if u.Scheme() == "https" && port == 443 {
		n.lossy = n.lossy || strings.Contains(name, "_")
		return unreserved(name)
	}
	n.lossy = n.lossy || u.Scheme() == "https" // the name is that of http
	return unreserved(name + "_" + strconv.Itoa(int(port)))
}

// dir is the name of a folder: one with a dot ends in ~, so that no file has its
// name.
func (n *namer) dir(segment string) string {
	name := n.clean(segment, maxSegment)
	if name == "" || strings.Contains(name, ".") {
		name += "~"
	}
	return unreserved(name)
}

// file is the name of the file: the last segment, the query, and what tells it from
// others.
func (n *namer) file(u weburl.URL, segment, contentType string) string {
	name := n.clean(segment, maxSegment/2)
	stem, ext, added := name, "", ""
	switch i := strings.LastIndexByte(name, '.'); {
	case name == "":
		stem, ext = "index", ".html"
	case i < 0:
		ext, added = extension(contentType), "~"
	default:
		stem, ext = name[:i], name[i:]
		n.lossy = n.lossy || name == "index.html"
	}
	if u.HasQuery() {
		query := n.clean(u.Query(), maxSegment/3)
		n.lossy = n.lossy || stem == "" || query == "" || strings.Contains(query, ".")
		stem += "~" + strings.ReplaceAll(query, ".", "_")
	}
	if n.lossy {
		stem += "~" + fingerprint(u)
	}
	return unreserved(stem + added + ext)
}

// clean replaces what a name may not have somewhere: all but letters, digits and
// some marks, a dot at the end, a percent sign that begins no byte in capitals, and
// whatever is beyond max. Capitals stay, though they are lost where the case of names
// does not count.
func (n *namer) clean(s string, max int) string {
	b := []byte(s)
	if len(b) > max {
		b = b[:max]
		n.lossy = true
	}
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', strings.IndexByte("-_!$'()+,;=@[]^{}&", c) >= 0:
		case c == '.' && i+1 < len(b):
		case 'A' <= c && c <= 'Z':
			n.lossy = true
		case c == '%' && i+2 < len(b) && isUpperHex(b[i+1]) && isUpperHex(b[i+2]):
			i += 2
		default:
			b[i], n.lossy = '_', true
		}
	}
	return string(b)
}

func isUpperHex(c byte) bool { return '0' <= c && c <= '9' || 'A' <= c && c <= 'F' }

// unreserved changes the names that are devices on Windows, with whatever
// extension.
func unreserved(name string) string {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	switch stem = strings.TrimRight(stem, " "); {
	case stem == "con", stem == "prn", stem == "aux", stem == "nul", stem == "conin$", stem == "conout$":
		return "~" + name
	case len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) && '0' <= stem[3] && stem[3] <= '9':
		return "~" + name
	}
	return name
}

// fingerprint tells a URL from all others whose names look alike.
func fingerprint(u weburl.URL) string {
	sum := sha256.Sum256([]byte(u.WithoutFragment().String()))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10]))
}

// extensions are those of types that people open.
var extensions = map[string]string{
	"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/css": ".css",
	"text/javascript": ".js", "application/javascript": ".js", "application/json": ".json", "text/xml": ".xml",
	"application/xml": ".xml", "application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif",
	"image/svg+xml": ".svg", "image/webp": ".webp",
}

func extension(contentType string) string {
	kind, _, _ := strings.Cut(contentType, ";")
	return extensions[strings.ToLower(strings.TrimSpace(kind))]
}
