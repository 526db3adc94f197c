package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
)

// serveCalendar has a page for each month, with links to the next and the one
// before: /calendar?y=2024&m=5.
func serveCalendar(_ *web, rw http.ResponseWriter, r *http.Request, _ string) {
	month := 12*parameter(r, "y", 2024) + parameter(r, "m", 1) - 1
	page := fmt.Sprintf("<title>Calendar</title>%d/%d", month%12+1, month/12)
	for _, to := range []int{month - 1, month + 1} {
		page += fmt.Sprintf(` <a href="/calendar?y=%d&m=%d">&gt;</a>`, to/12, to%12+1)
	}
	writeHTML(rw, page)
}

// serveMaze answers whatever is asked with five links to more of it.
func serveMaze(_ *web, rw http.ResponseWriter, _ *http.Request, _ string) {
	page := "<title>Nothing here</title>Try these:"
	for range 5 {
		page += fmt.Sprintf(` <a href="/maze/%016x">this</a>`, rand.Uint64())
	}
	writeHTML(rw, page)
}

// serveDeeper links to a directory below itself.
func serveDeeper(_ *web, rw http.ResponseWriter, _ *http.Request, _ string) {
	writeHTML(rw, "<title>Deeper</title><a href=a/>a</a>")
}

// serveSession has 20 pages; each link carries another session.
func serveSession(_ *web, rw http.ResponseWriter, _ *http.Request, rest string) {
	page := fmt.Sprintf("<title>Session</title>This is %s.", rest)
	for i := range 20 {
		page += fmt.Sprintf(` <a href="/session/page-%c?sid=%016x">page</a>`, 'a'+i, rand.Uint64())
	}
	writeHTML(rw, page)
}

func writeHTML(rw http.ResponseWriter, page string) {
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(rw, page)
}
