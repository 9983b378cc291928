package mail

import (
	"context"
	"net"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
)

// Outcome is how far a letter came.
type Outcome string

const (
	Taken       Outcome = "taken"       // the server took it; whether it arrives is another matter
	Unreachable Outcome = "unreachable" // nobody answers at that host and port
	NotPrivate  Outcome = "notprivate"  // somebody answers, and no encrypted line can be made
	NotLetIn    Outcome = "notletin"    // the server does not accept name and password
	NotTaken    Outcome = "nottaken"    // the server does not take this letter
)

// Try sends one letter and tells how far it came, for the owner who has just written down
// where the server is.
func (s Server) Try(ctx context.Context, l Letter) Outcome {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	line, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(s.Host, strconv.Itoa(s.Port)))
	if err != nil {
		return Unreachable
	}
	line.Close()
	stranger := s
	stranger.User, stranger.Password = "", ""
	if err := stranger.greet(ctx); err != nil {
		return NotPrivate
	}
	if err := s.greet(ctx); err != nil {
		return NotLetIn
	}
	if err := s.Send(ctx, l); err != nil {
		return NotTaken
	}
	return Taken
}

// greet opens an encrypted line, says who we are, and leaves.
func (s Server) greet(ctx context.Context) error {
	client, err := mail.NewClient(s.Host, s.options()...)
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return err
	}
	return client.Close()
}
