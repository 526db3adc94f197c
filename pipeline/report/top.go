package report

import (
	"slices"
	"time"

	"clew/pipeline/record"
)

// topPages is how many of the biggest and of the slowest pages are shown.
const topPages = 15

// A Page is one that stands out.
type Page struct {
	URL    string        `json:"url"`
	Status int           `json:"status_code"`
	Type   string        `json:"content_type"`
	Bytes  int64         `json:"body_bytes"`
	Time   time.Duration `json:"time_ns"`
	weight int64
}

// A top keeps the heaviest pages, in their order; of equal ones the first.
type top struct{ pages []Page }

func (t *top) add(weight int64, r *record.Record) {
	full := len(t.pages) == topPages
	if weight <= 0 || full && t.pages[topPages-1].weight >= weight {
		return
	}
	if full {
		t.pages = t.pages[:topPages-1]
	}
	at, _ := slices.BinarySearchFunc(t.pages, weight, func(p Page, w int64) int {
		if p.weight >= w {
			return -1
		}
		return 1
	})
	t.pages = slices.Insert(t.pages, at, Page{finalURL(r), r.StatusCode, mediaType(r), max(0, r.BodyBytes), r.Times.Total, weight})
}
