package config

import (
	"slices"
	"strings"
)

// completion is the text of clew completion. "profiles" is what the scripts ask for while
// somebody types; the words of that line follow.
func completion(args []string, host Host) (string, error) {
	c := findCommand(completionCommand)
	switch {
	case len(args) == 0:
		return "", usageError("usage: "+c.synopsis(), "name a shell")
	case args[0] == "profiles":
		return typedProfiles(args[1:], host), nil
	case len(args) > 1:
		return "", tooMany(c.name, args[1])
	}
	switch args[0] {
	case "bash":
		return bashCompletion(host), nil
	case "zsh":
		return zshCompletion(host), nil
	case "fish":
		return fishCompletion(host), nil
	}
	return "", unknownAmong("shell", args[0], c.words)
}

// typedProfiles lists the profiles of the file that a line being typed has for --config,
// or of the usual one; none where it cannot be read, as nobody would see why.
func typedProfiles(typed []string, host Host) string {
	given := values{}
	for i, word := range typed {
		if name, found := strings.CutPrefix(word, "--config="); found {
			given["config"] = []string{name}
		}
		if after := slices.DeleteFunc(slices.Clone(typed[i+1:]), isEquals); word == "--config" && len(after) > 0 {
			given["config"] = after[:1] // bash takes = for a word
		}
	}
	s := &Settings{}
	if apply(s, envLayer(configCommand, host), layer{origin: FromFlag, values: given}) != nil {
		return ""
	}
	s.profile = "" // it is what is being typed
	f, err := openFile(s, host)
	if err != nil || len(f.profiles) == 0 {
		return ""
	}
	return strings.Join(f.profiles, "\n") + "\n"
}

func isEquals(word string) bool { return word == "=" }

// Kinds of values, as far as a shell can complete them.
type valueKind int

const (
	anyValue valueKind = iota
	wordValue
	listValue // words between commas
	fileValue
	folderValue
	profileValue
)

// kind returns what a flag's value is, and the words that it can be.
func (f *Flag) kind(host Host) (valueKind, []string) {
	switch {
	case f.Words != nil:
		return wordValue, f.Words
	case f.Name == "fields" && host.Fields != nil:
		return listValue, host.Fields
	case f.Name == "profile":
		return profileValue, nil
	case strings.Contains(f.Arg, "FILE"):
		return fileValue, nil
	case strings.Contains(f.Arg, "DIR"):
		return folderValue, nil
	}
	return anyValue, nil
}

// operands returns the words that the arguments of a command can be; nil = anything.
func (c *command) operands() []string {
	switch c.name {
	case configCommand:
		return settingCommands()
	case helpCommand:
		return commandNames()
	}
	return c.words
}

// dashed returns the spellings of a flag, the long one first.
func (f *Flag) dashed() []string {
	all := []string{"--" + f.Name}
	if f.Short != "" {
		all = append(all, "-"+f.Short)
	}
	return all
}

// completed returns the flags that are completed for a command.
func (c *command) completed() []*Flag { return append(Flags(c.name), metaFlags...) }
