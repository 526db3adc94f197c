package config

import (
	"errors"
	"strings"
	"testing"
)

type unknownColour string

func (e unknownColour) Error() string               { return "no colour " + string(e) }
func (e unknownColour) Unknown() (string, []string) { return string(e), []string{"red", "green"} }

// TestChecksOfTheHost: what config cannot judge is a mistake in the arguments all the
// same, with the name of its flag, and a hint where a name was meant.
func TestChecksOfTheHost(t *testing.T) {
	host := onTerminal
	host.Checks = map[string]func(string) error{
		"where":     func(v string) error { return unknownColour(v) },
		"write-out": func(v string) error { return errors.New("of " + v) },
	}
	for _, test := range []struct{ args, env, want string }{
		{"fetch a --where gren", "", "clew: --where: no colour gren\nhint: did you mean green?\n"},
		{"fetch a --where violet", "", "clew: --where: no colour violet\n"},
		{"crawl a", "CLEW_WHERE=redd", "clew: CLEW_WHERE: no colour redd\nhint: did you mean red?\n"},
		{"fetch a -w @template --output x", "", "clew: --write-out: of %{url}\n"},
	} {
		here := host.holding("template", "%{url}")
		if test.env != "" {
			here = here.with(test.env)
		}
		_, err := Parse(strings.Fields(test.args), here)
		var e *Error
		if !errors.As(err, &e) || e.Report() != test.want || e.ExitCode() != 2 {
			t.Errorf("%s: %v, want %s", test.args, err, test.want)
		}
	}
	if s := parsed(t, host, "fetch a --select gren"); s.Output.Select != "gren" {
		t.Errorf("got %q", s.Output.Select)
	}
}

func TestTemplateOfAFile(t *testing.T) {
	s := parsed(t, onTerminal.holding("t", "%{url}\n"), "fetch a -w @t")
	if s.Output.WriteOut != "%{url}\n" {
		t.Errorf("got %q", s.Output.WriteOut)
	}
	_, err := Parse([]string{"fetch", "a", "-w", "@none"}, onTerminal)
	var e *Error
	if !errors.As(err, &e) || e.ExitCode() != 3 {
		t.Errorf("got %v", err)
	}
}

// TestNullIsNobodysFile: it may be named twice.
func TestNullIsNobodysFile(t *testing.T) {
	parsed(t, onTerminal, "fetch a -o /dev/null --summary /dev/null")
}
