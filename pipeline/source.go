package pipeline

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"clew/aio"
	"clew/config"
	"clew/crawl"
	"clew/crawl/weburl"
	"clew/fetch"
	"clew/fetch/h1"
)

// readAhead is how many inputs may be accepted and not finished: so many that no
// more than 4 × max-inflight + 1,000 lines are taken from a list, of which a few
// are on their way from there to here.
func readAhead(maxInflight int) int { return 4*maxInflight + 1000 - linesOnTheWay }

// linesOnTheWay: one waits to be accepted, one waits for room in the queue
// between. The queue is long enough that reader and source take turns seldom.
const (
	lineQueue     = 62
	linesOnTheWay = lineQueue + 2
)

// source reads the inputs, in their order: arguments, lists, standard input.
func (r *run) source(ctx *aio.Context) error {
	defer func() {
		r.co.sourceDone = true
		r.co.changed.Set()
	}()
	for i, arg := range r.settings.URLs {
		if arg == "-" {
			if err := r.readList(ctx, "-"); err != nil {
				return err
			}
			continue
		}
		if err := r.accept(ctx, arg, i+1); err != nil {
			return err
		}
	}
	lists := r.settings.Lists
	if r.settings.UsesStdin && !slices.Contains(r.settings.URLs, "-") && !slices.Contains(lists, "-") {
		lists = append(lists[:len(lists):len(lists)], "-")
	}
	for _, name := range lists {
		if err := r.readList(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// readList reads a file, or standard input, line by line.
func (r *run) readList(ctx *aio.Context, name string) error {
	var in io.Reader = r.stdin
	if name != "-" {
		f, err := open(ctx, name)
		if err != nil {
			return err
		}
		defer f.Close()
		in = f
	}
	lines := aio.NewQueue[string](lineQueue)
	return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		g.Go(func(ctx *aio.Context) error {
			defer lines.Close()
			if err := aio.Lines(ctx, in, lines); err != nil {
				return &FileError{Op: "read list", Name: name, Err: err}
			}
			return nil
		})
		number := 0
		for line, err := range lines.All(ctx) {
			if err != nil {
				return err
			}
			number++
			if err := r.accept(ctx, line, number); err != nil {
				return err
			}
		}
		return nil
	})
}

// open opens a list in a lane of its own: a named pipe blocks until somebody
// writes to it.
func open(ctx *aio.Context, name string) (*os.File, error) {
	lane := aio.NewLane(ctx.Loop(), "open", 1).Daemon()
	defer lane.Close()
	f, err := aio.OnLane(ctx, lane, func() (*os.File, error) { return os.Open(name) })
	if err != nil && !errors.Is(err, aio.ErrCanceled) {
		return nil, &FileError{Op: "read list", Name: name, Err: err}
	}
	return f, err
}

// accept makes an input of a line, if it is one, and hands it to the frontier.
// It suspends while too much is unfinished.
func (r *run) accept(ctx *aio.Context, line string, number int) error {
	text := trimLine(line)
	if !isInput(text) {
		return nil
	}
	if len(line) > aio.MaxLine {
		text = line // cut, so what is left of it may not be read
	}
	if err := r.ahead.enter(ctx); err != nil {
		return err
	}
	if r.co.stopping != running { // read, and too late
		r.ahead.leave()
		return nil
	}
	in := parseInput(text, number)
	if in.err != nil {
		r.co.failedInput()
		return r.write(ctx, failedInput(in))
	}
	if r.crawling {
		return r.admitSeed(ctx, in.url)
	}
	r.makeRequest(in)
	in.item = crawl.Item{Asked: in.url, Payload: in}
	return r.admit(ctx, &in.item)
}

// admitSeed lets a seed in. Where nobody asks for a robots.txt, a sitemap of its
// origin is looked for here.
func (r *run) admitSeed(ctx *aio.Context, u weburl.URL) error {
	seed := r.addSeed(u)
	if seed.IsHTTP() && r.settings.Crawl.Robots == config.RobotsOff {
		if err := r.seekSitemaps(ctx, seed, nil); err != nil {
			return err
		}
	}
	return r.admit(ctx, &crawl.Item{Asked: r.canonical.Apply(seed)})
}

// addSeed makes a seed part of the scope and its host one that the user named. It
// returns the seed without the user that stands in it, who is one to its origin.
func (r *run) addSeed(u weburl.URL) weburl.URL {
	req := fetch.Identify(&fetch.Request{URL: u, Header: r.header}, r.netrc)
	if _, known := r.atHome[u.Origin()]; !known || u.HasCredentials() {
		r.atHome[u.Origin()] = req.Header
	}
	r.scope.AddSeed(req.URL)
	r.seedHosts[u.Hostname()] = true
	return req.URL
}

// makeRequest makes the request of a fetch's input: the run's, changed by what
// the input says of it.
func (r *run) makeRequest(in *input) {
	s := r.settings
	in.request = fetch.Request{
		Method: s.Request.Method, URL: in.url, Header: r.header, Body: s.Request.Body,
		AllowPrivate: true, // the input itself names the host
	}
	if in.body != nil {
		in.request.Body = in.body
		if s.Request.Body == nil && in.request.Method == "GET" {
			in.request.Method = "POST"
		}
	}
	if in.method != "" {
		in.request.Method = in.method
	}
	if len(in.header) > 0 {
		in.request.Header = merge(r.header, in.header)
	}
	in.request = *fetch.Identify(&in.request, r.netrc)
	in.url = in.request.URL
}

// merge returns base with the fields of over in the place of those of the same
// name.
func merge(base, over h1.Header) h1.Header {
	var out h1.Header
	for _, f := range base {
		if !over.Has(f.Name) {
			out = append(out, f)
		}
	}
	return append(out, over...)
}

// admit hands an item to the frontier and writes the record of one that is not
// let in. A duplicate has its record already.
func (r *run) admit(ctx *aio.Context, it *crawl.Item) error {
	switch why := r.co.found(it); why {
	case crawl.NotSkipped:
		return r.spill(ctx)
	case crawl.SkipDuplicate:
		if it.Depth == 0 {
			r.ahead.leave()
		}
		return nil
	default:
		return r.write(ctx, r.skipped(it, why))
	}
}

// A FileError is a file that could not be read or written.
type FileError struct {
	Op, Name string
	Err      error
}

func (e *FileError) Error() string {
	err := e.Err
	if p, ok := err.(*os.PathError); ok {
		err = p.Err
	}
	name := e.Name
	if name == "-" {
		name = "standard input"
	}
	return fmt.Sprintf("%s %s: %v", e.Op, name, err)
}

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }
