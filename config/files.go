package config

import (
	"strings"
)

// formType is the type of a body that --data gives, as curl has it.
const formType = "application/x-www-form-urlencoded"

// readFiles reads the files that values name, and makes headers, body and trusted
// certificates of them. It runs last: whoever mistyped a flag should not have to give
// stdin twice.
func readFiles(s *Settings, host Host) error {
	for _, read := range []func(*Settings, Host) error{readHeaders, readData, readCAs, readCertificate, readWriteOut} {
		if err := read(s, host); err != nil {
			return err
		}
	}
	if hasHeader(s.Request.Headers, "User-Agent") {
		s.Request.UserAgent = ""
	}
	return nil
}

func readHeaders(s *Settings, host Host) error {
	for _, arg := range s.headerArgs {
		fields := []string{arg}
		if name, isFile := strings.CutPrefix(arg, "@"); isFile {
			content, err := host.readFile(name)
			if err != nil {
				return unreadable(s, "header", err)
			}
			fields = lines(string(content))
		}
		for _, field := range fields {
			h, err := parseHeader(field)
			if err != nil {
				return badValue(byName(table, "header"), s.origins["header"], field, err)
			}
			s.Request.Headers = append(s.Request.Headers, h)
		}
	}
	return nil
}

// fileNoise is what curl's --data takes out of a file.
var fileNoise = strings.NewReplacer("\r", "", "\n", "", "\x00", "")

func readData(s *Settings, host Host) error {
	if s.dataArgs == nil {
		return nil
	}
	parts := make([]string, len(s.dataArgs))
	for i, arg := range s.dataArgs {
		parts[i] = arg
		if name, isFile := strings.CutPrefix(arg, "@"); isFile {
			content, err := host.readFile(name)
			if err != nil {
				return unreadable(s, "data", err)
			}
			parts[i] = fileNoise.Replace(string(content))
		}
	}
	s.Request.Body = []byte(strings.Join(parts, "&"))
	if !hasHeader(s.Request.Headers, "Content-Type") {
		s.Request.Headers = append(s.Request.Headers, Header{Name: "Content-Type", Value: formType})
	}
	return nil
}

// unreadable is the error of a file that a setting names.
func unreadable(s *Settings, name string, err error) error {
	from := s.origins[name]
	return &Error{Origin: from, Key: byName(table, name).spelled(from), Err: err, file: true}
}
