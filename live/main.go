// Command tillit-live carries picture and sound between the people of one meeting. Tillit
// starts it, tells it one line, and it ends when Tillit ends. It records nothing.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"time"

	"github.com/livekit/livekit-server/pkg/config"
	"github.com/livekit/livekit-server/pkg/routing"
	"github.com/livekit/livekit-server/pkg/service"
	"github.com/livekit/livekit-server/pkg/telemetry/prometheus"
	"github.com/livekit/mediatransportutil/pkg/rtcconfig"
	"github.com/livekit/protocol/logger"
)

// told is the line that Tillit writes.
type told struct {
	Port   int    `json:"port"`  // where it speaks with Tillit, on this computer only
	UDP    int    `json:"udp"`   // the one port for picture and sound
	IP     string `json:"ip"`    // the address at which browsers find it
	Alone  bool   `json:"alone"` // for this computer only
	Key    string `json:"key"`
	Secret string `json:"secret"`
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "tillit-live:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	lines := bufio.NewReader(in)
	line, err := lines.ReadBytes('\n')
	if err != nil {
		return errors.New("this program is started by tillit, which tells it what to do")
	}
	var t told
	if err := json.Unmarshal(line, &t); err != nil {
		return errors.New("the first line is not JSON")
	}
	server, err := t.server()
	if err != nil {
		return err
	}
	go func() { // when Tillit ends, however it ends, its end of the pipe closes
		_, _ = io.Copy(io.Discard, lines)
		os.Exit(0)
	}()
	go t.ready(out)
	return server.Start()
}

func (t told) server() (*service.LivekitServer, error) {
	// With no server named, LiveKit would send browsers to those of Twilio and Google.
	rtcconfig.DefaultStunServers = nil
	text, err := json.Marshal(t.settings()) // JSON is YAML, too
	if err != nil {
		return nil, err
	}
	conf, err := config.NewConfig(string(text), true, nil, nil)
	if err != nil {
		return nil, err
	}
	logger.InitFromConfig(&conf.Logging.Config, "tillit-live")
	if err := conf.ValidateKeys(); err != nil {
		return nil, err
	}
	node, err := routing.NewLocalNode(conf)
	if err != nil {
		return nil, err
	}
	if err := prometheus.Init(string(node.NodeID()), node.NodeType()); err != nil {
		return nil, err
	}
	return service.InitializeServer(conf, node)
}

type table = map[string]any

// settings are LiveKit's own. What is not named is off: recording, dialling in, relays,
// web hooks, metrics. Its log names rooms and people, if only by numbers: errors are enough.
func (t told) settings() table {
	rtc := table{"udp_port": t.UDP, "tcp_port": 0, "node_ip": t.IP, "use_external_ip": false, "allow_tcp_fallback": false, "stun_servers": []string{}}
	if t.Alone {
		rtc["enable_loopback_candidate"] = true
		rtc["interfaces"] = table{"includes": loopbacks()}
	}
	return table{
		"port": t.Port, "bind_addresses": []string{"127.0.0.1"},
		"keys": table{t.Key: t.Secret}, "rtc": rtc,
		"room":               table{"empty_timeout": 60, "departure_timeout": 20, "max_participants": 12},
		"logging":            table{"level": "error", "json": true},
		"enable_data_tracks": false,
	}
}

// loopbacks are the ways of this computer to itself, as its system calls them.
func loopbacks() (names []string) {
	all, err := net.Interfaces()
	for _, i := range all {
		if err == nil && i.Flags&net.FlagLoopback != 0 {
			names = append(names, i.Name)
		}
	}
	return names
}

// ready says so when it answers.
func (t told) ready(out io.Writer) {
	at := net.JoinHostPort("127.0.0.1", strconv.Itoa(t.Port))
	for {
		line, err := net.DialTimeout("tcp", at, time.Second)
		if err == nil {
			line.Close()
			fmt.Fprintln(out, "ready")
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}
