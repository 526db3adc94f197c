package config

import (
	"runtime"
	"runtime/debug"
	"strings"
)

// Build returns the version of this binary, what it was built from (the commit, where Go
// was told, and Go itself), and the day of the commit. version is what the linker was
// given, "devel" where that is nothing.
func Build(version string) (name, from, day string) {
	name = version
	var parts []string
	if info, ok := debug.ReadBuildInfo(); ok {
		if module := info.Main.Version; name == "devel" && module != "" && module != "(devel)" {
			name = strings.TrimPrefix(module, "v")
		}
		settings := map[string]string{}
		for _, s := range info.Settings {
			settings[s.Key] = s.Value
		}
		if commit := settings["vcs.revision"]; commit != "" {
			commit = "commit " + commit[:min(len(commit), 12)]
			if settings["vcs.modified"] == "true" {
				commit += ", modified"
			}
			parts = append(parts, commit)
			day, _, _ = strings.Cut(settings["vcs.time"], "T")
		}
	}
	parts = append(parts, runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH)
	return name, strings.Join(parts, ", "), day
}
