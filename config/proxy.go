package config

import (
	"path/filepath"

	"clew/fetch/proxy"
)

// parseProxy reads a value of --proxy; an empty one is no proxy.
func parseProxy(v string) (proxy.Proxy, error) {
	if v == "" {
		return proxy.Proxy{}, nil
	}
	p, err := proxy.Parse(v)
	if err != nil {
		return p, want("[SCHEME://][USER:PASSWORD@]HOST[:PORT], SCHEME one of http, https, socks5, socks5h")
	}
	return p, nil
}

// chooseProxies takes the proxy that the user named, or those that the environment has
// for everybody. The demo's site is here.
func chooseProxies(s *Settings, host Host) (err error) {
	switch {
	case !s.takesInputs():
		return nil
	case s.origins["proxy"] != FromDefault:
		s.Connection.Proxy.HTTP, s.Connection.Proxy.HTTPS = s.proxy, s.proxy
		s.Connection.Proxy.No = proxy.ParseList(either(host, "no_proxy", "NO_PROXY"))
	default:
		if s.Connection.Proxy, err = proxy.FromEnvironment(host.getenv); err != nil {
			return usageError("unset it, or override it with --proxy", "%w", err)
		}
	}
	return nil
}

// findNetrc names the file of --netrc.
func findNetrc(s *Settings, host Host) error {
	if s.useNetrc {
		s.Request.Netrc = host.getenv("NETRC")
		if s.Request.Netrc == "" {
			s.Request.Netrc = filepath.Join(host.getenv("HOME"), ".netrc")
		}
	}
	return nil
}

// either returns the first of two variables that is set.
func either(host Host, a, b string) string {
	if text := host.getenv(a); text != "" {
		return text
	}
	return host.getenv(b)
}
