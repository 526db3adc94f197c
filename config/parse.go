package config

import (
	"os"
	"strings"
)

// A Host is what Parse must know of the world around it.
type Host struct {
	Env      func(name string) (string, bool)  // as os.LookupEnv; nil = nothing is set
	ReadFile func(name string) ([]byte, error) // nil = os.ReadFile
	Terminal Terminal                          // which standard streams are terminals
	Version  string                            // for --version and the User-Agent; "" = unknown
	Build    string                            // what --version adds in brackets; may be ""
	Date     string                            // of the manual, as 2006-01-02; "" = unknown
	Fields   []string                          // what --fields may name; nil = anything

	// Checks says what is wrong with the value of a flag, by its name, where that
	// takes knowledge that config has not. Where the error has a method Unknown, the
	// hint is the known name that is meant.
	Checks map[string]func(value string) error
}

func (h Host) getenv(name string) string {
	if h.Env == nil {
		return ""
	}
	text, _ := h.Env(name)
	return text
}

// Parse turns the arguments, without the program's name, into settings. Its error is
// always an *[Error]. Where help or the version is asked for, the settings hold an Answer
// and nothing else.
func Parse(args []string, host Host) (*Settings, error) {
	if len(args) == 0 {
		return nil, noCommand()
	}
	if text := rootAnswer(args[0], host); text != "" {
		return &Settings{Answer: text}, nil
	}
	if strings.HasPrefix(args[0], "-") {
		return nil, flagFirst(args[0])
	}
	name, rest := args[0], args[1:]
	if c := findCommand(name); c != nil {
		ready, asked, err := canonical(name, rest)
		if err != nil {
			return nil, asError(err)
		}
		if asked != noAnswer {
			return &Settings{Answer: c.answer(asked, host)}, nil
		}
		rest = ready
	}
	return settle(append([]string{name}, rest...), host)
}

// settle has the canonical arguments read, and makes the settings of them.
func settle(args []string, host Host) (*Settings, error) {
	var s *Settings
	err := dispatch(args, func(command string, given values, positionals []string) (err error) {
		if text, ok, err := printed(command, given, positionals, host); ok {
			s = &Settings{Answer: text}
			return err
		}
		s, err = build(command, given, positionals, host)
		return err
	})
	if err != nil {
		return nil, asError(err)
	}
	return s, nil
}

// build makes the settings of one command: layers, then what spans several settings.
func build(command string, given values, positionals []string, host Host) (*Settings, error) {
	s := &Settings{Command: command, URLs: positionals, Terminal: host.Terminal}
	layers, err := layersOf(command, given, host)
	if err != nil {
		return nil, err
	}
	if err := apply(s, layers...); err != nil {
		return nil, err
	}
	derive(s)
	for _, check := range []func(*Settings, Host) error{checkContradictions, checkKey, checkInputs, checkFields, chooseProxies, findNetrc, readFiles, askHost} {
		if err := check(s, host); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// readFile reads a whole file; "-" is stdin.
func (h Host) readFile(name string) ([]byte, error) {
	if name == "-" {
		name = "/dev/stdin"
	}
	if h.ReadFile == nil {
		return os.ReadFile(name)
	}
	return h.ReadFile(name)
}
