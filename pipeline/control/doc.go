// Package control lets a user look into a clew that runs: the server is a task
// of the run, the client is clew ps.
//
// They talk over a unix socket that is the user's alone: mode 0600, in a
// directory of mode 0700 that belongs to the user, which both sides check. It is
// called PID.sock and stands in the first of these directories that can be had:
// $XDG_RUNTIME_DIR/clew, clew-UID in $TMPDIR, clew-UID in /tmp. The client looks
// in all of them. A run that can make no socket goes on without.
//
// # Protocol
//
// The client sends one line, "clew/1 report", and the server answers with one
// JSON object, a [Report], or {"error":"…"}, and closes. A report may get more
// fields; a change of what one means gets another number. One client is served
// at a time, and none for longer than a few seconds, so that no number of them
// costs the run more than a share of its time.
//
// # Cost
//
// The tasks are looked at in one step of the loop, as a tree in pieces would be
// none: that holds the loop for one to two microseconds a task. Everything else, the
// words for people included, is made on another thread.
package control
