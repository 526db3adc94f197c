package aio_test

import (
	"errors"
	"net/netip"

	"clew/aio"
)

// pair returns both ends of a connection to a listener at address, the one that
// connected first.
func pair(ctx *aio.Context, network, address string) (client, server *aio.Conn, err error) {
	ln, err := aio.Listen(ctx, network, address)
	if err != nil {
		return nil, nil, err
	}
	defer ln.Close()
	accepted := aio.Go(ctx, ln.Accept)
	client, err = aio.DialAddr(ctx, ln.Addr())
	server, err2 := accepted.Wait(ctx)
	return client, server, errors.Join(err, err2)
}

// address parses an IP address and port.
func address(s string) aio.Addr { return aio.Addr{AddrPort: netip.MustParseAddrPort(s)} }
