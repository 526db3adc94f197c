package fetch_test

import (
	"errors"
	"net"
	"syscall"
	"testing"

	"clew/fetch"
	"clew/fetch/proxy"
)

// TestProxyCodes: the numbers that curl has for what went wrong with a proxy.
func TestProxyCodes(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want int
	}{
		{&net.DNSError{IsNotFound: true}, 5},
		{&net.OpError{Op: "connect", Err: syscall.ECONNREFUSED}, 7},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, 56},
		{&proxy.StatusError{StatusCode: 407}, 56},
		{proxy.ReplyError(5), 97},
		{proxy.ErrUser, 97},
		{errors.New("not SOCKS5"), 97},
	} {
		e := &fetch.Error{Op: "proxy", URL: "http://a.test/", Kind: fetch.KindProxy, Err: tt.err}
		equal(t, e.Error(), e.CurlCode(), tt.want)
	}
}
