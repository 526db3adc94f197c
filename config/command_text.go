package config

import "strings"

// textCommands are those that print a text and make no request.
var textCommands = []command{
	{
		name: configCommand, args: "[COMMAND] [FLAG…]", doc: "show the settings in force",
		long: "Shows every setting in force and where it comes from: default, configuration file, profile, environment or flag. " +
			"The flags are those of COMMAND, or of all commands, as they would be given to it. The text is a configuration file, its defaults " +
			"commented out; with --format jsonl each setting is a JSON object with key, value, origin and commands, and file and line, profile, " +
			"variable where they apply.",
		examples: []string{
			"clew config",
			"clew config crawl --profile nightly",
			"clew config --format jsonl | grep -v '\"origin\":\"default\"'",
		},
	},
	{
		name: completionCommand, args: "bash|zsh|fish", doc: "print the completions of a shell",
		long:  "Prints a script that lets the shell complete commands, flags, their values, and the names of profiles.",
		words: []string{"bash", "zsh", "fish"},
		examples: []string{
			`eval "$(clew completion bash)"   # in ~/.bashrc`,
			`clew completion zsh > "${fpath[1]}/_clew"`,
			`clew completion fish > ~/.config/fish/completions/clew.fish`,
		},
	},
	{
		name: manCommand, args: "", doc: "print the manual page",
		long: "Prints the manual page, in roff.",
		examples: []string{
			"clew man | man -l -",
			"clew man > ~/.local/share/man/man1/clew.1",
		},
	},
	{
		name: helpCommand, args: "[COMMAND]", doc: "explain clew, or a command",
		long:     "Says what --help says, of clew or of a command.",
		examples: []string{"clew help crawl"},
	},
}

// settingCommands are the commands that settings are for.
func settingCommands() []string {
	var names []string
	for _, c := range runCommands {
		names = append(names, c.name)
	}
	return names
}

// printed returns the text of a command that prints one; ok reports whether it is such.
func printed(command string, given values, args []string, host Host) (text string, ok bool, err error) {
	switch command {
	case configCommand:
		text, err = showSettings(given, args, host)
	case completionCommand:
		text, err = completion(args, host)
	case manCommand:
		text, err = manual(args, host)
	case helpCommand:
		text, err = helpAbout(args)
	default:
		return "", false, nil
	}
	return text, true, err
}

// helpAbout is the text of clew help.
func helpAbout(args []string) (string, error) {
	switch {
	case len(args) == 0:
		return rootHelp(), nil
	case len(args) > 1:
		return "", tooMany(helpCommand, args[1])
	case findCommand(args[0]) == nil:
		return "", unknownCommand(args[0])
	}
	return findCommand(args[0]).longHelp(), nil
}

// tooMany is the error of an argument that a command does not take.
func tooMany(command, arg string) error {
	c := findCommand(command)
	return usageError(strings.TrimSpace("usage: clew "+command+" "+c.args), "%s takes no argument %s", command, printable(arg))
}
