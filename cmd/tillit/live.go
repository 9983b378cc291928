package main

import (
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"tillit.care/base/media"
)

// video says who carries picture and sound: tillit-live, which lies beside tillit, or LiveKit
// servers that the practice runs. Without either, everything but video works.
type video struct {
	Live       string `help:"The program that carries picture and sound. Without it: tillit-live beside this program, if it is there. \"off\": no video." env:"TILLIT_LIVE" placeholder:"FILE|off"`
	LiveIP     string `help:"The address of this computer at which browsers find it for picture and sound. Without it: its own on its network." env:"TILLIT_LIVE_IP" placeholder:"IP"`
	LiveUDP    int    `help:"The one UDP port for picture and sound; open it to the world." default:"7882" env:"TILLIT_LIVE_UDP" placeholder:"PORT"`
	LiveURL    string `help:"LiveKit servers that the practice runs, instead of a program: https://…" env:"TILLIT_LIVE_URL" placeholder:"URL"`
	LiveKey    string `help:"The name of the key at --live-url." env:"TILLIT_LIVE_KEY" placeholder:"NAME"`
	LiveSecret string `help:"A file that holds the secret of that key." env:"TILLIT_LIVE_SECRET_FILE" type:"path" placeholder:"FILE"`
}

// check finds what does not go together.
func (v video) check() error {
	if v.LiveURL == "" && (v.LiveKey != "" || v.LiveSecret != "") {
		return sentence{"--live-key and --live-secret belong to --live-url."}
	}
	if v.LiveURL != "" && (v.LiveKey == "" || v.LiveSecret == "") {
		return sentence{"--live-url needs --live-key and --live-secret."}
	}
	if at, err := url.Parse(v.LiveURL); v.LiveURL != "" && (err != nil || at.Host == "" || at.Scheme != "https" && !(at.Scheme == "http" && loopback(at.Hostname()))) {
		return sentence{"--live-url must begin with https://."}
	}
	if v.LiveIP != "" && net.ParseIP(v.LiveIP) == nil {
		return sentence{"--live-ip must be an address, such as 203.0.113.7."}
	}
	return nil
}

// lone tells whether only browsers on this computer come here.
func (f *front) lone() bool {
	host, _, err := net.SplitHostPort(f.Listen)
	return err == nil && loopback(host) && f.BehindProxy == ""
}

// live is what the house is told. Alone, every address is this computer's own.
func (v video) live(alone bool) (media.Config, error) {
	if v.LiveURL != "" {
		secret, err := os.ReadFile(v.LiveSecret)
		if err != nil {
			return media.Config{}, sentence{"The file " + v.LiveSecret + " cannot be read. Check --live-secret."}
		}
		return media.Config{URL: strings.TrimSuffix(v.LiveURL, "/"), Key: v.LiveKey, Secret: strings.TrimSpace(string(secret))}, nil
	}
	program, err := v.program()
	if err != nil || program == "" {
		return media.Config{}, err
	}
	c := media.Config{Program: program, IP: v.LiveIP, UDP: v.LiveUDP, Alone: alone && v.LiveIP == ""}
	switch {
	case c.Alone:
		c.IP, c.UDP = "127.0.0.1", 0
	case c.IP == "":
		c.IP = ownAddress()
	}
	return c, nil
}

// program is where tillit-live is; empty: nowhere, and then there is no video.
func (v video) program() (string, error) {
	switch v.Live {
	case "off":
		return "", nil
	case "":
		me, err := os.Executable()
		if err != nil {
			return "", nil // nobody knows where this program is: there is nothing beside it
		}
		beside := filepath.Join(filepath.Dir(me), "tillit-live")
		if runtime.GOOS == "windows" {
			beside += ".exe"
		}
		if _, err := os.Stat(beside); err != nil {
			return "", nil
		}
		return beside, nil
	}
	if _, err := os.Stat(v.Live); err != nil {
		return "", sentence{"There is no program at " + v.Live + ". Check --live, or leave it out."}
	}
	return v.Live, nil
}

// ownAddress is how this computer is called on its own network. Nobody is asked for it.
func ownAddress() string {
	all, err := net.InterfaceAddrs()
	if err == nil {
		for _, a := range all {
			if at, ok := a.(*net.IPNet); ok && at.IP.To4() != nil && !at.IP.IsLoopback() && !at.IP.IsLinkLocalUnicast() {
				return at.IP.String()
			}
		}
	}
	return "127.0.0.1"
}
