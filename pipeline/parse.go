package pipeline

import (
	"encoding/hex"
	"strings"

	"clew/aio"
	"clew/crawl"
	"clew/crawl/trap"
	"clew/crawl/weburl"
	"clew/pipeline/record"
)

// parseBatch is how many pages go to another thread at once: the way there and
// back costs as much as reading a small page.
const parseBatch = 8

// pageQueue is how many pages may wait for it.
const pageQueue = 4 * parseBatch

// parser takes pages that have come whole, works on them in the lane, and
// brings back what they hold.
func (r *run) parser(ctx *aio.Context) error {
	var batch []*answer
	ctx.Doing(func() string { return parsing(batch) })
	for first, err := range r.pages.All(ctx) {
		if err != nil {
			return err
		}
		batch = append(batch[:0], first)
		for len(batch) < parseBatch {
			next, ok := r.pages.TryGet()
			if !ok {
				break
			}
			batch = append(batch, next)
		}
		for _, a := range batch {
			a.stage = "parse"
		}
		for rest := batch; len(rest) > 0; {
			n, err := r.parse(ctx, rest)
			if err != nil {
				return err
			}
			rest = rest[n:]
		}
	}
	return nil
}

// parsing says in the task tree which pages are being read, or written.
func parsing(batch []*answer) string {
	var b strings.Builder
	for _, a := range batch {
		switch {
		case a == nil:
			continue
		case b.Len() == 0:
			b.WriteString(a.stage + " ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(a.req.URL.WithoutFragment().String())
	}
	return b.String()
}

// parse works on the first of some pages, and says on how many: all, unless the
// buffer is full; then it is one, and nobody works on another.
func (r *run) parse(ctx *aio.Context, batch []*answer) (n int, err error) {
	if r.buffer.full() {
		if err := r.buffer.alone.Acquire(ctx); err != nil {
			return 0, err
		}
		defer r.buffer.alone.Release()
		batch = batch[:1]
	}
	n, err = aio.OnLane(ctx, r.lane, func() (n int, _ error) {
		for n < len(batch) && (n == 0 || !r.buffer.full()) {
			batch[n].body.finish()
			n++
		}
		return n, nil
	})
	if err != nil {
		return 0, err
	}
	for i, a := range batch[:n] {
		if err := r.finish(ctx, a); err != nil {
			return 0, err
		}
		batch[i] = nil // it may be another page's by now
	}
	return n, nil
}

// finish completes the record of a page and lets its links in.
func (r *run) finish(ctx *aio.Context, a *answer) error {
	c, rec := a.body, &a.record
	if a.item.Purpose != crawl.ForPage {
		a.err = c.err
		return r.deliver(ctx, a)
	}
	rec.BodyBytes, rec.Body, rec.Received, rec.Simhash, rec.Selected = c.bytes, c.text, c.received, c.simhash, c.selected
	if c.err != nil {
		a.err = c.err
		r.describeError(rec, a)
		return r.deliver(ctx, a)
	}
	if c.isHTML {
		describePage(rec, c)
	}
	if (r.want.links || r.want.targets) && (c.isHTML || c.isFeed) {
		describeLinks(rec, c.doc.Links)
	}
	r.noteDuplicate(rec, c)
	if r.crawling && (c.isHTML || c.isFeed) && a.status/100 == 2 && r.co.stopping == running {
		r.noteTargets(rec, c)
		if err := r.follows(ctx, a.item, c); err != nil {
			return err
		}
	}
	return r.deliver(ctx, a)
}

// noteDuplicate fills in the hash of a body and compares it with those before.
// An empty body is nobody's duplicate.
func (r *run) noteDuplicate(rec *record.Record, c *content) {
	if c.hash == nil {
		return
	}
	rec.SHA256 = hex.EncodeToString(c.sum[:])
	if c.bytes == 0 {
		return
	}
	if first, known := r.bodies[c.sum]; known {
		rec.DuplicateOf = first
		return
	}
	r.bodies[c.sum] = rec.URL
}

func describePage(rec *record.Record, c *content) {
	rec.IsHTML = true
	rec.Title, rec.Lang, rec.NoFollow = c.doc.Title, c.doc.Lang, c.doc.NoFollow
	if !c.doc.Canonical.IsZero() {
		rec.Canonical = c.doc.Canonical.String()
	}
}

func describeLinks(rec *record.Record, links []crawl.Link) {
	rec.Links = make([]record.Link, len(links))
	for i, l := range links {
		rec.Links[i] = record.Link{URL: withFragment(l), Tag: l.Tag, Attribute: l.Attribute, Rel: l.Rel, Text: l.Text}
	}
}

// noteTargets says of the links of a page which records they lead to: of all that
// are let in.
func (r *run) noteTargets(rec *record.Record, c *content) {
	if !r.want.targets {
		return
	}
	for i := range rec.Links {
		if u := r.linkOf(c, i); !u.IsZero() {
			rec.Links[i].Target = u.WithoutFragment().String()
		}
	}
}

// linkOf is a link of a page as the crawl follows it; zero where nofollow bars it.
func (r *run) linkOf(c *content, i int) weburl.URL {
	l := &c.doc.Links[i]
	if !r.settings.Crawl.FollowNofollow && (c.doc.NoFollow || l.NoFollow) {
		return weburl.URL{}
	}
	return r.canonical.Apply(l.URL.WithoutCredentials())
}

// withFragment is a link as it leads into its page.
func withFragment(l crawl.Link) string {
	if l.Fragment == "" {
		return l.URL.String()
	}
	return l.URL.String() + "#" + l.Fragment
}

// follows lets the links of a page in, but for those that nofollow bars.
func (r *run) follows(ctx *aio.Context, from *crawl.Item, c *content) error {
	if c.doc.NoFollow && !r.settings.Crawl.FollowNofollow {
		return nil
	}
	link := func(i int) weburl.URL { return r.linkOf(c, i) }
	r.co.frontier.Read(from, trap.Page{Title: c.doc.Title, Text: c.words, Links: len(c.doc.Links), Link: link})
	source := from.URL.WithoutFragment()
	for i := range c.doc.Links {
		u, l := link(i), &c.doc.Links[i]
		if u.IsZero() || r.co.frontier.Met(u) {
			continue
		}
		it := &crawl.Item{Asked: u, Depth: from.Depth + 1, Source: source, Tag: l.Tag, Attribute: l.Attribute, Debt: from.Debt}
		if err := r.admit(ctx, it); err != nil {
			return err
		}
	}
	return nil
}

// handOver gives a response whose body somebody needs to the parse stage. A
// cancel does not keep it from there: it has come whole.
func (r *run) handOver(ctx *aio.Context, a *answer) error {
	a.stage = "parse queue"
	err := r.pages.Put(ctx, a)
	if err != nil {
		err = r.pages.Put(ctx, a)
	}
	return err
}
