package config

import (
	"regexp"
	"strings"
)

// stars stand for what is not to be seen.
const stars = "***"

// masks show of the value of a flag what is no secret. A flag with secrets that is not here
// shows nothing of them.
var masks = map[string]func(string) string{
	"user": func(v string) string {
		name, _, _ := strings.Cut(v, ":")
		return name + ":" + stars
	},
	"header": func(v string) string {
		name, value, found := strings.Cut(v, ":")
		if found && strings.TrimSpace(value) != "" && !strings.HasPrefix(v, "@") {
			return name + ": " + stars
		}
		return v
	},
	"data": func(v string) string {
		if strings.HasPrefix(v, "@") {
			return v
		}
		return stars
	},
	"cookie": func(v string) string { return cookieValue.ReplaceAllString(v, "="+stars) },
	"proxy":  func(v string) string { return loginPart.ReplaceAllString(v, "${1}"+stars+"@") },
}

var (
	cookieValue = regexp.MustCompile(`=[^;]*`)
	loginPart   = regexp.MustCompile(`^([A-Za-z0-9+.-]*://)?.*@`)
)

// mask hides the secrets of settings. The name of a file that holds some is none.
func mask(all []setting) {
	for i, s := range all {
		if !s.flag.Secret {
			continue
		}
		masked := make([]string, len(s.texts))
		for j, text := range s.texts {
			masked[j] = stars
			if hide := masks[s.flag.Name]; hide != nil {
				masked[j] = hide(text)
			}
		}
		if s.texts != nil {
			all[i].texts = masked
		}
	}
}
