package config

import "testing"

func TestPsTakesAProcessNumber(t *testing.T) {
	for args, pid := range map[string]int{"ps": 0, "ps 4711": 4711, "ps -- 7": 7} {
		s := parsed(t, onTerminal, args)
		if s.Command != Ps || s.PID != pid || len(s.URLs) > 0 || s.UsesStdin {
			t.Errorf("clew %s: %+v", args, s)
		}
	}
	wantReport(t, refused(t, onTerminal, "ps", "1", "2"), "clew: ps takes one process number, not 2", "hint: without a number it lists those that run")
	for _, no := range []string{"x", "0", "1.5", ""} {
		if e := refused(t, onTerminal, "ps", no); e.ExitCode() != 2 {
			t.Errorf("ps %s: %v", no, e)
		}
	}
}
