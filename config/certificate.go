package config

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
)

func readCAs(s *Settings, host Host) error {
	if s.caFile == "" {
		return nil
	}
	pem, err := host.readFile(s.caFile)
	if err != nil {
		return unreadable(s, "cacert", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return unreadable(s, "cacert", fmt.Errorf("%s: %w", printable(s.caFile), errNoCertificate))
	}
	s.Connection.RootCAs = pool
	return nil
}

var errNoCertificate = errors.New("no certificate in PEM form")

// readCertificate reads the certificate that we show, and its key, which may
// stand in the same file.
func readCertificate(s *Settings, host Host) error {
	if s.certFile == "" {
		return nil
	}
	cert, err := host.readFile(s.certFile)
	if err != nil {
		return unreadable(s, "cert", err)
	}
	key, name, file := cert, "cert", s.certFile
	if s.keyFile != "" {
		name, file = "key", s.keyFile
		if key, err = host.readFile(file); err != nil {
			return unreadable(s, name, err)
		}
	}
	switch {
	case !bytes.Contains(cert, []byte("BEGIN CERTIFICATE-----")):
		return unreadable(s, "cert", fmt.Errorf("%s: %w", printable(s.certFile), errNoCertificate))
	case !bytes.Contains(key, []byte("PRIVATE KEY-----")):
		return unreadable(s, name, fmt.Errorf("%s: no private key in PEM form", printable(file)))
	case bytes.Contains(key, []byte("ENCRYPTED")):
		return unreadable(s, name, fmt.Errorf("%s: the private key is encrypted", printable(file)))
	}
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return unreadable(s, name, fmt.Errorf("%s: %s", printable(file), strings.TrimPrefix(err.Error(), "tls: ")))
	}
	s.Connection.Certificate = &pair
	return nil
}

// checkKey refuses a key without its certificate.
func checkKey(s *Settings, _ Host) error {
	if s.keyFile != "" && s.certFile == "" {
		return usageError("name the certificate with --cert", "%s is of use only with a certificate", s.named("key"))
	}
	return nil
}
