package config

import (
	"slices"
	"strings"
)

// A layer is one source of settings. Later layers are stronger.
type layer struct {
	origin Origin
	values values
	lines  map[string]int // of the values in a file, by long name
}

// originOf returns the place of a flag's value in the layer.
func (l *layer) originOf(f *Flag) Origin {
	from := l.origin
	from.line = l.lines[f.Name]
	return from
}

// layersOf returns the layers of a command, the strongest last.
func layersOf(command string, given values, host Host) ([]layer, error) {
	strong := []layer{envLayer(command, host), {origin: FromFlag, values: given}}
	s := &Settings{}
	if err := apply(s, strong...); err != nil { // they name the file
		return nil, err
	}
	f, err := openFile(s, host)
	if err != nil {
		return nil, err
	}
	return slices.Concat([]layer{defaultLayer(command, host)}, f.layers(command, s.profile), strong), nil
}

// defaultLayer holds the defaults of all flags, so that a command that lacks a flag has
// its setting nevertheless: demo crawls with the defaults of crawl.
func defaultLayer(command string, host Host) layer {
	defaults := values{}
	for _, f := range table {
		if v := f.defaultFor(command, host); v != "" {
			defaults[f.Name] = []string{v}
		}
	}
	return layer{origin: FromDefault, values: defaults}
}

// envLayer holds what the environment says about the flags of a command. A variable
// that is empty counts as not set; one that belongs to no flag is nobody's business.
func envLayer(command string, host Host) layer {
	env := values{}
	for _, f := range Flags(command) {
		text := host.getenv(f.Env())
		switch {
		case text == "":
		case f.Repeat && !f.Whole:
			env[f.Name] = lines(text)
		default:
			env[f.Name] = []string{text}
		}
	}
	// https://no-color.org; a dumb terminal cannot show colours.
	if env["no-color"] == nil && (host.getenv("NO_COLOR") != "" || host.getenv("TERM") == "dumb") {
		env["no-color"] = []string{"true"}
	}
	return layer{origin: FromEnv, values: env}
}

// lines splits a text at its line ends and drops empty lines.
func lines(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// apply puts layers into the settings, the strongest last, and notes where each value
// came from. All values are parsed, those that a stronger layer replaces too.
func apply(s *Settings, layers ...layer) error {
	s.origins = make(map[string]Origin, len(table))
	for _, l := range layers {
		for _, f := range table {
			texts := l.values[f.Name]
			if len(texts) == 0 {
				continue
			}
			if f.reset != nil {
				f.reset(s)
			}
			from := l.originOf(f)
			for _, text := range texts {
				if err := f.set(s, text); err != nil {
					return badValue(f, from, text, err)
				}
			}
			s.origins[f.Name] = from
		}
	}
	return nil
}
