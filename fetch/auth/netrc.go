package auth

import "strings"

// Netrc is what a .netrc file says, in its order. The zero Netrc says nothing.
type Netrc struct{ entries []entry }

// An entry is for one machine, or the default.
type entry struct {
	machine     string
	forAll      bool // it is the default
	login       string
	password    string
	hasLogin    bool
	hasPassword bool
}

// Find returns the user and the password for a host. With a user it finds the
// password of that one. An entry without a login is for any user; the default
// counts where it stands, so that it is to be the last. Names of hosts are compared
// without regard to case.
func (n Netrc) Find(host, user string) (login, password string, ok bool) {
	for _, e := range n.entries {
		switch {
		case !e.forAll && !strings.EqualFold(e.machine, host):
		case !e.hasLogin && e.hasPassword:
			return user, e.password, true
		case e.hasLogin && (user == "" || user == e.login && e.hasPassword):
			return e.login, e.password, true
		}
	}
	return "", "", false
}

// ParseNetrc reads a file in the format of ftp's, as curl does: machine NAME or
// default, followed by login, password and account, each with a value; macdef up
// to an empty line; lines that begin with '#' are comments. Words are separated by
// white space; one in double quotes may hold it, and \n, \r, \t and \" there stand
// for what they do in C. Words that are out of place do not matter, as in curl.
//
// The error is a [*NetrcError].
func ParseNetrc(text []byte) (Netrc, error) {
	var n Netrc
	w := words{text: string(text), line: 1}
	for w.next() {
		keyword := w.word
		if w.quoted {
			continue
		}
		switch strings.ToLower(keyword) {
		case "machine":
			if w.next() {
				n.entries = append(n.entries, entry{machine: w.word})
			}
		case "default":
			n.entries = append(n.entries, entry{forAll: true})
		case "login", "password", "account":
			if w.next() && len(n.entries) > 0 {
				n.entries[len(n.entries)-1].set(strings.ToLower(keyword), w.word)
			}
		case "macdef":
			w.skipMacro()
		}
	}
	return n, w.err
}

func (e *entry) set(keyword, value string) {
	switch keyword {
	case "login":
		e.login, e.hasLogin = value, true
	case "password":
		e.password, e.hasPassword = value, true
	}
}
