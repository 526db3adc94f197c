package demo

import (
	"fmt"
	"io/fs"

	"clew/aio"
	"clew/config"
	"clew/pipeline"
)

// Run serves the site on a loopback port, crawls it with the same pipeline as
// every crawl, and returns the exit code. Server and crawler are tasks of one
// loop.
func Run(settings *config.Settings, streams pipeline.Streams, files fs.FS) int {
	site, err := Load(files)
	if err != nil {
		fmt.Fprintf(streams.Err, "clew: load demo site: %v\n", err)
		return 1
	}
	job := pipeline.Job{Settings: settings, Streams: streams}
	job.Before = func(ctx *aio.Context, s *config.Settings) (stop func(), err error) {
		ln, err := aio.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		server := aio.Go(ctx, func(ctx *aio.Context) (any, error) { return nil, site.Serve(ctx, ln) })
		server.SetName("demo site")
		server.Daemon()
		s.URLs = []string{fmt.Sprintf("http://%v/", ln.Addr())}
		s.Crawl.Sitemaps = true // the site's names a page that no other does
		if !s.Run.Quiet {
			fmt.Fprintf(streams.Err, "clew: a small site is served at %s and crawled\n", s.URLs[0])
		}
		return func() {
			server.Cancel(nil)
			ln.Close()
		}, nil
	}
	return job.Run()
}
