package config

import (
	"crypto/tls"
	"crypto/x509"
	"net/netip"
	"regexp"
	"time"

	"clew/fetch/proxy"
)

// Settings is what a run is to do: complete, validated, with the defaults of its command
// filled in. Where a field's comment gives 0 a meaning, that is also what the user types.
type Settings struct {
	// Answer is the text of --help, -h or --version. If it is not empty there is nothing
	// to run: it goes to stdout, and the exit code is 0. No other field is then set.
	Answer string

	Command string   // Fetch, Crawl, Demo or Ps
	PID     int      // ps: the process to look into; 0 = the only one
	URLs    []string // arguments in their order, unparsed; "-" stands for stdin
	Lists   []string // files of --list in their order; "-" stands for stdin
	// UsesStdin: inputs come from stdin, because a URL or a list is "-", or because there is
	// neither and stdin is no terminal. In the last case no "-" stands in URLs or Lists.
	UsesStdin bool

	Load       Load
	Time       Time
	Retry      Retry
	Request    Request
	Connection Connection
	Limits     Limits
	Crawl      Crawling
	Output     Output
	Run        Run

	Terminal Terminal // which standard streams are terminals

	headerArgs, dataArgs []string    // of --header and --data, files not yet read
	caFile               string      // of --cacert
	certFile, keyFile    string      // of --cert and --key
	proxy                proxy.Proxy // of --proxy
	useNetrc             bool
	configFile, profile  string // of --config and --profile
	showSecrets          bool
	origins              map[string]Origin // by the flag's long name
}

// Load says how much is done at once, and how fast.
type Load struct {
	MaxInflight    int           // requests between connect and last byte; at least 1
	AutoInflight   bool          // as many of them as are worth while
	MaxPerHost     int           // of these to one host; 0 = no limit of its own
	Rate           float64       // requests per second over all hosts; 0 = no limit
	HostDelay      time.Duration // between two starts to one host
	HostDelayGiven bool          // the user chose HostDelay: it holds on loopback too
	Parsers        int           // worker threads; at least 1
	MaxBuffer      int64         // bytes of bodies in memory; 0 = no limit
}

// Time holds the limits of one attempt; MaxTime is that of the run. 0 = no limit.
type Time struct {
	Total, Connect, TLS, TTFB, DNS, MaxTime time.Duration

	SpeedLimit int64         // bytes a second; 0 = any speed will do
	SpeedTime  time.Duration // how long a response may be slower
}

// Retry says how often and after what pause a request is tried again.
type Retry struct {
	Count    int           // further attempts after the first; 0 = none
	Delay    time.Duration // before the first of them; doubles
	MaxDelay time.Duration // no pause is longer; a Retry-After beyond it ends the retries
}

// Request is what is sent for each input.
type Request struct {
	Method    string   // GET, POST where there is Body, or what the user said
	Headers   []Header // to add, replace or remove, in their order
	Body      []byte   // nil = none; empty = a body of no bytes
	UserAgent string   // "" = none, or it stands in Headers
	User      string   // "name:password"; "" = none
	Netrc     string   // file; "" = none
	Cookies   []string // pairs and files, as cookies.Argument tells them apart
	CookieJar string   // file to be written at the end; "" = none
	Redirects bool     // follow them
	MaxHops   int      // redirects per input; 0 = the first one is too many
	Compress  bool     // ask for content codings, and decode them
}

// Connection is how hosts are reached.
type Connection struct {
	Insecure     bool             // certificates are not verified
	RootCAs      *x509.CertPool   // nil = the system's
	Certificate  *tls.Certificate // that we show; nil = none
	HTTP1        bool             // HTTP/1.1 alone
	HTTP2        bool             // HTTP/2 where the server of https chooses it
	HTTP2Prior   bool             // HTTP/2 over http as well; never together with HTTP1
	Proxy        proxy.Settings   // of the user or of the environment
	IPv4, IPv6   bool             // this family alone; never both
	Resolve      []Resolve
	DNSServers   []netip.AddrPort // nil = the system's
	AllowPrivate bool
}

// Limits bound what is read. 0 = no limit, except for MaxHeader, which always has one.
type Limits struct {
	MaxBody     int64 // bytes of one decoded body
	MaxHeader   int64 // bytes of one response head
	MaxPages    int   // inputs or pages that are started
	MaxBytes    int64 // bytes received in the run
	URLsPerHost int   // crawl
}

// Crawling is what only crawl and demo look at, but for robots.txt.
type Crawling struct {
	Depth            int // links from a seed; 0 = seeds only, -1 = no limit
	Scope            Scope
	Include, Exclude []*regexp.Regexp // any of Include, if there are some, and none of Exclude
	Robots           Robots
	DelayMax         time.Duration // longest Crawl-delay that is kept; 0 = none is
	Sitemaps         bool
	FollowNofollow   bool
	IgnoreQuery      bool
	SortQuery        bool
	StripTracking    bool
}

// Output is what is written, and where.
type Output struct {
	File    string // "" = stdout
	Format  Format
	Fields  []string // in the order asked for; nil = all
	Links   bool
	Body    bool
	Headers bool
	Hash    bool
	Simhash bool

	Where    string // expression; "" = all
	WriteOut string // template; "" = none
	Select   string // selector; "" = none
	Save     string // folder; "" = none
	Summary  string // file; "" = none
	Report   string // file; "" = none
	Graph    string // file, whose name ends in the form; "" = none
}

// Run is how the run behaves towards its user.
type Run struct {
	Grace    time.Duration // 0 = a signal ends the run at once
	Fail     bool
	Progress Progress
	Quiet    bool
	Verbose  bool
	Monitor  string // IP address and port; "" = none
	NoColor  bool   // by flag, NO_COLOR or a dumb terminal
}

// Terminal tells which standard streams are terminals.
type Terminal struct{ Stdin, Stdout, Stderr bool }

// ShowProgress reports whether a progress bar is wanted.
func (s *Settings) ShowProgress() bool {
	if s.Run.Progress == ProgressAuto {
		return s.Terminal.Stderr && !s.Run.Quiet
	}
	return s.Run.Progress == ProgressOn
}

// Origin returns the layer that decided the flag of that long name.
func (s *Settings) Origin(name string) Origin { return s.origins[name] }
