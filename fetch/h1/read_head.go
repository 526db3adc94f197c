package h1

// Head takes what has arrived. It consumes n bytes of p, keeping a head that is
// incomplete, and reports done with the last byte of the final head: from there
// on the bytes are [Reader.Body]'s. Interim heads (1xx) are skipped.
//
// Errors: a [*ProtocolError], or one that wraps [ErrHeadTooLarge].
func (r *Reader) Head(p []byte) (n int, headDone bool, err error) {
	if r.err != nil {
		return 0, false, r.err
	}
	for r.state < inBody && n < len(p) {
		var k int
		k, r.err = r.readHead(r.clip(p[n:]))
		n += k
		if r.err != nil {
			return n, false, r.err
		}
	}
	if r.state == done {
		r.noteExcess(p[n:])
	}
	return n, r.state >= inBody, nil
}

// clip shortens p to one byte more than the limit leaves. So it does not depend
// on how the input is cut which of two errors comes first.
func (r *Reader) clip(p []byte) []byte {
	room := r.limits.maxHead() - r.used + 1
	return p[:min(len(p), room)]
}

// spend counts n bytes against the limit.
func (r *Reader) spend(n int, where Where) error {
	if r.used += n; r.used > r.limits.maxHead() {
		return tooLarge(where, r.limits.maxHead(), "bytes")
	}
	return nil
}

// readHead takes an empty line, or what p has of one head.
func (r *Reader) readHead(p []byte) (n int, err error) {
	switch r.state {
	case beforeHead, beforeHeadLF:
		return r.readBlank(p)
	case inMagic:
		return r.readMagic(p)
	}
	// One line for the status, one for the end.
	maxLines := r.limits.maxFields() + 2
	n, headDone := r.section.scan(p, maxLines)
	if err := r.spend(n, InHead); err != nil {
		return n, err
	}
	if headDone {
		return n, r.finishHead(p[:n])
	}
	if len(r.section.ends) == maxLines {
		return n, tooLarge(InHead, maxLines-2, "fields")
	}
	r.section.keep(p[:n])
	return n, nil
}

// maxBlank is how many empty lines may precede a head. RFC 9112 §2.2 asks a
// server to skip at least one before a request; some servers send one after a
// 100 response or after a body.
const maxBlank = 4

// readBlank takes a byte of an empty line, or none of a head's first line.
func (r *Reader) readBlank(p []byte) (n int, err error) {
	switch c := p[0]; {
	case c == '\n' && r.blank < maxBlank:
		r.blank++
		r.state = beforeHead
		return 1, r.spend(1, InHead)
	case c == '\r' && r.state == beforeHead && r.blank < maxBlank:
		r.state = beforeHeadLF
		return 1, r.spend(1, InHead)
	case r.state == beforeHeadLF:
		return 0, malformed(InStatusLine, "CR before it", "\r"+string(p[:min(len(p), maxSeen)]))
	case len(p) >= len(magic) && string(p[:len(magic)]) == magic:
		r.state = inHead
		return 0, nil
	}
	r.state = inMagic
	return 0, nil
}

// readMagic compares the first bytes of a status line one by one. What does not
// speak HTTP, such as a mail server or an HTTP/0.9 one, fails at once instead of at
// a timeout.
func (r *Reader) readMagic(p []byte) (n int, err error) {
	have := len(r.section.buf)
	for n < len(p) && have+n < len(magic) {
		if p[n] != magic[have+n] {
			seen := string(r.section.buf) + string(p[:min(len(p), maxSeen)])
			return n, malformed(InStatusLine, "want "+magic, seen)
		}
		n++
	}
	r.section.keep(p[:n])
	if have+n == len(magic) {
		r.state = inHead
	}
	return n, r.spend(n, InHead)
}

// finishHead parses a head whose last piece is p.
func (r *Reader) finishHead(p []byte) error {
	err := r.head.parse(r.section.text(p), r.section.ends)
	r.section.reset()
	switch {
	case err != nil:
		return err
	case r.head.StatusCode < 200:
		return r.skipInterim()
	}
	if err := r.head.frame(r.method); err != nil {
		return err
	}
	r.state = inBody
	if r.head.Framing == None || r.head.ContentLength == 0 {
		r.state = done
	}
	return nil
}

// skipInterim drops a head that is not the final one. RFC 9110 §15.2: a client
// must be able to take one or more of them, even unasked. §15.2.2: 101 tells
// that the server has taken up an Upgrade, of which we send none.
func (r *Reader) skipInterim() error {
	if r.head.StatusCode == 101 {
		return malformed(InInterim, "protocol switch that was not asked for", r.head.Raw)
	}
	if r.interim++; r.interim > r.limits.maxInterim() {
		return malformed(InInterim, "too many before the final one", r.head.Raw)
	}
	r.head = Head{}
	r.state, r.blank = beforeHead, 0
	return nil
}
