package auth

import (
	"strings"

	"clew/crawl/weburl"
)

// Login returns who a request for u comes from, if it does not say so itself: the
// user in the URL, else the one that the netrc file has for its host. A password
// that is missing in the URL is looked for in the file.
func Login(u weburl.URL, file Netrc) (user, password string, ok bool) {
	user, password = u.Credentials()
	if password != "" {
		return user, password, true
	}
	host := strings.TrimSuffix(strings.Trim(u.Hostname(), "[]"), ".")
	if login, found, ok := file.Find(host, user); ok {
		return login, found, true
	}
	return user, "", user != ""
}
