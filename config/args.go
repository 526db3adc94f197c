package config

import (
	"strings"
	"unicode/utf8"
)

// The parser under us stops at the first positional argument and leaves what follows
// unread, flags included. It also takes each spelling of a flag for a flag of its own and
// refuses two of them together. So arguments are brought into one form before it sees them:
// --long=value for each flag, in order; then "--"; then the positionals.

// answers to flags that ask for a text instead of a run.
type answer int

const (
	noAnswer answer = iota
	shortHelp
	longHelp
	version
)

// An argScan goes through the arguments of one command.
type argScan struct {
	command     string
	flags       []*Flag
	args        []string // those not yet read
	canonical   []string
	positionals []string
	answer      answer // set by the first flag that asks for one; ends the scan
}

// canonical returns the arguments of a command in the one form, or an answer.
func canonical(command string, args []string) ([]string, answer, error) {
	if command == configCommand {
		return canonicalConfig(args)
	}
	s := &argScan{command: command, flags: Flags(command), args: args}
	return s.scan()
}

// scan reads all arguments.
func (s *argScan) scan() ([]string, answer, error) {
	for len(s.args) > 0 && s.answer == noAnswer {
		arg := s.args[0]
		s.args = s.args[1:]
		if arg == "--" {
			s.positionals = append(s.positionals, s.args...)
			break
		}
		if err := s.read(arg); err != nil {
			return nil, noAnswer, err
		}
	}
	s.canonical = append(s.canonical, "--")
	return append(s.canonical, s.positionals...), s.answer, nil
}

// read takes one argument, and a flag's value with it.
func (s *argScan) read(arg string) error {
	switch {
	case arg == "-" || !strings.HasPrefix(arg, "-"):
		s.positionals = append(s.positionals, arg)
		return nil
	case strings.HasPrefix(arg, "--"):
		return s.long(arg)
	}
	return s.cluster(arg)
}

// long reads --name, --name value, --name=value and --no-name.
func (s *argScan) long(arg string) error {
	name, value, hasValue := strings.Cut(arg[2:], "=")
	f := byName(s.flags, name)
	switch {
	case f == nil:
		return s.meta(name, hasValue)
	case hasValue:
	case f.onOff():
		value = "true"
	default:
		var err error
		if value, err = s.next(f, "--"+name); err != nil {
			return err
		}
	}
	s.emit(f, value)
	return nil
}

// meta reads the long flags that are not in the table: answers and negations.
func (s *argScan) meta(name string, hasValue bool) error {
	if !hasValue {
		switch name {
		case "help":
			s.answer = longHelp
			return nil
		case "version":
			s.answer = version
			return nil
		}
	}
	for _, f := range s.flags {
		if no := f.negation(); no == "" || no != name {
			continue
		}
		if hasValue {
			return usageError("--"+name+" or --"+f.Name+"=false turns it off", "--%s takes no value", name)
		}
		s.emit(f, "false")
		return nil
	}
	return unknownFlag(s.command, "--"+name)
}

// cluster reads -f, -f value, -fvalue, -f=value, and switches joined as in -kv.
func (s *argScan) cluster(arg string) error {
	word, _, _ := strings.Cut(arg[1:], "=")
	if len(word) > 1 && (byName(table, word) != nil || word == "version") {
		// -list FILE is one dash too few, not --list ist FILE.
		return unknownFlag(s.command, "-"+word)
	}
	for rest := arg[1:]; rest != ""; {
		_, size := utf8.DecodeRuneInString(rest)
		short := rest[:size]
		rest = rest[size:]
		f := byShort(s.flags, short)
		value, hasValue := strings.CutPrefix(rest, "=")
		switch {
		case short == "h":
			s.answer = shortHelp
			return nil
		case f == nil:
			return unknownFlag(s.command, "-"+short)
		case f.onOff() && !hasValue:
			s.emit(f, "true")
			continue
		case rest == "":
			var err error
			if value, err = s.next(f, "-"+short); err != nil {
				return err
			}
		}
		s.emit(f, value)
		return nil
	}
	return nil
}

// next takes the value of a flag from the next argument. One that looks like a flag is none:
// whoever means it writes it with an equals sign.
func (s *argScan) next(f *Flag, spelled string) (string, error) {
	if len(s.args) == 0 {
		return "", usageError("write "+spelled+" "+f.Arg, "%s: value missing", spelled)
	}
	value := s.args[0]
	short, dashed := strings.CutPrefix(value, "-")
	if strings.HasPrefix(value, "--") || dashed && (short == "h" || byShort(s.flags, short) != nil) {
		hint := "if " + value + " is the value, write --" + f.Name + "=" + value
		return "", usageError(hint, "%s: value missing before %s", spelled, value)
	}
	s.args = s.args[1:]
	return value, nil
}

func (s *argScan) emit(f *Flag, value string) {
	s.canonical = append(s.canonical, "--"+f.Name+"="+value)
}
