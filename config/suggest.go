package config

import "strings"

// elsewhere holds long names that other programs have for flags of ours, and the
// spelling here.
var elsewhere = map[string]string{
	"concurrency":      "--max-inflight",
	"parallel-max":     "--max-inflight",
	"threads":          "--max-inflight",
	"parallel":         "--max-inflight",
	"host-concurrency": "--max-per-host",
	"wait":             "--host-delay",
	"delay":            "--host-delay",
	"rate-limit":       "--rate",
	"max-depth":        "--depth",
	"level":            "--depth",
	"follow-redirects": "--location",
	"max-redirs":       "--max-redirects",
	"retry":            "--retries",
	"tries":            "--retries",
	"max-filesize":     "--max-body",
	"input-file":       "--list",
	"silent":           "--quiet",
	"json":             "--format jsonl",
	"csv":              "--format csv",
	"output-dir":       "--save",
	"directory-prefix": "--save",
	"filter":           "--where",
	"data-raw":         "--data",
	"data-binary":      "--data",
}

// nearest returns the candidate that a misspelt word most likely means, or "".
func nearest(word string, candidates []string) string {
	best, least := "", max(1, len(word)/3)+1
	for _, c := range candidates {
		if d := edits(word, c); d < least {
			best, least = c, d
		}
	}
	if best != "" || len(word) < 3 {
		return best
	}
	for _, c := range candidates {
		if strings.HasPrefix(c, word) {
			return c
		}
	}
	return ""
}

// edits counts the insertions, deletions, replacements and swaps of neighbours that lead
// from a to b: the optimal string alignment distance, over bytes.
func edits(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			replace := last[j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			row[j] = min(replace, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
