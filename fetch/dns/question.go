package dns

import (
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"net/netip"
	"os"
	"time"

	"clew/aio"

	"golang.org/x/net/dns/dnsmessage"
)

// question is one question on its way to one server.
type question struct {
	name   string
	family dnsmessage.Type
	edns   bool
	limit  time.Duration
	id     uint16
	query  []byte
}

// put sends the question and waits for the answer, at most for the limit.
func (q question) put(ctx *aio.Context, config Config, server netip.AddrPort) (reply, error) {
	q.id = uint16(rand.Uint32())
	var err error
	if q.query, err = query(q.id, q.name, q.family, q.edns); err != nil {
		return reply{}, err
	}
	return aio.WaitFor(ctx, q.limit, func(ctx *aio.Context) (reply, error) {
		if config.TCP {
			return q.overTCP(ctx, server)
		}
		rep, err := q.overUDP(ctx, server)
		if err == nil && rep.truncated {
			return q.overTCP(ctx, server)
		}
		return rep, err
	})
}

// overUDP takes the first packet that answers the question. Others may come from
// somebody who guesses, or too late from an earlier question on the same port.
func (q *question) overUDP(ctx *aio.Context, server netip.AddrPort) (reply, error) {
	c, err := aio.DialPacket(ctx, "udp", server.String())
	if err != nil {
		return reply{}, err
	}
	defer c.Close()
	if err := c.Write(ctx, q.query); err != nil {
		return reply{}, err
	}
	packet := make([]byte, packetSize)
	for {
		n, _, err := c.ReadFrom(ctx, packet)
		if err != nil && !errors.Is(err, io.ErrShortBuffer) {
			return reply{}, err
		}
		if rep, err := q.read(packet[:n]); err != errNotOurs {
			return rep, err
		}
	}
}

func (q *question) read(msg []byte) (reply, error) {
	return parseReply(msg, q.id, q.name, q.family)
}

// overTCP asks on a connection (RFC 7766): each message behind its length.
func (q *question) overTCP(ctx *aio.Context, server netip.AddrPort) (reply, error) {
	c, err := aio.DialAddr(ctx, aio.Addr{AddrPort: server})
	if err != nil {
		return reply{}, err
	}
	defer c.Close()
	msg := binary.BigEndian.AppendUint16(nil, uint16(len(q.query)))
	if _, err := c.Write(ctx, append(msg, q.query...)); err != nil {
		return reply{}, err
	}
	var length [2]byte
	if err := readFull(ctx, c, length[:]); err != nil {
		return reply{}, err
	}
	msg = make([]byte, binary.BigEndian.Uint16(length[:]))
	if err := readFull(ctx, c, msg); err != nil {
		return reply{}, err
	}
	rep, err := q.read(msg)
	if err == nil && rep.truncated {
		err = errors.New("answer cut short, over TCP too")
	}
	return rep, err
}

func readFull(ctx *aio.Context, c *aio.Conn, p []byte) error {
	for len(p) > 0 {
		n, err := c.Read(ctx, p)
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// isTimeout reports whether a time limit has passed.
func isTimeout(err error) bool {
	var timeout *aio.TimeoutError
	return errors.As(err, &timeout) || errors.Is(err, os.ErrDeadlineExceeded)
}
