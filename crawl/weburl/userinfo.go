package weburl

// HasCredentials reports whether u carries a user name or a password.
//
// https://url.spec.whatwg.org/#include-credentials
func (u URL) HasCredentials() bool { return u.at.hasAuthority() && u.at.host > u.at.scheme+3 }

// Username returns the user name, percent-encoded.
func (u URL) Username() string {
	if !u.at.hasAuthority() {
		return ""
	}
	return u.href[u.at.scheme+3 : u.at.userEnd]
}

// Password returns the password, percent-encoded.
func (u URL) Password() string {
	if !u.HasCredentials() || u.href[u.at.userEnd] != ':' {
		return ""
	}
	return u.href[u.at.userEnd+1 : u.at.host-1]
}

// Credentials returns user name and password, percent-decoded; a '%' that stands
// for nothing is itself.
func (u URL) Credentials() (username, password string) {
	return string(percentDecode(u.Username())), string(percentDecode(u.Password()))
}

// WithoutCredentials returns u without user name and password. It allocates
// only where u has them.
func (u URL) WithoutCredentials() URL {
	if !u.HasCredentials() {
		return u
	}
	start := u.at.scheme + 3
	cut := u.at.host - start
	u.href = u.href[:start] + u.href[u.at.host:]
	u.at.userEnd, u.at.host = start, start
	u.at.hostEnd -= cut
	u.at.path -= cut
	u.at.query -= cut
	u.at.fragment -= cut
	return u
}
