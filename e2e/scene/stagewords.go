package scene

import (
	"errors"
	"fmt"
	"net/netip"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/pquerna/otp/totp"
)

// stageWords are about who is there, what time it is, and what is remembered.
func stageWords() []word {
	return []word{
		{name: "as", do: as, alone: true},
		{name: "tab", do: openTab},
		{name: "from", do: from},
		{name: "wait", do: wait, alone: true},
		{name: "totp", do: oneTimeCode, alone: true},
		{name: "let", do: let, alone: true},
		{name: "play", do: playOther, alone: true},
	}
}

func as(s *stage, arg string) error {
	arg, err := s.text(arg)
	if err != nil {
		return err
	}
	if arg == "" || strings.ContainsAny(arg, " =") {
		return errors.New("'as' needs one name")
	}
	if s.people[arg] == nil {
		s.people[arg] = newPerson(s.world, arg, len(s.people)+1)
	}
	s.on = s.people[arg]
	return nil
}

func openTab(s *stage, arg string) error {
	name, err := s.needed(arg)
	if err == nil {
		s.on.open(name)
	}
	return err
}

func from(s *stage, arg string) error {
	addr, err := netip.ParseAddr(arg)
	if err != nil {
		return fmt.Errorf("'from' needs a network address: %w", err)
	}
	s.on.address = addr.String()
	if addr.Is6() {
		s.on.address = "[" + s.on.address + "]"
	}
	return nil
}

func wait(s *stage, arg string) error {
	d, err := duration(arg)
	if err != nil {
		return err
	}
	s.world.Advance(d)
	return nil
}

// duration knows days and weeks as well: 90s, 15m, 36h, 7d, 2w.
func duration(arg string) (time.Duration, error) {
	for unit, length := range map[string]time.Duration{"d": 24 * time.Hour, "w": 7 * 24 * time.Hour} {
		if n, err := strconv.Atoi(strings.TrimSuffix(arg, unit)); err == nil && strings.HasSuffix(arg, unit) && n > 0 {
			return time.Duration(n) * length, nil
		}
	}
	d, err := time.ParseDuration(arg)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%q is no time to wait: say 90s, 15m, 36h, 7d or 2w", arg)
	}
	return d, nil
}

func oneTimeCode(s *stage, arg string) error {
	name, secret, err := s.pair(arg)
	if err != nil {
		return err
	}
	secret = strings.ToUpper(strings.ReplaceAll(secret, " ", ""))
	code, err := OneTimeCode(secret, s.world.Now())
	if err != nil {
		return fmt.Errorf("no code can be made from that secret: %w", err)
	}
	return s.keepAs(name, code)
}

func let(s *stage, arg string) error {
	name, value, err := s.pair(arg)
	if err != nil {
		return err
	}
	return s.keepAs(name, value)
}

// playOther plays another file in this scene: "play steps/invite.txt with a = 1, b = 2".
func playOther(s *stage, arg string) error {
	file, given, _ := strings.Cut(arg, " with ")
	if given != "" {
		for _, one := range strings.Split(given, ",") {
			if err := let(s, strings.TrimSpace(one)); err != nil {
				return err
			}
		}
	}
	script, err := load(filepath.Join(filepath.Dir(s.script.file), strings.TrimSpace(file)))
	if err != nil {
		return err
	}
	return s.play(script)
}

// OneTimeCode is what an authenticator app shows for a secret at a moment.
func OneTimeCode(secret string, at time.Time) (string, error) { return totp.GenerateCode(secret, at) }
