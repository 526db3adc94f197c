package aio_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"net/netip"
	"sync"

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

// pattern returns size bytes of which no part looks like another within a
// megabyte.
func pattern(size int) []byte { return numbers()[:size:size] }

var numbers = sync.OnceValue(func() []byte {
	p := make([]byte, 1<<20)
	for i := 0; i < len(p); i += 8 {
		binary.BigEndian.PutUint64(p[i:], uint64(i))
	}
	return bytes.Repeat(p, 16)
})

// readAll reads to the end of the stream, at most step bytes at once.
func readAll(ctx *aio.Context, c *aio.Conn, step int) ([]byte, error) {
	var all []byte
	buf := make([]byte, step)
	for {
		n, err := c.Read(ctx, buf)
		all = append(all, buf[:n]...)
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
	}
}

// echo sends back what it gets.
func echo(ctx *aio.Context, c *aio.Conn) error {
	buf := make([]byte, 16<<10)
	for {
		n, err := c.Read(ctx, buf)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := c.Write(ctx, buf[:n]); err != nil {
			return err
		}
	}
}
