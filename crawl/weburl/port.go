package weburl

import "strconv"

func (k kind) defaultPort() uint16 { return defaultPorts[k] }

// appendPort writes a colon and the port, or nothing where it is empty or the
// default.
//
// https://url.spec.whatwg.org/#port-state
func appendPort(dst []byte, kind kind, digits string) ([]byte, string) {
	if digits == "" {
		return dst, ""
	}
	port, reason := portNumber(digits)
	if reason != "" || kind.special() && port == kind.defaultPort() {
		return dst, reason
	}
	dst = append(dst, ':')
	return strconv.AppendUint(dst, uint64(port), 10), ""
}

func portNumber(digits string) (port uint16, reason string) {
	n := 0
	for i := range len(digits) {
		if !isDigit(digits[i]) {
			return 0, badPort
		}
		// Beyond the limit the value no longer matters, only the digits do.
		n = min(n*10+int(digits[i]-'0'), 1<<16)
	}
	if n >= 1<<16 {
		return 0, portTooBig
	}
	return uint16(n), ""
}
