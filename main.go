// Clew fetches lists of URLs and crawls sites; see README.md.
package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/term"

	"clew/config"
	"clew/pipeline"
	"clew/pipeline/control"
	"clew/pipeline/demo"
	"clew/pipeline/record"
)

// version is set by the linker for releases.
var version = "devel"

//go:embed all:testdata/site
var testdata embed.FS

func main() {
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	name, from, day := config.Build(version)
	settings, err := config.Parse(args, config.Host{
		Env:      os.LookupEnv,
		Terminal: config.Terminal{Stdin: isTerminal(os.Stdin), Stdout: isTerminal(os.Stdout), Stderr: isTerminal(os.Stderr)},
		Version:  name,
		Build:    from,
		Date:     day,
		Fields:   record.FieldNames(),
		Checks:   pipeline.Checks(),
	})
	if err != nil {
		return complain(err)
	}
	if settings.Answer != "" {
		fmt.Print(settings.Answer)
		return 0
	}
	if settings.Command == config.Ps {
		return control.Ps(settings.PID, os.Stdout, os.Stderr)
	}
	streams := pipeline.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
	if settings.Command == config.Demo {
		site, _ := fs.Sub(testdata, "testdata/site")
		return demo.Run(settings, streams, site)
	}
	return pipeline.Job{Settings: settings, Streams: streams}.Run()
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// complain prints an error of the command line and returns its exit code.
func complain(err error) int {
	var e *config.Error
	if errors.As(err, &e) {
		fmt.Fprint(os.Stderr, e.Report())
		return e.ExitCode()
	}
	fmt.Fprintf(os.Stderr, "clew: %v\n", err)
	return 1
}
