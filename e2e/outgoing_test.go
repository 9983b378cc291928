package e2e_test

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tillit.care/e2e/browser"
	"tillit.care/e2e/world"
)

// staysHere looks at every address that a call uses: the sockets of the program, and where
// the browsers sent to, and whom they would have asked where they are.
func staysHere(t *testing.T, w *world.World, people ...*browser.Person) {
	t.Helper()
	seen := sockets(t, w.House.Video.PID())
	if len(seen) < 2 {
		t.Fatalf("the program has only these sockets: %q", seen)
	}
	for _, at := range seen {
		if !strings.HasPrefix(at, "127.0.0.1:") && !strings.HasPrefix(at, "0.0.0.0:0") {
			t.Errorf("the program uses %s", at)
		}
	}
	const candidates = `(async () => { const all = [], e = document.querySelector("video-call").line.room.engine;
		for (const pc of [e.pcManager.publisher._pc, e.pcManager.subscriber?._pc]) if (pc) {
			all.push(...pc.getConfiguration().iceServers.flatMap(s => s.urls));
			(await pc.getStats()).forEach(s => { if (s.type === "remote-candidate") all.push(s.address); });
		} return all.join(" "); })()`
	for _, p := range people {
		text, _ := p.Eval(candidates).(string)
		all := strings.Fields(text)
		if len(all) == 0 || slices.ContainsFunc(all, func(at string) bool { return at != "127.0.0.1" }) {
			t.Errorf("a browser sent to %q", all)
		}
		t.Log(all)
	}
}

// sockets are the addresses of both ends of every socket of a process, as Linux tells them.
func sockets(t *testing.T, pid int) (all []string) {
	t.Helper()
	mine := map[string]bool{}
	fds, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range fds {
		if to, err := os.Readlink(filepath.Join(fmt.Sprintf("/proc/%d/fd", pid), fd.Name())); err == nil {
			mine[strings.TrimSuffix(strings.TrimPrefix(to, "socket:["), "]")] = true
		}
	}
	for _, kind := range []string{"tcp", "tcp6", "udp", "udp6"} {
		f, err := os.Open("/proc/net/" + kind)
		if err != nil {
			t.Fatal(err)
		}
		for lines := bufio.NewScanner(f); lines.Scan(); {
			if part := strings.Fields(lines.Text()); len(part) > 9 && mine[part[9]] {
				all = append(all, inet(t, part[1]), inet(t, part[2]))
			}
		}
		f.Close()
	}
	return all
}

// inet reads one as the kernel writes it: words of four bytes, each the wrong way round.
func inet(t *testing.T, text string) string {
	t.Helper()
	host, port, _ := strings.Cut(text, ":")
	raw, err := hex.DecodeString(host)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+4 <= len(raw); i += 4 {
		slices.Reverse(raw[i : i+4])
	}
	var n int
	if _, err := fmt.Sscanf(port, "%x", &n); err != nil {
		t.Fatal(err)
	}
	return net.JoinHostPort(net.IP(raw).String(), fmt.Sprint(n))
}
