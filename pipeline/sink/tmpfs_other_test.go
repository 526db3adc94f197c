//go:build !linux

package sink

import "errors"

func mount(string) error { return errors.ErrUnsupported }

func unmount(string) {}
