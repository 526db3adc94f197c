package pipeline

import (
	"bytes"
	"errors"

	"clew/aio"
	"clew/crawl/weburl"
	"clew/pipeline/record"
	"clew/pipeline/save"
	"clew/pipeline/sink"
)

// saved is the output that keeps bodies as files. A body is written while the stage
// that brings it waits, so it holds no more of them than there are parsers.
type saved struct {
	tree *save.Tree
	name string
	lane *aio.Lane
	disk *sink.Disk

	pending int
	written int64
	ended   aio.Event
	err     error
}

// saveWorkers is how many files are written at once.
const saveWorkers = 4

func newSaved(loop *aio.Loop, tree *save.Tree, name string, disk *sink.Disk) *saved {
	return &saved{tree: tree, name: name, disk: disk, lane: aio.NewLane(loop, "save", saveWorkers).Daemon()}
}

// Write makes a file of a body that came whole. A response that can have none leaves
// the file of an earlier one.
func (s *saved) Write(ctx *aio.Context, rec *record.Record) error {
	bodiless := rec.Body == nil || rec.StatusCode == 204 || rec.StatusCode == 304
	if rec.State != record.OK || bodiless || s.err != nil {
		return s.err
	}
	url, contentType, body := rec.URL, rec.ContentType, rec.Body
	s.pending += len(body)
	err := s.disk.Write(ctx, s.lane, s.name, func() error {
		u, err := weburl.Parse(url)
		if err != nil {
			return err
		}
		return s.tree.Put(save.Name(u, contentType), bytes.NewReader(body))
	})
	s.pending -= len(body)
	switch {
	case err == nil:
		s.written += max(1, int64(len(body)))
	case !errors.Is(err, aio.ErrCanceled):
		s.err = err
		s.ended.Set()
	}
	return err
}

// Run waits for the end, or for what has failed.
func (s *saved) Run(ctx *aio.Context) error {
	if err := s.ended.Wait(ctx); err != nil {
		return err
	}
	return s.err
}

func (s *saved) Close()         { s.ended.Set() }
func (s *saved) Name() string   { return s.name }
func (s *saved) Err() error     { return s.err }
func (s *saved) Written() int64 { return s.written }
func (s *saved) Pending() int   { return s.pending }
