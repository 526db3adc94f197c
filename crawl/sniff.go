package crawl

import "bytes"

// IsHTML reports whether a response is a page to look for links in. Its
// Content-Type decides; only where that is empty does the body.
func IsHTML(contentType string, body []byte) bool {
	essence := []byte(contentType)
	if end := bytes.IndexAny(essence, ";,"); end >= 0 {
		essence = essence[:end]
	}
	essence = trimSpace(essence)
	if len(essence) == 0 {
		return looksLikeHTML(body)
	}
	return equalFold(essence, "text/html") || equalFold(essence, "application/xhtml+xml")
}

// htmlSigns are what HTML without a Content-Type begins with, white space
// aside; a space or a '>' must follow.
var htmlSigns = []string{
	"<!doctype html", "<html", "<head", "<script", "<iframe", "<h1", "<div",
	"<font", "<table", "<a", "<style", "<title", "<b", "<body", "<br", "<p", "<!--",
}

// looksLikeHTML recognises HTML as browsers do.
//
// https://mimesniff.spec.whatwg.org/#identifying-a-resource-with-an-unknown-mime-type
func looksLikeHTML(body []byte) bool {
	_, body = cutBOM(body)
	body = trimLeftSpace(body)
	for _, sign := range htmlSigns {
		n := len(sign)
		if len(body) >= n && equalFold(body[:n], sign) &&
			(sign == "<!--" || len(body) > n && (body[n] == ' ' || body[n] == '>')) {
			return true
		}
	}
	return false
}
