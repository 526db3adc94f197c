// Package save keeps bodies as a tree of files that can be copied to any file system.
//
// # Names
//
// http://a.org:8080/docs/page.html is the file a.org_8080/docs/page.html. The name of
// a file follows from its URL alone, in whatever order and run it comes, and no two
// URLs share one. What a URL cannot have in a plain name stands behind a ~, which URLs
// do not give to names:
//
//	https://a.org/           a.org/index.html
//	http://a.org/            a.org_80/index.html      the port, but for that of https
//	/about                   about~.html              no dot: the type's extension, or none
//	/list.php?id=5           list~id=5.php            a query
//	/v1.2/x.js               v1.2~/x.js               a folder with a dot
//	/Read.me                 Read~HASH.me            see below
//	/nul.txt                 ~nul.txt                 a device on Windows
//
// A ~ and a hash of the URL tell apart what would be one file on some system or in
// this tree: capitals, characters that are not allowed everywhere, dots at the end,
// names beyond 50 to 100 bytes and paths beyond 200, index.html where it is spelled
// out, https at another port than 443. Bytes that a URL has in percent signs stay so.
// A folder never has a name that a file can have, so none is in the other's way.
//
// # Files
//
// A body is written to a temporary name beside its own, ~part-*, and renamed when it
// is whole; the file that was there before is replaced. Nothing is written outside of
// the folder, whatever its symbolic links say ([os.Root]).
package save
