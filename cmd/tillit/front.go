package main

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"tillit.care/app"
)

// front says how the world reaches Tillit. Without TLS it is this computer alone, unless
// a named proxy stands in front.
type front struct {
	Listen      string `help:"Address to listen at. Without it: 127.0.0.1:8080, or :8443 with --cert, or :443 with --acme." env:"TILLIT_LISTEN" placeholder:"HOST:PORT"`
	Address     string `help:"The public address that people type, such as https://tillit.example.org." env:"TILLIT_ADDRESS" placeholder:"URL"`
	Cert        string `help:"File with the TLS certificate and those it needs." env:"TILLIT_CERT" type:"path" placeholder:"FILE" and:"cert"`
	CertKey     string `help:"File with the key of the TLS certificate." env:"TILLIT_CERT_KEY" type:"path" placeholder:"FILE" and:"cert"`
	Acme        string `name:"acme" help:"Host name to get a certificate for from Let's Encrypt, which is contacted for it." env:"TILLIT_ACME" placeholder:"HOST"`
	BehindProxy string `help:"Name, address or range of the proxy that speaks TLS in front. Only it is believed about where requests come from." env:"TILLIT_BEHIND_PROXY" placeholder:"NAME|CIDR"`
	Ops         string `help:"Address for /healthz and /metrics, for this machine only. Without it there is none." env:"TILLIT_OPS" placeholder:"127.0.0.1:PORT"`
}

// check finds what does not go together, before anything is touched.
func (f *front) check() error {
	ways := 0
	for _, way := range []string{f.Cert, f.Acme, f.BehindProxy} {
		if way != "" {
			ways++
		}
	}
	if ways > 1 {
		return sentence{"Choose one of --cert, --acme and --behind-proxy: they are three ways to the same thing."}
	}
	f.defaults()
	host, _, err := net.SplitHostPort(f.Listen)
	if err != nil {
		return sentence{"--listen must be a host and a port, such as 127.0.0.1:8080."}
	}
	if ways == 0 && !loopback(host) {
		return sentence{"Without TLS, Tillit listens to this computer only: anybody on the way could read along. Give --cert and --cert-key, --acme, or --behind-proxy."}
	}
	at, err := url.Parse(f.Address)
	if err != nil || at.Host == "" || (at.Scheme != "https" && at.Scheme != "http") || strings.Trim(at.Path, "/") != "" {
		return sentence{"--address must be like https://tillit.example.org, without anything after the name."}
	}
	if at.Scheme == "http" && !loopback(at.Hostname()) {
		return sentence{"--address must begin with https://. Passkeys and sign-in do not work without it."}
	}
	f.Address = at.Scheme + "://" + at.Host
	return nil
}

func (f *front) defaults() {
	if f.Listen == "" {
		switch {
		case f.Acme != "":
			f.Listen = ":443"
		case f.Cert != "":
			f.Listen = ":8443"
		default:
			f.Listen = "127.0.0.1:8080"
		}
	}
	if f.Address != "" {
		return
	}
	_, port, _ := net.SplitHostPort(f.Listen)
	switch {
	case f.Acme != "":
		f.Address = "https://" + f.Acme
	case f.Cert != "" || f.BehindProxy != "":
		f.Address = "https://localhost:" + port
	default:
		f.Address = "http://localhost:" + port
	}
}

func (f *front) secure() bool { return strings.HasPrefix(f.Address, "https://") }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// open takes the ports, before anything is written.
func (f *front) open(ctx context.Context, cache string) (opened app.Front, err error) {
	if f.BehindProxy != "" {
		if opened.Proxy, err = app.BehindProxy(ctx, f.BehindProxy); err != nil {
			return opened, sentence{"The proxy " + f.BehindProxy + " cannot be found. Check --behind-proxy, or give its address."}
		}
	}
	if opened.TLS, err = f.tls(cache); err != nil {
		return opened, err
	}
	if opened.Listener, err = listen(f.Listen, "--listen"); err != nil {
		return opened, err
	}
	if f.Ops != "" {
		if opened.Ops, err = listen(f.Ops, "--ops"); err != nil {
			return opened, errors.Join(err, opened.Listener.Close())
		}
	}
	return opened, nil
}

func (f *front) tls(cache string) (*tls.Config, error) {
	switch {
	case f.Cert != "":
		pair, err := tls.LoadX509KeyPair(f.Cert, f.CertKey)
		if err != nil {
			return nil, sentence{"The TLS certificate cannot be used: " + err.Error() + ". Check --cert and --cert-key."}
		}
		return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}, nil
	case f.Acme != "":
		m := autocert.Manager{Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(f.Acme), Cache: autocert.DirCache(cache)}
		return &tls.Config{GetCertificate: m.GetCertificate, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1", acme.ALPNProto}}, nil
	}
	return nil, nil
}

func listen(at, flag string) (net.Listener, error) {
	l, err := net.Listen("tcp", at)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, sentence{"Another program is using " + at + ". Stop it, or choose another address with " + flag + "."}
	case errors.Is(err, syscall.EACCES):
		return nil, sentence{"This computer does not let Tillit listen at " + at + ". Ports below 1024 need a right of their own; choose another with " + flag + "."}
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, sentence{"This computer has no address " + at + ". Check " + flag + "."}
	case err != nil:
		return nil, sentence{"Tillit cannot listen at " + at + ": " + err.Error() + ". Check " + flag + "."}
	}
	return l, nil
}

// cache is where certificates from Let's Encrypt are kept.
func (p place) cache() string { return filepath.Join(p.Data, "acme") }
