package config

import "strconv"

// readPID takes the one argument of ps, a process number.
func readPID(s *Settings) error {
	if len(s.URLs) > 1 {
		return usageError("without a number it lists those that run", "ps takes one process number, not %d", len(s.URLs))
	}
	if len(s.URLs) == 0 {
		return nil
	}
	pid, err := strconv.Atoi(s.URLs[0])
	if err != nil || pid <= 0 {
		return usageError("clew ps lists those that run", "ps: %s is no process number", printable(s.URLs[0]))
	}
	s.PID, s.URLs = pid, nil
	return nil
}
