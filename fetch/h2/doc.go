// Package h2 is the client's side of an HTTP/2 connection (RFC 9113) as a state
// machine: bytes in, events and bytes out. It has no socket, no clock and no
// goroutine. Frames are read and written by golang.org/x/net/http2's Framer,
// header lists are encoded by its hpack; why they are not decoded by it, the
// decoder says.
//
// # Usage
//
//	c := h2.NewConn(h2.Limits{}, nil)
//	err := c.Open(&s, "https", req)    // while c.CanOpen() > 0
//	n := s.Send(body, true)            // as far as the server takes it
//	c.Sent(write(c.Output()))          // after each of these calls
//	ev, n, err := c.Feed(p)            // with what arrives, until Nothing
//	s.Consumed(len(ev.Payload))        // when it is read: the server may send more
//	s.Close()                          // where the rest is not wanted
//	c.End(io.EOF)                      // where the transport ended
//
// The example of [Conn] has the whole loop. When to send a PING, and what it
// means that no answer comes, is the caller's business: see [Conn.Ping].
//
// How the input is cut into pieces changes nothing in what comes out. Payload is
// handed on as it comes, in slices of the input; of other frames what has not
// come whole is kept, at most one header block. A response costs two
// allocations, and one for each string in its head that was not said before.
//
// A Conn and its streams may be used by one goroutine at a time.
//
// # Decisions
//
// Strict where the RFC asks for it; lenient where user agents agree. The code
// that obeys a line of this table names its section. "Stream" and "connection"
// say what ends with an error.
//
//	what came                             what is made of it            source
//	first frame is not SETTINGS           connection                    3.4
//	frame over 16,384 bytes               connection                    4.2
//	unknown frame type, PRIORITY          skipped                       5.5, 5.3.2
//	unknown flags, reserved bits, values  skipped                       4.1, 6.5.2
//	  of padding, unknown settings
//	wrong length, stream 0 or not 0       connection                    6
//	frame on a stream never opened        connection                    5.1
//	frame on a closed stream              skipped, but decoded and      5.1
//	                                      counted against the window
//	PUSH_PROMISE                          connection: it is forbidden   6.6
//	ENABLE_PUSH not 0                     connection                    6.5.2
//	SETTINGS with one value twice         the last one counts           6.5.3
//	MAX_CONCURRENT_STREAMS                obeyed; 1 until it has come   5.1.2
//	MAX_FRAME_SIZE                        checked; we send 16,384       6.5.2
//	INITIAL_WINDOW_SIZE                   also for open streams         6.9.2
//	window over 2^31-1                    stream or connection          6.9.1
//	window grows by 0                     stream or connection          6.9
//	DATA beyond a window                  stream or connection          6.9.1
//	RST_STREAM REFUSED_STREAM             [ErrNotProcessed]             8.7
//	GOAWAY, streams above its last        [ErrNotProcessed]             6.8
//	  other streams                       go on
//	HPACK that does not decode            connection                    4.3
//	interim responses                     skipped                       8.1
//	  101, or with END_STREAM             stream                        8.6, 8.1
//	no :status, twice, not first, not     stream                        8.3, 8.3.2
//	  of three digits, in trailers; other
//	  pseudo-header fields
//	status 600 to 999                     accepted, as in h1            (9110 §15)
//	field name in capitals, no token      stream                        8.2.1
//	NUL, CR or LF in a value              stream                        8.2.1
//	white space around a value            cut off                       8.2.1, not obeyed
//	other controls, bytes over 0x7f       kept, as in h1                (9110 §5.5)
//	connection, keep-alive, upgrade,      stream                        8.2.2
//	  proxy-connection, transfer-encoding
//	content-length                        as in h1; a body that is      8.1.1
//	                                      longer or shorter: stream
//	HEAD, 204, 304                        no body, any content-length;  8.1.1
//	                                      a body: stream
//	DATA before the head                  stream                        8.1
//	a second head, or trailers without    stream                        8.1
//	  END_STREAM
//	response before the end of the        taken, and the rest of the    8.1
//	  request                             request is not sent
//	end of the transport before the end   [*h1.TruncatedError], or      8.1.1
//	  of a response                       [h1.ErrNoResponse]
//
// # Limits
//
// Each stops an attack, and ends the connection with ENHANCE_YOUR_CALM or the
// stream. Nothing is allocated for a length that was only announced.
//
//	limit                                         stops
//	MaxHead, of the frames of a header block      CONTINUATION flood, its frames empty or not (CVE-2024-27316)
//	MaxHead, of the decoded list                  HPACK bomb: many references to one large entry (CVE-2016-1544)
//	5,000 fields in a list                        the same, of small entries
//	4,096 bytes of each HPACK table               tables that grow with what the server says
//	32 interim responses                          a response that never begins
//	1,000 frames that bring nothing, more than    floods of SETTINGS, PING, RST_STREAM, GOAWAY, PRIORITY, WINDOW_UPDATE,
//	  those that do                               unknown and empty frames (CVE-2019-9512, -9514, -9515, -9518)
//	1,000 answers that are not read               output that grows because the server asks and does not read (CVE-2019-9517)
//	StreamWindow and MaxStreams of them           bodies that come faster than they are read
//	16 KiB of framing and padding beyond what     bodies of padding or of empty frames
//	  a body pays for
//	4 MiB on closed streams, beyond what was      a body that goes on after it was refused
//	  on the way
//	64 KiB of output with bodies in it            memory for a body that the server does not take
//	one adjustment of the windows for each        SETTINGS frames of 2,730 window sizes each
//	  SETTINGS frame
package h2
