package h1

// Head is the head of a response. Its strings are parts of Raw, except folded
// values, and stay valid; they keep Raw alive.
type Head struct {
	Major, Minor  int    // as sent: 1.0 to 1.9
	StatusCode    int    // 100 to 999
	Reason        string // may be empty, and may hold any byte but CR, LF and NUL
	Header        Header
	Framing       Framing // how the end of the body is found
	ContentLength int64   // the body's length in bytes where Framing is Length, else -1
	// KeepAlive tells that the connection may carry another request once the
	// body is done. [Reader.Reusable] also knows whether that went well.
	KeepAlive bool
	// Raw is the head as received, from the status line to the empty line. It
	// has neither the interim heads nor the empty lines that came before.
	Raw string
}

// parse reads text, whose lines end at ends.
func (h *Head) parse(text string, ends []int32) error {
	h.ContentLength, h.Raw = -1, text
	if err := h.parseStatusLine(cutLine(text, 0, int(ends[0]))); err != nil {
		return err
	}
	if err := checkBytes(text, ends, InHead); err != nil {
		return err
	}
	var err error
	h.Header, err = parseFields(text, int(ends[0])+1, ends[1:], InField)
	return err
}

// magic begins every status line. RFC 9112 §2.3: the name is case-sensitive.
const magic = "HTTP/"

// parseStatusLine reads line, which begins with magic.
//
// RFC 9112 §4: status-line = HTTP-version SP status-code SP [ reason-phrase ].
// The SP after the code may be missing where there is no reason: many servers
// leave it out.
func (h *Head) parseStatusLine(line string) error {
	const code = len("HTTP/1.1 ")
	if len(line) < code || !isDigit(line[5]) || line[6] != '.' || !isDigit(line[7]) || line[8] != ' ' {
		return malformed(InStatusLine, "want HTTP/1.1 and a space", line)
	}
	h.Major, h.Minor = int(line[5]-'0'), int(line[7]-'0')
	if h.Major != 1 {
		return malformed(InStatusLine, "want version 1", line)
	}
	rest := line[code:]
	if len(rest) < 3 || !isDigit(rest[0]) || !isDigit(rest[1]) || !isDigit(rest[2]) ||
		len(rest) > 3 && rest[3] != ' ' {
		return malformed(InStatusLine, "want a status code of three digits", line)
	}
	h.StatusCode = int(rest[0]-'0')*100 + int(rest[1]-'0')*10 + int(rest[2]-'0')
	// RFC 9110 §15: 100 to 599; a client treats what is above as 5xx.
	if h.StatusCode < 100 {
		return malformed(InStatusLine, "want a status code of 100 or more", line)
	}
	if len(rest) > 4 {
		h.Reason = rest[4:]
	}
	return nil
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// atLeast11 treats a higher minor version as the highest one known (RFC 9110 §2.5).
func (h *Head) atLeast11() bool { return h.Minor >= 1 }
