package demo

import (
	"fmt"
	"net/http"
	"strings"
)

// A request is the head of a request, as far as this server wants to know it.
type request struct {
	method  string
	path    string // as parsePath makes it
	query   string
	host    string // as the Host field has it; of HTTP/1.0 perhaps ""
	http10  bool
	close   bool // the connection ends after the answer
	gzip    bool // the client reads the coding gzip
	hasBody bool // something follows that will not be read
}

// A refusal is the status with which a request is turned away that could not
// be understood. The connection ends with it: nobody knows where the next
// request would begin.
type refusal int

func (r refusal) Error() string {
	return fmt.Sprintf("request refused: %d %s", int(r), http.StatusText(int(r)))
}

// parseRequest reads the head of a request, its last empty line left out or
// not. Every error is a refusal; the request then tells at least its method.
//
// https://www.rfc-editor.org/rfc/rfc9112#section-2
func parseRequest(head string) (*request, error) {
	head = strings.ReplaceAll(strings.TrimRight(head, "\r\n"), "\r\n", "\n")
	line, fields, _ := strings.Cut(head, "\n")
	req := &request{}
	target, err := req.parseLine(line)
	if err != nil {
		return req, err
	}
	hosts := 0
	for line := range strings.SplitSeq(fields, "\n") {
		if line == "" { // there were no fields at all
			break
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || !isToken(name) || strings.ContainsFunc(value, isForbidden) {
			return req, refusal(http.StatusBadRequest)
		}
		if strings.EqualFold(name, "Host") {
			hosts++
		}
		req.setField(strings.ToLower(name), strings.Trim(value, " \t"))
	}
	return req, req.parseTarget(target, hosts)
}

// parseLine reads "METHOD TARGET VERSION".
func (req *request) parseLine(line string) (target string, err error) {
	parts := strings.Split(line, " ")
	if len(parts) != 3 || !isToken(parts[0]) {
		return "", refusal(http.StatusBadRequest)
	}
	req.method = parts[0]
	switch version := parts[2]; {
	case version == "HTTP/1.0":
		req.http10, req.close = true, true
	case version == "HTTP/1.1":
	case strings.HasPrefix(version, "HTTP/"):
		return "", refusal(http.StatusHTTPVersionNotSupported)
	default:
		return "", refusal(http.StatusBadRequest)
	}
	if req.method != http.MethodGet && req.method != http.MethodHead {
		return "", refusal(http.StatusMethodNotAllowed)
	}
	return parts[1], nil
}

// setField takes what it needs from a field; name is in lower case.
func (req *request) setField(name, value string) {
	switch name {
	case "host":
		req.host = value
	case "connection":
		req.close = req.close || hasToken(value, "close")
	case "accept-encoding":
		req.gzip = req.gzip || acceptsGzip(value)
	case "transfer-encoding":
		req.hasBody = true
	case "content-length":
		req.hasBody = req.hasBody || value != "0"
	}
}

// parseTarget reads the target of a GET or HEAD: a path, or a whole URL, whose
// host then holds. A request of HTTP/1.1 has one Host, no more and no less.
//
// https://www.rfc-editor.org/rfc/rfc9112#section-3.2
func (req *request) parseTarget(target string, hosts int) (err error) {
	if hosts > 1 || hosts == 0 && !req.http10 {
		return refusal(http.StatusBadRequest)
	}
	if len(target) > 7 && strings.EqualFold(target[:7], "http://") {
		at := len(target)
		if i := strings.IndexAny(target[7:], "/?"); i >= 0 {
			at = 7 + i
		}
		req.host, target = target[7:at], target[at:]
		if !strings.HasPrefix(target, "/") {
			target = "/" + target
		}
	}
	req.path, req.query, err = parsePath(target)
	if err != nil || strings.ContainsFunc(req.host, isNoHost) {
		return refusal(http.StatusBadRequest)
	}
	return nil
}
