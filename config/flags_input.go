package config

var inputFlags = []*Flag{
	repeated(Flag{
		Name: "list", Short: "l", Arg: "FILE", Commands: fetchers,
		Doc: "read URLs from FILE, one a line (- = stdin)",
		LongDoc: "May be given several times. Blank lines and lines that begin with # are no inputs; " +
			"a line that begins with { is a JSON object with url and optionally method, headers, body and meta. " +
			"Lists are read while the work goes on, so they may be of any length.",
	}, parseFile, func(s *Settings) *[]string { return &s.Lists }),
}
