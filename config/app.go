package config

import (
	"flag"
	"io"

	"github.com/urfave/cli/v2"
)

// values are the texts given for flags, by long name, in their order.
type values map[string][]string

// dispatch has the canonical arguments parsed, and calls run for the command they name.
// args begin with the command. Texts are only collected here: what they mean is decided
// when all layers are known.
func dispatch(args []string, run func(command string, given values, positionals []string) error) error {
	app := &cli.App{
		Name:   "clew",
		Action: func(c *cli.Context) error { return unknownCommand(c.Args().First()) },
		// The parser is not to print, nor to end the process: that is main's to do.
		Writer:         io.Discard,
		ErrWriter:      io.Discard,
		ExitErrHandler: func(*cli.Context, error) {},
		HideHelp:       true,
		HideVersion:    true,
	}
	for _, c := range commands {
		given := values{}
		app.Commands = append(app.Commands, &cli.Command{
			Name:     c.name,
			Flags:    parserFlags(c.name, given),
			HideHelp: true,
			Action: func(ctx *cli.Context) error {
				return run(ctx.Command.Name, given, ctx.Args().Slice())
			},
		})
	}
	return app.Run(append([]string{app.Name}, args...))
}

// parserFlags makes the parser's flags for one command, which put what they get into given.
func parserFlags(command string, given values) []cli.Flag {
	var flags []cli.Flag
	for _, f := range Flags(command) {
		flags = append(flags, &parserFlag{f, given})
	}
	return flags
}

// A parserFlag is a [Flag] as the parser sees it. It has the long name alone, as the
// arguments are canonical. The parser asks for names quadratically often, and its own flag
// types run a regular expression each time: a millisecond for one invocation.
type parserFlag struct {
	*Flag
	into values
}

func (f *parserFlag) Names() []string { return []string{f.Name} }
func (f *parserFlag) IsSet() bool     { return len(f.into[f.Name]) > 0 }
func (f *parserFlag) String() string  { return f.both() }

func (f *parserFlag) Apply(set *flag.FlagSet) error {
	set.Func(f.Name, f.Doc, func(text string) error {
		f.into[f.Name] = append(f.into[f.Name], text)
		return nil
	})
	return nil
}
