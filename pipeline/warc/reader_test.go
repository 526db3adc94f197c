package warc

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// What is here reads WARC files with the standard library alone, and knows
// nothing of the code that writes them: its HTTP is that of net/http. It is tried
// itself on files that other tools have written.

// stored is a record that was read.
type stored struct {
	version        string
	fields         [][2]string
	block          []byte
	offset, length int64
}

func (r *stored) get(name string) string {
	for _, f := range r.fields {
		if strings.EqualFold(f[0], name) {
			return f[1]
		}
	}
	return ""
}

// readAll reads a file; if it is compressed, each member has to be one record.
func readAll(file []byte) ([]*stored, error) {
	var all []*stored
	in := bytes.NewReader(file)
	for in.Len() > 0 {
		offset := int64(len(file) - in.Len())
		text, err := nextText(in, file[offset:])
		if err != nil {
			return all, fmt.Errorf("at %d: %w", offset, err)
		}
		r, n, err := readRecord(text)
		if err != nil {
			return all, fmt.Errorf("at %d: %w", offset, err)
		}
		if bytes.HasPrefix(file, []byte("\x1f\x8b")) {
			if n != len(text) {
				return all, fmt.Errorf("at %d: a member of more than its record", offset)
			}
		} else {
			in.Seek(offset+int64(n), io.SeekStart)
		}
		r.offset, r.length = offset, int64(len(file)-in.Len())-offset
		all = append(all, r)
	}
	return all, nil
}

// nextText returns the text of the next member, or the rest of a plain file.
func nextText(in *bytes.Reader, rest []byte) ([]byte, error) {
	if !bytes.HasPrefix(rest, []byte("\x1f\x8b")) {
		return rest, nil
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	z.Multistream(false)
	return io.ReadAll(z)
}

func readRecord(text []byte) (*stored, int, error) {
	head, rest, ok := bytes.Cut(text, []byte("\r\n\r\n"))
	if !ok {
		return nil, 0, fmt.Errorf("no end of the header in %.40q", text)
	}
	lines := strings.Split(string(head), "\r\n")
	r := &stored{version: lines[0]}
	if r.version != "WARC/1.0" && r.version != "WARC/1.1" {
		return nil, 0, fmt.Errorf("version %.40q", r.version)
	}
	for _, l := range lines[1:] {
		name, value, ok := strings.Cut(l, ":")
		if !ok || strings.ContainsAny(l, "\r\n") {
			return nil, 0, fmt.Errorf("line %q", l)
		}
		r.fields = append(r.fields, [2]string{name, strings.TrimSpace(value)})
	}
	n, err := strconv.Atoi(r.get("Content-Length"))
	if err != nil || n < 0 || len(rest) < n+4 {
		return nil, 0, fmt.Errorf("length %q with %d bytes", r.get("Content-Length"), len(rest))
	}
	r.block = rest[:n]
	if string(rest[n:n+4]) != "\r\n\r\n" {
		return nil, 0, fmt.Errorf("%q after the block", rest[n:n+4])
	}
	return r, len(head) + 4 + n + 4, nil
}

// checkDigests computes both digests anew. A revisit's payload is elsewhere.
func (r *stored) checkDigests(method string) error {
	if want := r.get("WARC-Block-Digest"); !sameSum(want, r.block) {
		return fmt.Errorf("block digest %s is wrong", want)
	}
	want := r.get("WARC-Payload-Digest")
	if want == "" || r.get("WARC-Type") != "response" {
		return nil
	}
	resp, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(r.block)), &http.Request{Method: method})
	if err != nil {
		return err
	}
	payload, err := io.ReadAll(resp.Body)
	if err != nil && r.get("WARC-Truncated") == "" {
		return err
	}
	if !sameSum(want, payload) {
		return fmt.Errorf("payload digest %s is wrong for %.60q", want, payload)
	}
	return nil
}

func sameSum(want string, p []byte) bool {
	one, two := sha1.Sum(p), sha256.Sum256(p)
	return want == "" || slices.Contains([]string{
		"sha1:" + base32.StdEncoding.EncodeToString(one[:]),
		"sha1:" + hex.EncodeToString(one[:]),
		"sha256:" + hex.EncodeToString(two[:]),
	}, want)
}

var (
	idForm   = regexp.MustCompile(`^<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>$`)
	dateForm = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$`)
)

// check holds a file of ours against the standard.
func check(records []*stored, method string) error {
	ids := map[string]bool{}
	for i, r := range records {
		kind := r.get("WARC-Type")
		id := r.get("WARC-Record-ID")
		seen := map[string]bool{}
		for _, f := range r.fields {
			if seen[f[0]] && f[0] != "WARC-Protocol" && f[0] != "WARC-Concurrent-To" {
				return fmt.Errorf("%s is there twice", f[0])
			}
			seen[f[0]] = true
		}
		uri := r.get("WARC-Target-URI")
		_, uriErr := url.Parse(uri)
		_, ipErr := netip.ParseAddr(r.get("WARC-IP-Address"))
		switch {
		case r.version != "WARC/1.1":
			return fmt.Errorf("version %q", r.version)
		case !idForm.MatchString(id) || ids[id]:
			return fmt.Errorf("id %q", id)
		case !dateForm.MatchString(r.get("WARC-Date")):
			return fmt.Errorf("date %q", r.get("WARC-Date"))
		case (kind == "warcinfo") != (i == 0):
			return fmt.Errorf("record %d is a %s", i, kind)
		case i == 0 && uri != "", i > 0 && (uri == "" || uriErr != nil):
			return fmt.Errorf("%s with URI %q", kind, uri)
		case seen["WARC-IP-Address"] && (ipErr != nil || i == 0):
			return fmt.Errorf("address %q", r.get("WARC-IP-Address"))
		case i > 0 && r.get("WARC-Warcinfo-ID") != records[0].get("WARC-Record-ID"):
			return fmt.Errorf("warcinfo %q", r.get("WARC-Warcinfo-ID"))
		case kind == "request" && r.get("WARC-Concurrent-To") != records[i-1].get("WARC-Record-ID"):
			return fmt.Errorf("request with %q", r.get("WARC-Concurrent-To"))
		}
		ids[id] = true
		if err := r.checkDigests(method); err != nil {
			return err
		}
	}
	return nil
}
