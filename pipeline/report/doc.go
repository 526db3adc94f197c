// Package report is what a run looks like: figures that are gathered record by
// record in bounded memory, and one HTML page that shows them.
//
// [Stats] keeps the figures. Whatever the length of the run it holds a few
// megabytes at most: durations are counted in buckets that grow with them,
// time in slots that double in width, hosts by the space-saving scheme, and of
// pages, failures and sections the first or the top ones, with a count of what
// was left out.
//
// [Stats.View] is a picture of the figures at one moment, a plain struct that
// may go to another thread. [View.Write] makes the page of it: no script, style,
// image or font comes from elsewhere, and its content security policy says so.
// The same page shows a run that has ended, from a file, and one that is under
// way, from the monitor, where [View.Live] is set.
package report
