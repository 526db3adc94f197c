package dns

import (
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"time"

	"clew/aio"
)

// hostsTTL is how long an answer from the hosts file is good, and how often the
// files are looked at for changes.
const hostsTTL = 5 * time.Second

// system is what the files of this machine say.
type system struct {
	servers       []netip.AddrPort // instead of those of the file
	config, hosts string           // paths
	lane          *aio.Lane
	lock          aio.Lock
	checked       time.Time
	last          *files
}

// files is what was read; it does not change.
type files struct {
	config   Config
	hosts    Hosts
	configAt stamp
	hostsAt  stamp
}

// stamp tells one state of a file from another.
type stamp struct {
	size     int64
	modified time.Time
}

func newSystem(loop *aio.Loop, opts Options) *system {
	s := &system{servers: opts.Servers, config: opts.Config, hosts: opts.Hosts, last: &files{}}
	if s.config == "" {
		s.config = "/etc/resolv.conf"
	}
	if s.hosts == "" {
		s.hosts = "/etc/hosts"
	}
	s.lane = aio.NewLane(loop, "dns files", 1)
	return s
}

// files returns what the files say now, or have said within hostsTTL. They are
// read in a lane. What cannot be read says nothing.
func (s *system) files(ctx *aio.Context) (Config, Hosts, error) {
	err := s.lock.With(ctx, func() error {
		now := ctx.Loop().Now()
		if !s.checked.IsZero() && now.Sub(s.checked) < hostsTTL {
			return nil
		}
		before := s.last
		read, err := aio.OnLane(ctx, s.lane, func() (*files, error) { return s.read(before), nil })
		if err == nil {
			s.last, s.checked = read, now
		}
		return err
	})
	return s.last.config, s.last.hosts, err
}

// read returns the files as they are, the parts that have not changed as they
// were before. It runs in the lane.
func (s *system) read(before *files) *files {
	read := *before
	if file, changed := readChanged(s.config, &read.configAt); changed {
		read.config = ParseConfig(file)
	}
	if s.servers != nil {
		read.config.Servers = s.servers
	}
	read.config = read.config.withDefaults()
	if file, changed := readChanged(s.hosts, &read.hostsAt); changed {
		read.hosts = ParseHosts(file)
	}
	return &read
}

// readChanged reads a file unless it is as it was at the stamp; one that is
// gone is empty.
func readChanged(path string, at *stamp) (file []byte, changed bool) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		changed = *at != stamp{}
		*at = stamp{}
		return nil, changed
	}
	if err != nil || at.size == info.Size() && at.modified.Equal(info.ModTime()) {
		return nil, false
	}
	if file, err = os.ReadFile(path); err != nil {
		return nil, false
	}
	*at = stamp{info.Size(), info.ModTime()}
	return file, true
}
