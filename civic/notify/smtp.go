package notify

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/mail"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"
)

// A Security is how the way to the mail server is protected (传输加密).
type Security string

// The ways. The zero value is STARTTLS: without it nothing is sent.
const (
	StartTLS Security = ""
	TLS      Security = "tls"   // from the first byte, usually port 465
	Plain    Security = "plain" // a server on the same machine only
)

// SMTP is the mail server of the city (邮件服务器).
type SMTP struct {
	Addr     string // host:port; empty sends no mail
	From     string // such as "乌海通办 <noreply@wuhai.example>"
	User     string // empty means no sign-in
	Password string
	Security Security
	Hello    string      // name of this machine; empty means localhost
	TLS      *tls.Config // nil checks the server's certificate with the system's roots
	Timeout  time.Duration
}

// Check says in a sentence what is wrong with the settings; nil when nothing is.
func (s SMTP) Check() error {
	if s.Addr == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return fmt.Errorf("mail: the server must be given as host:port, not %q", s.Addr)
	}
	if _, err := mail.ParseAddress(s.From); err != nil {
		return fmt.Errorf("mail: the sender %q is no mail address", s.From)
	}
	if ip := net.ParseIP(host); s.Security == Plain && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return fmt.Errorf("mail: sending without TLS is allowed to this machine only, not to %s", host)
	}
	if s.Security != StartTLS && s.Security != TLS && s.Security != Plain {
		return fmt.Errorf("mail: security must be tls, plain or empty for STARTTLS, not %q", s.Security)
	}
	return nil
}

// A fate is what became of one mail.
type fate int

const (
	accepted  fate = iota // the server took it
	untouched             // the server did not take it, for now: it may be tried again
	rejected              // the server will never take it
	unknown               // the content went out and no answer came back
)

// send hands one mail to the server and says what became of it.
func (s SMTP) send(ctx context.Context, to *mail.Address, content []byte) (fate, error) {
	c, err := s.dial(ctx)
	if err != nil {
		return untouched, err
	}
	defer c.Close()
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		return untouched, err
	}
	if err := c.Mail(from.Address); err != nil {
		return judged(err, untouched), err
	}
	if err := c.Rcpt(to.Address); err != nil {
		return judged(err, untouched), err
	}
	w, err := c.Data()
	if err != nil {
		return judged(err, untouched), err
	}
	if _, err := w.Write(content); err != nil {
		return untouched, err // the end mark has not gone out: the server must drop it
	}
	if err := w.Close(); err != nil {
		return judged(err, unknown), err
	}
	c.Quit() //nolint:errcheck // the mail is the server's already
	return accepted, nil
}

// judged reads the server's answer: 5xx is for good, 4xx for now; without an
// answer it is as the caller knows.
func judged(err error, silent fate) fate {
	var answer *textproto.Error
	if !errors.As(err, &answer) {
		return silent
	}
	if answer.Code >= 500 {
		return rejected
	}
	return untouched
}

func (s SMTP) dial(ctx context.Context) (*smtp.Client, error) {
	host, _, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return nil, err
	}
	timeout := s.Timeout
	if timeout <= 0 {
		timeout = 30 * time.Second
	}
	conf := s.TLS.Clone()
	if conf == nil {
		conf = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	if conf.ServerName == "" {
		conf.ServerName = host
	}
	ctx, stop := context.WithTimeout(ctx, timeout) // for the whole talk, not the dialling alone
	defer stop()
	end, _ := ctx.Deadline()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", s.Addr)
	if err != nil {
		return nil, err
	}
	if s.Security == TLS {
		conn = tls.Client(conn, conf)
	}
	if err := conn.SetDeadline(end); err != nil {
		conn.Close() //nolint:errcheck // never used
		return nil, err
	}
	c, err := smtp.NewClient(conn, host)
	if err != nil {
		conn.Close() //nolint:errcheck // never used
		return nil, err
	}
	if err := s.greet(c, conf, host); err != nil {
		c.Close() //nolint:errcheck // never used
		return nil, err
	}
	return c, nil
}

func (s SMTP) greet(c *smtp.Client, conf *tls.Config, host string) error {
	hello := s.Hello
	if hello == "" {
		hello = "localhost"
	}
	if err := c.Hello(hello); err != nil {
		return err
	}
	if s.Security == StartTLS {
		if err := c.StartTLS(conf); err != nil {
			return fmt.Errorf("STARTTLS: %w", err)
		}
	}
	if s.User == "" {
		return nil
	}
	return c.Auth(smtp.PlainAuth("", s.User, s.Password, host))
}

// write makes the mail. Its Message-ID comes from the message, so that mail
// servers that see it twice in spite of everything can tell.
func (s SMTP) write(m Message, to *mail.Address, base string) []byte {
	from, err := mail.ParseAddress(s.From)
	if err != nil {
		return nil // Check has refused it
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	var b strings.Builder
	head := func(k, v string) { b.WriteString(k + ": " + v + "\r\n") }
	head("From", from.String())
	head("To", to.String())
	head("Subject", mime.BEncoding.Encode("utf-8", oneLine(m.Say.Zh)))
	head("Date", m.At.Format(time.RFC1123Z))
	head("Message-ID", "<"+m.ID+"@"+domain+">")
	head("Auto-Submitted", "auto-generated")
	head("MIME-Version", "1.0")
	head("Content-Type", "text/plain; charset=utf-8")
	head("Content-Transfer-Encoding", "base64")
	b.WriteString("\r\n")
	text := base64.StdEncoding.EncodeToString([]byte(m.text(base)))
	for len(text) > 76 {
		b.WriteString(text[:76] + "\r\n")
		text = text[76:]
	}
	b.WriteString(text + "\r\n")
	return []byte(b.String())
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// text is the mail's content: Chinese, then English where there is any, then
// where to read on.
func (m Message) text(base string) string {
	parts := []string{m.Say.Zh}
	for _, p := range []string{m.Body.Zh, m.Say.En, m.Body.En} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	if m.Link != "" && base != "" {
		parts = append(parts, strings.TrimSuffix(base, "/")+m.Link)
	}
	return strings.ReplaceAll(strings.Join(parts, "\n\n"), "\n", "\r\n") + "\r\n"
}
