package cookies

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// fileHead is how a cookie file begins; programs look for its first line.
const fileHead = "# Netscape HTTP Cookie File\n# https://curl.se/docs/http-cookies.html\n\n"

// httpOnlyMark stands before the domain of an HttpOnly cookie, so that programs
// which do not know it take the line for a comment.
const httpOnlyMark = "#HttpOnly_"

// AppendTo appends the cookies to dst in the Netscape format that curl reads, the
// oldest first; those of the session too, with an expiry of 0. Expired ones are
// left out, and those with a tab in them, which the format has no way to write.
func (j *Jar) AppendTo(dst []byte, now time.Time) []byte {
	var all []*cookie
	for _, list := range j.sites {
		for _, c := range list {
			if !c.expired(now) && !strings.Contains(c.name+c.value+c.path, "\t") {
				all = append(all, c)
			}
		}
	}
	slices.SortFunc(all, func(a, b *cookie) int { return cmp.Compare(a.created, b.created) })
	dst = append(dst, fileHead...)
	for _, c := range all {
		dst = c.appendLine(dst)
	}
	return dst
}

// appendLine appends: domain, whether for names below it, path, whether for https
// alone, expiry, name, value.
func (c *cookie) appendLine(dst []byte) []byte {
	if c.httpOnly {
		dst = append(dst, httpOnlyMark...)
	}
	if !c.hostOnly {
		dst = append(dst, '.')
	}
	expires := int64(0)
	if !c.expires.IsZero() {
		expires = c.expires.Unix()
	}
	for _, column := range []string{c.domain, boolean(!c.hostOnly), c.path, boolean(c.secure), strconv.FormatInt(expires, 10), c.name} {
		dst = append(dst, column...)
		dst = append(dst, '\t')
	}
	dst = append(dst, c.value...)
	return append(dst, '\n')
}

func boolean(b bool) string { return strings.ToUpper(strconv.FormatBool(b)) }

// Read takes in a cookie file in the Netscape format. It returns the numbers of
// the lines that are no cookies, from 1; comments and empty lines are not among
// them. Expired cookies are left out.
func (j *Jar) Read(file []byte, now time.Time) (bad []int) {
	n := 0
	for line := range strings.Lines(string(file)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		line, httpOnly := strings.CutPrefix(line, httpOnlyMark)
		if !httpOnly && (trim(line) == "" || line[0] == '#') {
			continue
		}
		c, ok := parseLine(line)
		if !ok {
			bad = append(bad, n)
			continue
		}
		c.httpOnly = httpOnly
		j.put(c, now)
	}
	return bad
}

// parseLine reads a line, which need not have a value at its end.
func parseLine(line string) (*cookie, bool) {
	columns := strings.Split(line, "\t")
	if len(columns) == 6 {
		columns = append(columns, "")
	}
	if len(columns) != 7 || strings.ContainsFunc(line, isControl) {
		return nil, false
	}
	domain := strings.Trim(strings.ToLower(columns[0]), ".")
	forAll, ok1 := truth(columns[1])
	secure, ok2 := truth(columns[3])
	expires, ok3 := parseExpiry(columns[4])
	name, value := columns[5], columns[6]
	if domain == "" || strings.ContainsAny(domain, noHost) || !ok1 || !ok2 || !ok3 || len(name)+len(value) == 0 || len(name)+len(value) > maxPair {
		return nil, false
	}
	c := &cookie{name: name, value: value, domain: domain, path: columns[2], secure: secure, expires: expires}
	c.hostOnly = !forAll || isPublicSuffix(domain)
	if !strings.HasPrefix(c.path, "/") {
		c.path = "/"
	}
	return c, c.keepsPromise(true)
}

// noHost holds characters that no host has; a domain that begins with # would be a
// comment when it is written.
const noHost = " #%/<>?@\\^|\"*,;"

func truth(s string) (b, ok bool) {
	b = strings.EqualFold(s, "TRUE")
	return b, b || strings.EqualFold(s, "FALSE")
}

// parseExpiry reads seconds since 1970, of which fractions do not matter; 0 is the
// session's end.
func parseExpiry(s string) (time.Time, bool) {
	s, _, _ = strings.Cut(s, ".")
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n == 0 {
		return time.Time{}, err == nil
	}
	return time.Unix(min(n, math.MaxInt32*100), 0), true
}
