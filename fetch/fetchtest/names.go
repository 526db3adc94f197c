package fetchtest

import (
	"encoding/binary"
	"net/netip"
	"strings"
	"time"

	"clew/aio"

	"golang.org/x/net/dns/dnsmessage"
)

// A Zone is what a [NameServer] knows: addresses, or "-> name" for an alias, by
// name. A name with no addresses exists without any.
type Zone map[string][]string

// A NameServer answers DNS queries over UDP and TCP at one address. Its fields
// may be set at any time.
type NameServer struct {
	Zone    Zone
	Queries []NameQuery // that came so far

	// Delay is how long an answer takes; nil: no time.
	Delay func(NameQuery) time.Duration
	// Before is what is sent at once, before the answer; nil: nothing.
	Before func(NameQuery, dnsmessage.Message) []dnsmessage.Message
	// Answer may change the answer that the zone gives; where it returns
	// nil there is none.
	Answer func(NameQuery, *dnsmessage.Message) *dnsmessage.Message
}

// A NameQuery is a query as it came.
type NameQuery struct {
	Name string // without the final dot
	Type dnsmessage.Type
	TCP  bool
	EDNS bool
}

// nameTTL is the life of what a NameServer knows, absenceTTL that of what it
// does not.
const nameTTL, absenceTTL = 300, 60

// ListenNames starts a name server at "ip:port"; its tasks belong to ctx's group.
func ListenNames(ctx *aio.Context, address string, zone Zone) (*NameServer, error) {
	packets, err := aio.ListenPacket(ctx, "udp", address)
	if err != nil {
		return nil, err
	}
	ln, err := aio.Listen(ctx, "tcp", address)
	if err != nil {
		packets.Close()
		return nil, err
	}
	s := &NameServer{Zone: zone}
	aio.Go(ctx, func(ctx *aio.Context) (struct{}, error) {
		defer ln.Close()
		return struct{}{}, ln.Serve(ctx, s.stream)
	}).Daemon()
	aio.Go(ctx, func(ctx *aio.Context) (struct{}, error) {
		defer packets.Close()
		return struct{}{}, s.packets(ctx, packets)
	}).Daemon()
	return s, nil
}

func (s *NameServer) packets(ctx *aio.Context, c *aio.PacketConn) error {
	buf := make([]byte, 4096)
	for {
		n, from, err := c.ReadFrom(ctx, buf)
		if err != nil {
			return err
		}
		s.answer(ctx, buf[:n], false, func(ctx *aio.Context, msg []byte) error { return c.WriteTo(ctx, msg, from) })
	}
}

func (s *NameServer) stream(ctx *aio.Context, c *aio.Conn) error {
	for {
		var length [2]byte
		if err := readFull(ctx, c, length[:]); err != nil {
			return ours(err)
		}
		msg := make([]byte, binary.BigEndian.Uint16(length[:]))
		if err := readFull(ctx, c, msg); err != nil {
			return ours(err)
		}
		s.answer(ctx, msg, true, func(ctx *aio.Context, msg []byte) error {
			_, err := c.Write(ctx, append(binary.BigEndian.AppendUint16(nil, uint16(len(msg))), msg...))
			return ours(err)
		})
	}
}

func readFull(ctx *aio.Context, c *aio.Conn, p []byte) error {
	for len(p) > 0 {
		n, err := c.Read(ctx, p)
		if err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// answer answers one query in a task of its own, so that a slow one delays no
// other.
func (s *NameServer) answer(ctx *aio.Context, packed []byte, tcp bool, send func(*aio.Context, []byte) error) {
	var m dnsmessage.Message
	if m.Unpack(packed) != nil || len(m.Questions) != 1 {
		return
	}
	q := NameQuery{
		Name: strings.TrimSuffix(m.Questions[0].Name.String(), "."), Type: m.Questions[0].Type,
		TCP: tcp, EDNS: len(m.Additionals) > 0,
	}
	s.Queries = append(s.Queries, q)
	reply := s.Zone.reply(q, &m)
	if s.Before != nil {
		for _, forged := range s.Before(q, *reply) {
			if packed, err := forged.Pack(); err == nil {
				send(ctx, packed)
			}
		}
	}
	if s.Answer != nil {
		reply = s.Answer(q, reply)
	}
	if reply == nil {
		return
	}
	aio.Go(ctx, func(ctx *aio.Context) (struct{}, error) {
		if s.Delay != nil {
			if err := aio.Sleep(ctx, s.Delay(q)); err != nil {
				return struct{}{}, err
			}
		}
		packed, err := reply.Pack()
		if err != nil {
			return struct{}{}, err
		}
		return struct{}{}, send(ctx, packed)
	})
}

// reply is what the zone says.
func (z Zone) reply(q NameQuery, query *dnsmessage.Message) *dnsmessage.Message {
	m := &dnsmessage.Message{
		Header:    dnsmessage.Header{ID: query.ID, Response: true, RecursionDesired: true, RecursionAvailable: true},
		Questions: query.Questions,
	}
	name := q.Name
	for hops := 0; hops < 10; hops++ {
		values, known := z[strings.ToLower(name)]
		if !known {
			m.RCode = dnsmessage.RCodeNameError
			break
		}
		target := ""
		for _, v := range values {
			if to, ok := strings.CutPrefix(v, "-> "); ok {
				target = to
				m.Answers = append(m.Answers, nameRecord(name, &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName(to + ".")}))
			} else if ip := netip.MustParseAddr(v); ip.Is4() && q.Type == dnsmessage.TypeA {
				m.Answers = append(m.Answers, nameRecord(name, &dnsmessage.AResource{A: ip.As4()}))
			} else if !ip.Is4() && q.Type == dnsmessage.TypeAAAA {
				m.Answers = append(m.Answers, nameRecord(name, &dnsmessage.AAAAResource{AAAA: ip.As16()}))
			}
		}
		if name = target; target == "" {
			break
		}
	}
	root := dnsmessage.MustNewName(".")
	m.Authorities = []dnsmessage.Resource{nameRecord("test", &dnsmessage.SOAResource{NS: root, MBox: root, MinTTL: absenceTTL})}
	return m
}

func nameRecord(name string, body dnsmessage.ResourceBody) dnsmessage.Resource {
	return dnsmessage.Resource{
		Header: dnsmessage.ResourceHeader{Name: dnsmessage.MustNewName(name + "."), Class: dnsmessage.ClassINET, TTL: nameTTL},
		Body:   body,
	}
}
