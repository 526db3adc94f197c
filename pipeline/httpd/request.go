package httpd

import (
	"fmt"
	"net/http"
	"strings"
)

// A Request is the head of a request, as far as this server wants to know it.
type Request struct {
	Method  string
	Path    string // as ParsePath makes it
	Query   string
	Host    string // as the Host field has it; of HTTP/1.0 perhaps ""
	HTTP10  bool
	Close   bool // the connection ends after the answer
	Gzip    bool // the client reads the coding gzip
	hasBody bool // something follows that will not be read
}

// A Refusal is the status with which a request is turned away that could not
// be understood. The connection ends with it: nobody knows where the next
// request would begin.
type Refusal int

func (r Refusal) Error() string {
	return fmt.Sprintf("request refused: %d %s", int(r), http.StatusText(int(r)))
}

// ParseRequest reads the head of a request, its last empty line left out or
// not. Every error is a Refusal; the request then tells at least its method.
//
// https://www.rfc-editor.org/rfc/rfc9112#section-2
func ParseRequest(head string) (*Request, error) {
	head = strings.ReplaceAll(strings.TrimRight(head, "\r\n"), "\r\n", "\n")
	line, fields, _ := strings.Cut(head, "\n")
	req := &Request{}
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
		if !ok || !IsToken(name) || strings.ContainsFunc(value, isForbidden) {
			return req, Refusal(http.StatusBadRequest)
		}
		if strings.EqualFold(name, "Host") {
			hosts++
		}
		req.setField(strings.ToLower(name), strings.Trim(value, " \t"))
	}
	return req, req.parseTarget(target, hosts)
}

// parseLine reads "METHOD TARGET VERSION".
func (req *Request) parseLine(line string) (target string, err error) {
	parts := strings.Split(line, " ")
	if len(parts) != 3 || !IsToken(parts[0]) {
		return "", Refusal(http.StatusBadRequest)
	}
	req.Method = parts[0]
	switch version := parts[2]; {
	case version == "HTTP/1.0":
		req.HTTP10, req.Close = true, true
	case version == "HTTP/1.1":
	case strings.HasPrefix(version, "HTTP/"):
		return "", Refusal(http.StatusHTTPVersionNotSupported)
	default:
		return "", Refusal(http.StatusBadRequest)
	}
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		return "", Refusal(http.StatusMethodNotAllowed)
	}
	return parts[1], nil
}

// setField takes what it needs from a field; name is in lower case.
func (req *Request) setField(name, value string) {
	switch name {
	case "host":
		req.Host = value
	case "connection":
		req.Close = req.Close || hasToken(value, "close")
	case "accept-encoding":
		req.Gzip = req.Gzip || acceptsGzip(value)
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
func (req *Request) parseTarget(target string, hosts int) (err error) {
	if hosts > 1 || hosts == 0 && !req.HTTP10 {
		return Refusal(http.StatusBadRequest)
	}
	if len(target) > 7 && strings.EqualFold(target[:7], "http://") {
		at := len(target)
		if i := strings.IndexAny(target[7:], "/?"); i >= 0 {
			at = 7 + i
		}
		req.Host, target = target[7:at], target[at:]
		if !strings.HasPrefix(target, "/") {
			target = "/" + target
		}
	}
	req.Path, req.Query, err = ParsePath(target)
	if err != nil || strings.ContainsFunc(req.Host, isNoHost) {
		return Refusal(http.StatusBadRequest)
	}
	return nil
}
