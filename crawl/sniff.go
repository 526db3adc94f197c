package crawl

import "bytes"

// IsHTML reports whether a response is a page to look for links in. Its
// Content-Type decides; only where that is empty does the body.
func IsHTML(contentType string, body []byte) bool {
	essence := essenceOf(contentType)
	if len(essence) == 0 {
		return looksLikeHTML(body)
	}
	return equalFold(essence, "text/html") || IsXHTML(contentType)
}

// IsXHTML reports whether a response is HTML in the form of XML, where
// <script/> is whole.
func IsXHTML(contentType string) bool {
	return equalFold(essenceOf(contentType), "application/xhtml+xml")
}

// essenceOf is a Content-Type without its parameters.
//
// https://mimesniff.spec.whatwg.org/#mime-type-essence
func essenceOf(contentType string) []byte {
	essence := []byte(contentType)
	if end := bytes.IndexAny(essence, ";,"); end >= 0 {
		essence = essence[:end]
	}
	return trimSpace(essence)
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
