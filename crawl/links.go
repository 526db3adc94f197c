package crawl

import "clew/crawl/weburl"

// A Document is what a page says of itself and where it leads.
type Document struct {
	// Base is what the page's references are relative to: its base element's
	// href, else its own URL.
	Base weburl.URL
	// Links are in the order of the page, repeated as often as they stand there.
	Links []Link
	// Title is the text of the first title element, its white space collapsed,
	// cut at 4,096 bytes; Lang is the language that the html element names.
	Title, Lang string
	// Canonical is what a link element of that relation names, if anything.
	Canonical weburl.URL
	// NoFollow tells that a meta element asks robots to follow no link here.
	NoFollow bool
	// Truncated tells that the page had more links than 64 MiB hold.
	Truncated bool
}

// A Link is one reference of a page, resolved; its scheme is http or https.
type Link struct {
	// URL has no fragment: it is what a crawl asks for.
	URL weburl.URL
	// Fragment is the reference's, percent-encoded, without the '#'.
	Fragment string
	// Tag and Attribute say where it stood: "a", "href". A link of a refresh
	// is of "meta", "content", one of the response's head of "header", "link"
	// or "header", "refresh".
	Tag, Attribute string
	// Rel is the element's rel as it stands there, and Text the text of an a
	// element with its white space collapsed, cut at 4,096 bytes. Both are
	// filled in only where [LinkOptions].Describe asks.
	Rel, Text string
	// NoFollow tells that the rel says nofollow. [Document].NoFollow is another
	// matter and not repeated here.
	NoFollow bool
}

// LinkOptions are the options of [ExtractLinks]. The zero value is ready.
type LinkOptions struct {
	// Charset is the encoding that the page had before [ToUTF8]; "" is UTF-8.
	// Browsers write the queries of links in the encoding of the page.
	Charset string
	// Header is what the head of the response says of links. They come first.
	Header LinkHeader
	// XML tells that the page is XHTML: see [IsXHTML]. It is read with less
	// rigour than XML asks for: no page is too broken.
	XML bool
	// Describe fills in Rel and Text.
	Describe bool
	// HeadOnly stops at the body element: for who wants to know what the page
	// says of itself, and not where it leads. There are no Links then.
	HeadOnly bool
}

// ExtractLinks finds the links of an HTML page: body, in UTF-8, was received
// from page. It finds what a browser would that runs no scripts, so that
// noscript and an iframe's srcdoc count, and what is in comments, scripts or a
// template does not. References that are empty, of another scheme than http and
// https, or no URLs at all, are left out, as are those for which no browser
// sends a GET request: the action of a POST form, preconnect, ping. Styles are
// not read.
//
// No page is too broken for it, and its time is linear in the page's length;
// a page with a base element behind its first link is read twice.
//
// https://html.spec.whatwg.org/multipage/urls-and-fetching.html#document-base-urls
func ExtractLinks(page weburl.URL, body []byte, opts LinkOptions) Document {
	x := extractor{page: page.WithoutFragment(), body: body, opts: opts}
	return x.extract()
}
