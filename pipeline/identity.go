package pipeline

import (
	"os"
	"path/filepath"
	"time"

	"clew/config"
	"clew/fetch/auth"
	"clew/fetch/cookies"
	"clew/fetch/h1"
)

// withUser adds what the flags say of the user to the header of the run.
func withUser(h h1.Header, s config.Request) h1.Header {
	if s.User != "" && !h.Has("Authorization") {
		h = append(h, h1.Field{Name: "Authorization", Value: auth.Basic(auth.Split(s.User))})
	}
	for _, arg := range s.Cookies {
		if pairs, _ := cookies.Argument(arg); pairs != "" {
			h = append(h, h1.Field{Name: "Cookie", Value: pairs})
		}
	}
	return h
}

// readIdentity reads the files that know the user.
func (r *run) readIdentity() error {
	s := r.settings.Request
	if s.Netrc != "" {
		text, err := os.ReadFile(s.Netrc)
		if err == nil {
			r.netrc, err = auth.ParseNetrc(text)
		}
		if err != nil {
			return &FileError{Op: "read netrc", Name: s.Netrc, Err: err}
		}
	}
	for _, arg := range s.Cookies {
		if _, file := cookies.Argument(arg); file != "" {
			if err := r.readCookies(file); err != nil {
				return err
			}
		}
	}
	if s.CookieJar == "" {
		return nil
	}
	r.openJar()
	probe, err := os.CreateTemp(filepath.Dir(s.CookieJar), ".clew-*") // better now than after the run
	if err != nil {
		return &FileError{Op: "write", Name: s.CookieJar, Err: err}
	}
	probe.Close()
	os.Remove(probe.Name())
	return nil
}

func (r *run) openJar() {
	if r.jar == nil {
		r.jar = new(cookies.Jar)
	}
}

func (r *run) readCookies(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return &FileError{Op: "read cookies", Name: name, Err: err}
	}
	r.openJar()
	if bad := r.jar.Read(text, time.Now()); len(bad) > 0 {
		r.warn("%s: %d lines are no cookies, the first of them line %d", name, len(bad), bad[0])
	}
	return nil
}

// saveCookies writes --cookie-jar, however the run ended.
func (r *run) saveCookies() error {
	name := r.settings.Request.CookieJar
	if name == "" {
		return nil
	}
	if err := replace(name, r.jar.AppendTo(nil, time.Now())); err != nil {
		return &FileError{Op: "write", Name: name, Err: err}
	}
	return nil
}

// replace makes text the content of a file, which has the old one or the new one
// whatever happens. It is the user's alone. What is no file is written to.
func replace(name string, text []byte) error {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return os.WriteFile(name, text, 0o600)
	}
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".clew-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if _, err = f.Write(text); err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
