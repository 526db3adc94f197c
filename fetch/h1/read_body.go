package h1

// Body takes what has arrived after the head. It consumes n bytes of p and
// returns the payload among them, with the transfer coding removed: a part of p,
// valid as long as p, and perhaps empty. Call it with the rest of p while n > 0
// and the body is not done, then with what arrives next. Payload may come along
// with an error, and with the report that the body is done.
//
// A body that lasts until the close is never done: [Reader.EOF] ends it.
// Bytes that follow a complete message are not consumed: see [Reader.Reusable].
//
// Errors: a [*ProtocolError], or one that wraps [ErrHeadTooLarge] for the trailer
// section. Body panics where the head is not done.
func (r *Reader) Body(p []byte) (payload []byte, n int, bodyDone bool, err error) {
	switch {
	case r.err != nil:
		return nil, 0, false, r.err
	case r.state < inBody:
		panic("h1: Body called before Head was done")
	case r.state == inBody:
		payload, n = r.readPayload(p)
		r.got += int64(len(payload))
	}
	if r.state == inTrailer && r.err == nil {
		n += r.readTrailer(p[n:])
	}
	if r.state == done {
		r.noteExcess(p[n:])
	}
	return payload, n, r.state == done, r.err
}

func (r *Reader) readPayload(p []byte) (payload []byte, n int) {
	switch r.head.Framing {
	case Length:
		n = int(min(int64(len(p)), r.head.ContentLength-r.got))
		if r.got+int64(n) == r.head.ContentLength {
			r.state = done
		}
		return p[:n:n], n
	case Chunked:
		var last bool
		payload, n, last, r.err = r.chunked.next(p)
		if last {
			r.state, r.used = inTrailer, 0
		}
		return payload, n
	}
	return p, len(p)
}

// readTrailer takes the trailer section (RFC 9112 §7.1.2), nearly always nothing
// but the empty line at its end.
func (r *Reader) readTrailer(p []byte) (n int) {
	p = r.clip(p)
	maxLines := r.limits.maxFields() + 1
	n, sectionDone := r.section.scan(p, maxLines)
	if r.err = r.spend(n, InTrailer); r.err != nil {
		return n
	}
	switch {
	case sectionDone:
		r.err = r.finishTrailer(p[:n])
	case len(r.section.ends) == maxLines:
		r.err = tooLarge(InTrailer, maxLines-1, "fields")
	default:
		r.section.keep(p[:n])
	}
	return n
}

// finishTrailer parses a trailer section whose last piece is p.
func (r *Reader) finishTrailer(p []byte) (err error) {
	if ends := r.section.ends; len(ends) > 1 {
		text := r.section.text(p)
		if err = checkBytes(text, ends, InTrailer); err == nil {
			r.trailer, err = parseFields(text, 0, ends, InTrailer)
		}
	}
	r.section.reset()
	if err == nil {
		r.state = done
	}
	return err
}

// noteExcess remembers that bytes followed the message.
func (r *Reader) noteExcess(rest []byte) {
	if len(rest) > 0 {
		r.excess = true
	}
}
