package dns

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// packetSize is how long an answer over UDP may be: what goes through every
// network without being cut into fragments (DNS flag day 2020).
const packetSize = 1232

// maxAddresses is how many addresses of one family are taken from an answer. Over TCP
// there is room for 4,000: all of them would be remembered, and a connection tried
// to one after the other.
const maxAddresses = 16

// query makes a question for the addresses of one family of name.
func query(id uint16, name string, qtype dnsmessage.Type, edns bool) ([]byte, error) {
	qname, err := dnsmessage.NewName(name + ".")
	if err != nil {
		return nil, err
	}
	b := dnsmessage.NewBuilder(nil, dnsmessage.Header{ID: id, RecursionDesired: true})
	b.EnableCompression()
	err = errors.Join(b.StartQuestions(),
		b.Question(dnsmessage.Question{Name: qname, Type: qtype, Class: dnsmessage.ClassINET}))
	if edns {
		var opt dnsmessage.ResourceHeader
		err = errors.Join(err, opt.SetEDNS0(packetSize, dnsmessage.RCodeSuccess, false),
			b.StartAdditionals(), b.OPTResource(opt, dnsmessage.OPTResource{}))
	}
	if err != nil {
		return nil, err
	}
	return b.Finish()
}

// reply is what a server said to a query.
type reply struct {
	rcode     dnsmessage.RCode
	truncated bool
	ips       []netip.Addr
	ttl       time.Duration // of the addresses, or of there being none
	lame      bool          // neither an answer nor the word of one who should know
}

// errNotOurs says that a message does not answer the query.
var errNotOurs = errors.New("not an answer to the question")

// parseReply reads the answer to the query for name and qtype with this id.
func parseReply(msg []byte, id uint16, name string, qtype dnsmessage.Type) (reply, error) {
	var p dnsmessage.Parser
	h, err := p.Start(msg)
	if err != nil {
		return reply{}, errNotOurs
	}
	if !h.Response || h.ID != id {
		return reply{}, errNotOurs
	}
	q, err := p.Question()
	if err == nil && (q.Type != qtype || q.Class != dnsmessage.ClassINET || !sameName(q.Name, name)) {
		return reply{}, errNotOurs
	}
	if err != nil && h.RCode == dnsmessage.RCodeSuccess { // an error may leave the question out
		return reply{}, errNotOurs
	}
	r := reply{rcode: h.RCode, truncated: h.Truncated}
	if r.truncated || err != nil {
		return r, nil
	}
	if err := p.SkipAllQuestions(); err != nil {
		return reply{}, fmt.Errorf("broken answer: %w", err)
	}
	if err := r.answers(&p, name, qtype); err != nil {
		return reply{}, fmt.Errorf("broken answer: %w", err)
	}
	if len(r.ips) == 0 {
		err = r.absence(&p, h)
	}
	return r, err
}

// answers follows the aliases from name on and takes the addresses at their end.
// Servers put aliases before what they lead to, so one pass does.
func (r *reply) answers(p *dnsmessage.Parser, name string, qtype dnsmessage.Type) error {
	at, ttl := name, uint32(math.MaxUint32)
	for {
		h, err := p.AnswerHeader()
		if err == dnsmessage.ErrSectionDone {
			break
		}
		if err != nil {
			return err
		}
		switch {
		case !sameName(h.Name, at) || h.Class != dnsmessage.ClassINET:
			err = p.SkipAnswer()
		case h.Type == dnsmessage.TypeCNAME:
			var alias dnsmessage.CNAMEResource
			alias, err = p.CNAMEResource()
			at, ttl = strings.TrimSuffix(alias.CNAME.String(), "."), min(ttl, h.TTL)
		case h.Type == qtype:
			var ip netip.Addr
			if ip, err = address(p, qtype); len(r.ips) < maxAddresses {
				r.ips = append(r.ips, ip)
			}
			ttl = min(ttl, h.TTL)
		default:
			err = p.SkipAnswer()
		}
		if err != nil {
			return err
		}
	}
	r.ttl = time.Duration(ttl) * time.Second
	return nil
}

func address(p *dnsmessage.Parser, qtype dnsmessage.Type) (netip.Addr, error) {
	if qtype == dnsmessage.TypeA {
		a, err := p.AResource()
		return netip.AddrFrom4(a.A), err
	}
	aaaa, err := p.AAAAResource()
	return netip.AddrFrom16(aaaa.AAAA), err
}

// absence reads for how long there are no addresses, from the SOA record beside
// it (RFC 2308 §5). A server that knows of none and is no authority, nor asked
// one, has said nothing.
func (r *reply) absence(p *dnsmessage.Parser, h dnsmessage.Header) error {
	r.ttl, r.lame = 0, r.rcode == dnsmessage.RCodeSuccess && !h.RecursionAvailable && !h.Authoritative
	for {
		a, err := p.AuthorityHeader()
		if err == dnsmessage.ErrSectionDone {
			return nil
		}
		if err == nil && a.Type == dnsmessage.TypeSOA {
			soa, err := p.SOAResource()
			if err == nil {
				r.ttl, r.lame = time.Duration(min(a.TTL, soa.MinTTL))*time.Second, false
			}
			return err
		}
		if err == nil {
			err = p.SkipAuthority()
		}
		if err != nil {
			return fmt.Errorf("broken answer: %w", err)
		}
	}
}

// sameName compares as the DNS does: ASCII letters in either case.
func sameName(n dnsmessage.Name, name string) bool {
	s, _ := strings.CutSuffix(n.String(), ".")
	return strings.EqualFold(s, name)
}
