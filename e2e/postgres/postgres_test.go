package postgres

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

func ask(t *testing.T, url, sql string) string {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	var got string
	if err := c.QueryRow(t.Context(), sql).Scan(&got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestEachTestHasItsOwnDatabase(t *testing.T) {
	s := Shared(t, Options{NoFsync: true})
	s.Prepare(t, func(url string) error {
		c, err := pgx.Connect(t.Context(), url)
		if err != nil {
			return err
		}
		defer c.Close(context.Background())
		_, err = c.Exec(t.Context(), "create table lamp (lit text); insert into lamp values ('yes')")
		return err
	})
	a, b := s.Database(t), s.Database(t)
	if got := ask(t, a, "update lamp set lit = 'no' returning lit"); got != "no" {
		t.Error(got)
	}
	if got := ask(t, b, "select lit from lamp"); got != "yes" {
		t.Error("one test's database shows in another's")
	}
	for sql, want := range map[string]string{
		"show server_encoding": "UTF8",
		"select datcollate from pg_database where datname = current_database()": "C.UTF-8",
		"select usesuper::text from pg_user where usename = current_user":       "false",
	} {
		if got := ask(t, a, sql); got != want {
			t.Errorf("%s: %q, want %q", sql, got, want)
		}
	}
}

func TestFsyncIsOnUnlessAskedOtherwise(t *testing.T) {
	for o, want := range map[Options]string{{}: "on", {NoFsync: true}: "off"} {
		if got := ask(t, Shared(t, o).Database(t), "show fsync"); got != want {
			t.Errorf("%+v: fsync is %s", o, got)
		}
	}
}

func TestSharedIsOneServer(t *testing.T) {
	if Shared(t, Options{NoFsync: true}) != Shared(t, Options{NoFsync: true}) {
		t.Error("two servers for one binary")
	}
}

func TestStop(t *testing.T) {
	s := Start(t, Options{NoFsync: true})
	s.Stop()
	gone(t, s.port, s.dir)
}

// A test binary that is killed leaves no server behind.
func TestTheGuardStopsItAfterAKill(t *testing.T) {
	if os.Getenv("TILLIT_POSTGRES_CHILD") != "" {
		s := Shared(t, Options{NoFsync: true})
		fmt.Printf("child %d %s\n", s.port, s.dir)
		time.Sleep(time.Minute)
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), "TILLIT_POSTGRES_CHILD=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var port int
	var dir string
	for lines := bufio.NewScanner(out); port == 0 && lines.Scan(); {
		fmt.Sscanf(lines.Text(), "child %d %s", &port, &dir)
	}
	cmd.Process.Kill()
	cmd.Wait()
	if port == 0 {
		t.Fatal("the child never told its port")
	}
	gone(t, port, dir)
}

func gone(t *testing.T, port int, dir string) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		_, missing := os.Stat(dir)
		c, refused := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if refused == nil {
			c.Close()
		}
		if refused != nil && os.IsNotExist(missing) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still there: port %d, directory %s", port, dir)
		}
	}
}

func TestMissingBinariesSayWhatToInstall(t *testing.T) {
	if _, err := binaries(); err != nil && !strings.Contains(err.Error(), "apt-get install postgresql") {
		t.Error(err)
	}
}
