package crawl

import "time"

// A Purpose says what an item is asked for. Those that are asked on a crawl's
// own errands pass the same gates as its pages, and get no record.
type Purpose uint8

const (
	ForPage    Purpose = iota // what was given or found
	ForRobots                 // the robots.txt that others wait for; [Frontier.Next] makes them
	ForSitemap                // a list of pages; let in by [Frontier.Send]
)

// Send lets a sitemap in, or says why not. Of the rules for pages only those
// hold that protect somebody: it is no find, and no limit counts it.
func (f *Frontier) Send(it *Item, now time.Time) SkipReason {
	it.Purpose = ForSitemap
	it.URL = it.Asked
	switch {
	case !it.URL.IsHTTP():
		return SkipScheme
	case f.opts.AllowPrivate != nil && !f.opts.AllowPrivate(it.URL):
		return SkipPrivate
	}
	h := f.host(it.URL)
	it.since = now
	f.enqueue(h, it)
	f.settle(h, now)
	return NotSkipped
}

// robotsFile makes the item for the robots.txt that it has to wait for.
func robotsFile(it *Item, now time.Time) *Item {
	u, err := it.URL.WithoutCredentials().Parse("/robots.txt")
	if err != nil {
		panic(err) // of an http URL it is always one
	}
	return &Item{Asked: u, URL: u, Source: it.Asked, Purpose: ForRobots, since: now}
}
