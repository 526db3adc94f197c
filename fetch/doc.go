// Package fetch is an HTTP client on an aio loop.
//
// # Usage
//
// A [Client] makes one exchange at a time: [Client.Do] sends one request and
// returns when the head of its response is there; the body streams from
// [Response.Body]. Redirects and retries are no business of the client: they
// are pure functions, [Redirect] and [Retry], that say what a response asks
// for, and their caller decides when and whether to do it. So are the conditions of
// a request for what is known already, [Validators].
//
//	resp, err := client.Do(ctx, &fetch.Request{URL: u})
//	if err != nil {
//		return err
//	}
//	defer resp.Body.Close()
//	for p, err := range resp.Body.All(ctx) { … }
//
// A [Session] puts all together for those who want a page and nothing else: cookies,
// redirects, retries, decoding.
//
// # Around a client
//
// A [Doer] makes an exchange. [WithCookies] and [WithLogins] are put around a Client, or
// around each other; they act on each request by itself, so that nothing of one origin
// goes to the next. [Options].Proxy says which requests go through a proxy; for a
// caller nothing differs, but that [Response].Remote is the proxy's address.
//
// # Protocols
//
// HTTP/1.1 has a connection for each exchange at a time (package h1), HTTP/2
// many exchanges on one (package h2). Which it is the server of an https URL
// chooses; [Options].HTTP2 says otherwise. Nothing else differs for the caller.
//
// A [Tap] is told the bytes of an exchange, as they are on the wire.
//
// # Errors
//
// A status is never an error. What fails is an [*Error]: the operation, the
// URL and the cause, and a [Kind] to sort by.
//
// # Cancellation and limits
//
// Do and the body suspend, and are canceled like every call of aio; a body that
// is not read to its end costs its connection, or with HTTP/2 its stream. The phases of an exchange have
// limits of their own ([Limits]); a limit for the whole is the caller's
// aio.WaitFor around both.
//
// # Beside it
//
// What needs no connection stands in packages of its own, without I/O: fetch/h1
// (messages), fetch/coding (content codings), fetch/cookies (a jar), fetch/auth
// (users and passwords), fetch/proxy (which proxy, and what is said to it).
//
// # Concurrency
//
// A Client may be used by all tasks of its loop, and only by them.
package fetch
