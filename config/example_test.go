package config_test

import (
	"errors"
	"fmt"
	"os"

	"clew/config"
)

// Parse gives settings, an answer, or an error that knows its exit code.
func ExampleParse() {
	host := config.Host{Env: os.LookupEnv, Version: "1.0.0"}
	for _, args := range [][]string{
		{"fetch", "https://example.com/", "--timeout", "5", "-c64"},
		{"--version"},
		{"fetch", "https://example.com/", "--time-out=5"},
	} {
		settings, err := config.Parse(args, host)
		var wrong *config.Error
		switch {
		case errors.As(err, &wrong):
			fmt.Print(wrong.Report(), "exit ", wrong.ExitCode(), "\n")
		case settings.Answer != "":
			fmt.Print(settings.Answer)
		default:
			fmt.Println(settings.Command, settings.URLs, settings.Time.Total, settings.Load.MaxInflight)
		}
	}
	// Output:
	// fetch [https://example.com/] 5s 64
	// clew 1.0.0
	// clew: unknown flag --time-out
	// hint: did you mean --timeout?
	// exit 2
}
