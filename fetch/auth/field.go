package auth

import (
	"encoding/base64"
	"strings"
)

// Basic returns the value of an Authorization or Proxy-Authorization field for a
// user (RFC 7617 §2). A user name with a colon cannot be told from a shorter one.
func Basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// Bearer returns the value of an Authorization field for whoever has the token
// (RFC 6750 §2.1).
func Bearer(token string) string { return "Bearer " + token }

// Split takes the argument of curl's --user apart: the password is what follows
// the first colon, and empty without one.
func Split(arg string) (user, password string) {
	user, password, _ = strings.Cut(arg, ":")
	return user, password
}
