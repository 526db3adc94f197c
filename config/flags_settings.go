package config

import "slices"

var settingFlags = []*Flag{
	custom(Flag{
		Name: "config", Arg: "FILE", NoFile: true, Commands: readers,
		DefaultDoc: "~/.config/clew/config.toml",
		Doc:        "read settings from FILE, in TOML",
		LongDoc: "Without it, $XDG_CONFIG_HOME/clew/config.toml is read where there is one ($XDG_CONFIG_HOME is ~/.config where " +
			"it is not set). '' reads none. A file that everybody may write to is refused.",
	}, parseConfig, func(s *Settings) *string { return &s.configFile }),

	custom(Flag{
		Name: "profile", Arg: "NAME", NoFile: true, Commands: readers, DefaultDoc: "none",
		Doc:     "use the settings under [profile.NAME] of the file too",
		LongDoc: "They are stronger than those outside a profile. '' uses none.",
	}, parseProfile, func(s *Settings) *string { return &s.profile }),

	onOff(Flag{
		Name: "show-secrets", Commands: []string{configCommand},
		Doc: "show passwords, cookies and header values too",
	}, func(s *Settings) *bool { return &s.showSecrets }),
}

// readers are the commands that read the configuration file.
var readers = slices.Concat(everyone, []string{configCommand})

// parseConfig accepts the name of a file, or an empty one for none.
func parseConfig(v string) (string, error) {
	if v == "" {
		return "", nil
	}
	return parseOutputFile(v)
}

// parseProfile accepts the name of a profile, or an empty one for none.
func parseProfile(v string) (string, error) {
	if v == "" {
		return "", nil
	}
	return parseText(v)
}
