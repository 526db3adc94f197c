// Package scan takes HTML apart into tags and text: the tokeniser of the HTML
// standard (https://html.spec.whatwg.org/multipage/parsing.html#tokenization),
// as far as one needs it who looks for links.
//
// It reads a page in UTF-8 that is in memory as a whole, and gives parts of
// it back. What nobody asks for is not done: text is jumped over from '<' to
// '<', comments and doctypes give no token, and names, values and text are put
// into their final form only when they are read. For most pages that is no
// work at all, and no token allocates.
//
// # Usage
//
//	s := scan.New(page)
//	for {
//		switch s.Next() {
//		case scan.End:
//			return
//		case scan.StartTag:
//			switch string(s.Name()) {
//			case "a":
//				for s.NextAttr() {
//					if string(s.AttrName()) == "href" {
//						visit(s.AttrValue())
//					}
//				}
//			case "script":
//				s.Enter(scan.ScriptData)
//			}
//		}
//	}
//
// # Whose decision is what
//
// A tokeniser does not know where in the document it is, and this one knows no
// elements. As the standard's tree construction does, its user says after a
// start tag that the content is no markup ([Scanner.Enter]), and whether CDATA
// sections are sections or comments ([Scanner.AllowCDATA]).
//
// # Decisions
//
//	an unfinished tag at the end     no token
//	an unfinished comment            hides the rest of the page
//	attributes of one name           all are given; the first counts
//	attributes of an end tag         skipped
//	NUL in names and values          U+FFFD
//	NUL in text                      U+FFFD where the text is no markup, else left
//	CR, CR LF                        LF, in values and text
//	"&copy=" in a value              left as it is, so is "&copyx"; in text it is "©="
//	a script's "<!--", "<script>"    hide its end tag as in browsers
//
// # Cost
//
// No byte is looked at more than a fixed number of times, however broken the
// page is: what is unfinished reaches to the end of it.
package scan
