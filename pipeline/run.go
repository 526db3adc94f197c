package pipeline

import (
	"crypto/sha256"
	"errors"
	"io"
	"net/netip"
	"os"
	"os/signal"
	"syscall"
	"time"

	"clew/aio"
	"clew/config"
	"clew/crawl"
	"clew/crawl/weburl"
	"clew/fetch"
	"clew/fetch/auth"
	"clew/fetch/cookies"
	"clew/fetch/h1"
	"clew/pipeline/report"
	"clew/pipeline/sink"
)

// Streams are the standard streams of a run.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// run is a run: its settings and its stages' parts. It lives on the loop.
type run struct {
	settings *config.Settings
	stdin    io.Reader
	stderr   io.Writer
	crawling bool
	want     wants

	co        coordinator
	scope     *crawl.Scope
	sitemaps  *sitemaps // nil = nobody wants them
	canonical weburl.Canonical
	seedHosts map[string]bool      // named by the user
	atHome    map[string]h1.Header // of requests to the origins of the seeds
	netrc     auth.Netrc
	jar       *cookies.Jar // nil = none

	client   *fetch.Client
	doer     fetch.Doer // the client, with what knows the user around it
	retry    fetch.Retry
	paced    bool // there are pauses between requests
	patience crawl.Patience
	header   h1.Header // of every request to what the user named,
	abroad   h1.Header // and to other origins
	ipNames  map[netip.Addr]string

	slots   slots   // max-inflight
	ahead   *window // inputs read and not finished
	pages   *aio.Queue[*answer]
	lane    *aio.Lane // parse
	disk    *aio.Lane
	workers *aio.TaskGroup
	spare   []*answer // to be used again

	buffer   *buffer
	segments spillFile
	bodies   map[[sha256.Size]byte]string // by hash: the URL where it was met first

	targets   targets
	outs      outputs
	figures   *report.Stats // nil = nobody looks at them
	errs      *sink.Writer  // nil while there is no loop to hold up; then
	hushed    bool          // what is said waits for the end, in
	unsaid    []byte
	unheard   bool // standard error takes nothing any more
	bar       *bar // nil = none is shown
	fileError error

	before   func(*aio.Context, *config.Settings) (func(), error)
	started  time.Time
	requests int       // sent, and
	loop     aio.Stats // how the loop did, at the end
	top      *aio.TaskGroup
	graceEnd *aio.Handle
	signals  int
	signal   os.Signal // the first of them
	bug      error     // the first that was noticed
	forced   bool      // all was canceled, as nothing else would have ended it

	controlled bool // clew ps may look into it
}

// A Job is a run that is to be done.
type Job struct {
	Settings *config.Settings
	Streams  Streams

	// Before, if set, is called on the loop before the run begins: it may
	// start tasks and change the settings. stop is called at the end.
	Before func(ctx *aio.Context, s *config.Settings) (stop func(), err error)
}

// Run does the job and returns the exit code. Records go to the output, all
// else to Streams.Err.
func (j Job) Run() int {
	signal.Ignore(syscall.SIGPIPE) // a closed stdout is an error like any other
	defer swallow(syscall.SIGUSR1)()
	defer paceCollector()()
	r := &run{settings: j.Settings, stdin: j.Streams.In, stderr: j.Streams.Err, before: j.Before, controlled: true}
	r.targets.stdout = j.Streams.Out
	err := r.open()
	if err == nil {
		err = r.runner().Run(r.main)
		err = errors.Join(err, r.saveCookies())
	}
	return r.end(err)
}

// main runs the stages and what serves them.
func (r *run) main(ctx *aio.Context) error {
	if r.before != nil {
		stop, err := r.before(ctx, r.settings)
		if err != nil {
			return err
		}
		defer stop()
	}
	look, err := r.listen(ctx)
	if err != nil {
		return err
	}
	if look != nil {
		defer look.Close()
	}
	if err := r.build(ctx.Loop()); err != nil {
		return err
	}
	defer func() {
		r.requests, r.loop = r.client.Requests(), ctx.Loop().Stats()
		r.client.Close()
	}()
	defer r.segments.close()
	defer r.buffer.file.close()
	return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		r.top = g
		defer ctx.Loop().OnSignal(r.onSignal, os.Interrupt, syscall.SIGTERM, syscall.SIGUSR1)()
		defer r.limitTime(ctx.Loop()).Cancel()
		defer r.endGrace()
		named(g, "stderr", r.speak)
		defer r.errs.Close()
		r.outs.start(g)
		defer r.outs.close()
		defer r.startProgress(g)()
		defer r.startControl(g)()
		defer r.startMonitor(g, look)()
		if err := r.stages(ctx); err != nil {
			return err
		}
		if err := r.giveUp(ctx); err != nil {
			return err
		}
		return r.outs.finish(ctx) // and while that is written, signals still count
	})
}

// stages runs source, dispatcher and parsers until nothing is left to do, or
// the run stops.
func (r *run) stages(ctx *aio.Context) error {
	return aio.Group(ctx, func(ctx *aio.Context, g *aio.TaskGroup) error {
		for range r.settings.Load.Parsers + 1 {
			named(g, "parser", r.parser)
		}
		source := aio.Go(g, r.sourceOrStop)
		source.SetName("source")
		err := r.dispatch(ctx)
		source.Cancel(nil)
		r.pages.Close()
		return err
	})
}

// sourceOrStop is source where a list that cannot be read stops the run: what
// was read until then ends in order.
func (r *run) sourceOrStop(ctx *aio.Context) (struct{}, error) {
	err := r.source(ctx)
	if isFileError(err) {
		r.failWith(err)
		r.co.stop(inputFails)
		err = nil
	}
	return struct{}{}, err
}

// giveUp writes the records of what was read or found and will not be asked.
func (r *run) giveUp(ctx *aio.Context) error {
	if err := r.writeAside(ctx); err != nil {
		return err
	}
	for r.co.frontier.Len() > 0 {
		for _, it := range r.co.frontier.Drain() {
			if err := r.drop(ctx, it, r.co.leave(it)); err != nil {
				return err
			}
		}
		if err := r.refill(ctx); err != nil {
			return err
		}
	}
	return nil
}
