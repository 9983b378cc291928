package practice

import (
	"net/url"
	"slices"
	"strings"

	"tillit.care/base/push"
)

func showNotices(s Settings) fields {
	hosts := s.Notices.Hosts
	if hosts == nil {
		hosts = push.Usual
	}
	f := fields{"hosts": strings.Join(hosts, "\n")}
	if s.Notices.On {
		f["on"] = "yes"
	}
	return f
}

// takeNotices reads whether devices may be woken, and who may carry the signals. Switching
// off keeps the keys, so that nobody has to agree again when it is switched on again.
func takeNotices(f fields, s *Settings) problems {
	n := s.Notices
	n.On, n.Hosts = f["on"] != "", []string{}
	for host := range strings.FieldsSeq(strings.ToLower(f["hosts"])) {
		if !named(host) {
			return problems{"hosts": "practice.notices.hosts.odd"}
		}
		if !slices.Contains(n.Hosts, host) {
			n.Hosts = append(n.Hosts, host)
		}
	}
	if n.On && len(n.Hosts) == 0 {
		return problems{"hosts": "practice.notices.hosts.missing"}
	}
	if n.On {
		if err := n.Signing(); err != nil {
			return problems{"on": "practice.notices.failed"}
		}
	}
	s.Notices = n
	return nil
}

// named tells whether that is the name of a host in the world, and no address or path.
func named(host string) bool {
	name := strings.TrimPrefix(host, ".")
	at, err := url.Parse("https://" + name)
	last := name[strings.LastIndex(name, ".")+1:]
	return err == nil && at.Host == name && at.Port() == "" && strings.Contains(name, ".") && strings.Trim(last, "0123456789") != ""
}
