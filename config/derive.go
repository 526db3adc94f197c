package config

import "slices"

// derive fills in what follows from other settings.
func derive(s *Settings) {
	s.Load.HostDelayGiven = s.origins["host-delay"] != FromDefault
	if s.origins["speed-time"] != FromDefault && s.origins["speed-limit"] == FromDefault {
		s.Time.SpeedLimit = 1 // as curl has it
	}
	s.UsesStdin = slices.Contains(s.URLs, "-") || slices.Contains(s.Lists, "-") ||
		s.takesInputs() && s.inputless() && !s.Terminal.Stdin && !s.readsStdinFile()
	if s.Output.Format == "" {
		s.Output.Format = FormatJSONL
		if s.Terminal.Stdout && s.Output.File == "" {
			s.Output.Format = FormatText
		}
	}
	if s.Request.Method == "" {
		s.Request.Method = "GET"
		if s.dataArgs != nil {
			s.Request.Method = "POST"
		}
	}
}

// takesInputs reports whether the command reads URLs.
func (s *Settings) takesInputs() bool { return s.Command != Demo && s.Command != Ps }

// inputless reports whether the arguments name no input.
func (s *Settings) inputless() bool { return len(s.URLs) == 0 && len(s.Lists) == 0 }

// readsStdinFile reports whether stdin is the file of a --data, --header or --write-out.
func (s *Settings) readsStdinFile() bool {
	return slices.Contains(s.dataArgs, "@-") || slices.Contains(s.headerArgs, "@-") || s.Output.WriteOut == "@-"
}
