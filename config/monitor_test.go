package config

import "testing"

func TestMonitorIsOnLoopbackUnlessToldOtherwise(t *testing.T) {
	for given, want := range map[string]string{
		"8080":           "127.0.0.1:8080",
		":8080":          "127.0.0.1:8080",
		"localhost:0":    "127.0.0.1:0",
		"0.0.0.0:8080":   "0.0.0.0:8080",
		"10.1.2.3:80":    "10.1.2.3:80",
		"[::1]:80":       "[::1]:80",
		"[::]:80":        "[::]:80",
		"":               "",
		":":              "",
		"::1":            "",
		"10.1.2.3":       "",
		":65536":         "",
		"example.com:80": "",
	} {
		got, err := parseMonitor(given)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v; want %q", given, got, err, want)
		}
	}
}

func TestNameOfAGraphTellsItsForm(t *testing.T) {
	for name, good := range map[string]bool{"a.dot": true, "a.gv": true, "b.GraphML": true, "a.svg": false, "dot": false, "-": false} {
		if _, err := parseGraph(name); (err == nil) != good {
			t.Errorf("%q: %v", name, err)
		}
	}
}
