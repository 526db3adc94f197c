package fetch

// A Phase is what an exchange is at.
type Phase uint8

// The phases, in their order. One that nothing has to be done for is left out.
const (
	PhaseQueue   Phase = iota // waits for its turn: there is no connection for it yet, nor room to make one
	PhaseDNS                  // the name is looked up
	PhaseConnect              // a connection is made, through the proxy if there is one
	PhaseTLS                  // the handshake
	PhaseHead                 // the request is sent, and nothing of the response is there
	PhaseBody                 // the head is there
)

func (p Phase) String() string {
	return [...]string{"queue", "dns", "connect", "tls", "first byte", "body"}[p]
}

// enter notes what the exchange is at from now on, where somebody wants to know.
func (r *Request) enter(p Phase) {
	if r.Phase != nil {
		*r.Phase = p
	}
}
