//go:build unix && !linux

package aio

func newPoller() (Poller, error) { return NewPollPoller() }
