package sink

import "golang.org/x/sys/unix"

// mount puts a file system of 64 KB on a directory.
func mount(dir string) error { return unix.Mount("tmpfs", dir, "tmpfs", 0, "size=64k") }

func unmount(dir string) { unix.Unmount(dir, 0) }
