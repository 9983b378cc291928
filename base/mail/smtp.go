package mail

import (
	"bytes"
	"context"
	"errors"

	"github.com/wneessen/go-mail"
)

// Server is a mail server of the practice's.
type Server struct {
	Host     string `json:"host"`
	Port     int    `json:"port"`
	User     string `json:"user"`
	Password string `json:"password"`
	From     string `json:"from"`
	// Plain allows a line without TLS. Only for a server on the same machine.
	Plain bool `json:"plain"`
}

// ErrNoServer says that the practice has not named a mail server yet.
var ErrNoServer = errors.New("mail: no server")

// Send gives one letter to the server.
func (s Server) Send(ctx context.Context, l Letter) error {
	if s.Host == "" {
		return ErrNoServer
	}
	m := mail.NewMsg()
	if err := errors.Join(m.From(s.From), m.To(l.To)); err != nil {
		return errors.New("mail: an address does not fit") // and never which
	}
	m.Subject(l.Subject)
	m.SetBodyString(mail.TypeTextPlain, l.Text)
	if err := l.attach(m); err != nil {
		return err
	}
	client, err := mail.NewClient(s.Host, s.options()...)
	if err != nil {
		return err
	}
	if err := client.DialAndSendWithContext(ctx, m); err != nil {
		return errors.New("mail: the server did not take the letter")
	}
	return nil
}

// attach puts an appointment into a letter: as what a mail program shows, and as a file for one
// that does not.
func (l Letter) attach(m *mail.Msg) error {
	if len(l.Calendar) == 0 {
		return nil
	}
	kind := mail.ContentType("text/calendar; charset=utf-8; method=" + l.Method)
	m.AddAlternativeString(kind, string(l.Calendar))
	return m.AttachReader("appointment.ics", bytes.NewReader(l.Calendar), mail.WithFileContentType(kind))
}

func (s Server) options() []mail.Option {
	policy := mail.TLSMandatory
	if s.Plain {
		policy = mail.NoTLS
	}
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTLSPolicy(policy)}
	if s.Port == 465 {
		options = append(options, mail.WithSSL())
	}
	if s.User != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.User), mail.WithPassword(s.Password))
	}
	return options
}
