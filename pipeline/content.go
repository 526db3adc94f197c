package pipeline

import (
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"slices"
	"strings"
	"sync"

	"clew/aio"
	"clew/crawl"
	"clew/crawl/selector"
	"clew/crawl/simhash"
	"clew/crawl/trap"
	"clew/crawl/weburl"
	"clew/fetch"
	"clew/fetch/coding"
	"clew/fetch/h1"
)

// content is a body that somebody needs: it is decoded, hashed, kept and read
// for links as far as the run asks for it, in the parse lane. What is received
// is collected to pieces that are worth the way there.
type content struct {
	url         weburl.URL
	contentType string
	keep        bool           // the decoded body goes into the record
	read        func(*content) // what it says, from its text; nil = nobody asks
	partial     bool           // what lies beyond the limit is left out, and missed by nobody
	links       bool           // HTML is read for its links, else only its head
	describe    bool           // with the texts of its links
	weigh       bool           // for whether its text is new
	likeness    bool           // for a fingerprint of its text
	head        crawl.LinkHeader
	noFollow    bool   // the head bars the links
	agent       string // whom a robots.txt is read for
	selector    *selector.Selector

	backlog
	limit    int64      // bytes that may be received; 0 = no limit
	received int64      // as it came, coded
	begun    bool       // the lane has been at it
	mu       sync.Mutex // of work in the lane: one that is canceled may still be running
	decoder  *coding.Decoder
	hash     hash.Hash
	text     []byte // decoded; only where it is kept or read

	bytes  int64
	sum    [sha256.Size]byte // where hash is asked for
	isHTML bool
	isFeed bool
	doc    crawl.Document
	words  trap.Text
	file   errandFile
	err    error

	simhash  uint64
	selected []string
}

// pieceSize is how much of a long body is collected before it is worked on, and
// smallPiece while the buffer is full.
const (
	pieceSize  = 64 << 10
	smallPiece = 4 << 10
)

// contentOf decides what is to be made of a response's body; nil where nothing
// is but to count it.
func (r *run) contentOf(a *answer) *content {
	switch {
	case a.item.Purpose != crawl.ForPage:
		return r.errandContent(a)
	case a.req.Method == "HEAD":
		return nil
	}
	contentType := a.header.Get("Content-Type")
	codings := r.codings(a)
	links := r.crawling || r.want.links || r.want.targets
	page := r.want.page && (maybeHTML(contentType) || links && maybeFeed(contentType))
	likeness := r.want.simhash && (page || isText(contentType))
	if !r.want.body && !page && !likeness && !r.want.hash && !coding.IsCoded(codings) {
		return nil
	}
	c := &content{url: a.req.URL, contentType: contentType, keep: r.want.body, describe: r.want.links, links: links,
		likeness: likeness, selector: r.want.selector}
	if page || likeness {
		c.read, c.noFollow = (*content).readPage, r.barsLinks(a.header)
	}
	if r.want.hash {
		c.hash = sha256.New()
	}
	if page {
		c.head = linkHeaderOf(a.header)
	}
	c.weigh = page && r.crawling && r.co.frontier.WantsText(a.item)
	if c.keep {
		c.text = []byte{} // an empty body is one
	}
	return r.bounded(c, codings, r.settings.Limits.MaxBody)
}

// bounded gives a body its decoder and its bounds.
func (r *run) bounded(c *content, codings string, most int64) *content {
	c.buffer = r.buffer
	if c.limit = most; coding.IsCoded(codings) {
		c.limit = coding.Room(most)
	}
	c.decoder = coding.NewDecoder(codings, most, c.take)
	return c
}

// codings are those that are to be taken off a body.
func (r *run) codings(a *answer) string {
	if !r.settings.Request.Compress {
		return ""
	}
	return coding.Of(a.header)
}

// maybeHTML reports whether a body of that type is to be looked at; without a
// type it is.
func maybeHTML(contentType string) bool {
	return contentType == "" || strings.Contains(strings.ToLower(contentType), "html")
}

// linkHeaderOf is what a response's head says of links.
func linkHeaderOf(h h1.Header) crawl.LinkHeader {
	return crawl.LinkHeader{
		Link:    slices.Collect(h.Values("Link")),
		Refresh: slices.Collect(h.Values("Refresh")),
	}
}

// isText reports whether a body of that type is text that is no page.
func isText(contentType string) bool { return strings.HasPrefix(strings.ToLower(contentType), "text/") }

// receive reads the body. What is left over when it ends is worked on by
// finish.
func (c *content) receive(ctx *aio.Context, body *fetch.Body, lane *aio.Lane) error {
	for {
		p, err := body.Next(ctx)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		c.raw = append(c.raw, p...)
		if c.received += int64(len(p)); c.limit > 0 && c.received > c.limit {
			return c.excuse(coding.ErrTooLarge)
		}
		c.count()
		if n := len(c.raw); n < smallPiece || n < pieceSize && !c.buffer.full() {
			continue
		}
		if err := c.digest(ctx, lane); err != nil {
			return c.excuse(err)
		}
	}
}

// digest decodes what has been received, or puts it into the file: while the buffer
// is full, and behind what is there already.
func (c *content) digest(ctx *aio.Context, lane *aio.Lane) error {
	if c.stored.size == 0 && !c.buffer.full() {
		c.begun = true
		if _, err := aio.OnLane(ctx, lane, c.work); err != nil {
			return err
		}
	}
	if len(c.raw) == 0 {
		return nil
	}
	err := c.store(ctx)
	c.count()
	return err
}

// work decodes what has been received, unless others have filled the buffer
// meanwhile; in the lane.
func (c *content) work() (struct{}, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.buffer.full() {
		return struct{}{}, nil
	}
	_, err := c.decoder.Write(c.raw)
	c.raw = c.raw[:0]
	c.count()
	return struct{}{}, err
}

// count tells the buffer what the body has in memory.
func (c *content) count() { c.backlog.count(int64(cap(c.text)) + c.decoder.Memory()) }

// excuse forgives a body that is too large where its beginning will do.
func (c *content) excuse(err error) error {
	if c.partial && errors.Is(err, coding.ErrTooLarge) {
		return nil
	}
	return err
}

// take receives decoded bytes.
func (c *content) take(p []byte) error {
	if c.hash != nil {
		c.hash.Write(p)
	}
	if c.keep || c.read != nil {
		c.text = append(c.text, p...)
	}
	return nil
}

// finish does the rest, in the lane.
func (c *content) finish() {
	defer c.count()
	c.err = c.drain(c.decode)
	if err := c.decoder.Close(); c.err == nil {
		c.err = err
	}
	c.bytes = c.decoder.Len()
	if c.err = c.excuse(c.err); c.err != nil {
		c.text = nil
		return
	}
	if c.hash != nil {
		c.hash.Sum(c.sum[:0])
	}
	if c.read != nil {
		c.read(c)
	}
	if !c.keep {
		c.text = nil
	}
}

// inUTF8 is a text in UTF-8, whatever it came in.
func inUTF8(contentType string, text []byte) []byte {
	if decoded, _, err := crawl.ToUTF8(contentType, text); err == nil {
		return decoded
	}
	return text
}

// readPage reads what has links, or is a text at least.
func (c *content) readPage() {
	switch {
	case crawl.IsHTML(c.contentType, c.text):
		c.isHTML = true
		c.readHTML()
	case c.links && maybeFeed(c.contentType):
		c.readFeed()
	}
	if c.likeness && !c.isHTML && isText(c.contentType) {
		c.simhash = simhash.Text(inUTF8(c.contentType, c.text))
	}
	c.doc.NoFollow = c.doc.NoFollow || c.noFollow
}

// readHTML extracts what the page says.
func (c *content) readHTML() {
	text, charset, err := crawl.ToUTF8(c.contentType, c.text)
	if err != nil {
		text, charset = c.text, ""
	}
	if c.likeness {
		c.simhash = simhash.HTML(text)
	}
	if c.selector != nil {
		c.selected, _ = c.selector.Find(text) // what is no tree has nothing to select
	}
	c.doc = crawl.ExtractLinks(c.url, text, crawl.LinkOptions{
		Charset: charset, Header: c.head, XML: crawl.IsXHTML(c.contentType), Describe: c.describe, HeadOnly: !c.links,
	})
	if c.weigh {
		c.words = trap.TextOf(text)
	}
}

func (c *content) decode(p []byte) error {
	_, err := c.decoder.Write(p)
	return err
}

// tear makes an end of a body that is not to be finished, and returns how many
// bytes it had decoded to. It is called in the lane, as the decoder must end
// where it began.
func (c *content) tear() (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep, c.read, c.hash, c.text = false, nil, nil, nil
	c.drain(c.decode)
	c.decoder.Close()
	c.count()
	return c.decoder.Len(), nil
}
