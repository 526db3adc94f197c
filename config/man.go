package config

func manual(args []string, host Host) (string, error) { return "", nil }
