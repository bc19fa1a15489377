package notify_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"math/big"
	"mime"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"encoding/base64"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"tongban/civic/notify"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/i18n"
)

var (
	ctx  = context.Background()
	noon = time.Date(2026, 11, 23, 12, 0, 0, 0, clock.Beijing)
)

func write(t *testing.T, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Write(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func post(t *testing.T, d *db.DB, to, key string) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		return notify.Post(tx, notify.Message{Key: key, To: to, At: noon, Link: "/cases/1",
			Say: i18n.T("您的申请已受理\r\nBcc: x@example.org", "Your application was accepted"), Body: i18n.T("请等候。", "Please wait.")})
	})
}

func inbox(t *testing.T, d *db.DB, person string) []notify.Message {
	t.Helper()
	var out []notify.Message
	err := d.Glance(ctx, func(tx *db.Tx) (err error) { out, err = notify.Inbox(tx, person, "", 100); return err })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAMessageIsToldOnceAndReadByItsPersonOnly(t *testing.T) {
	dbtest.Each(t, []db.Schema{notify.Schema}, func(t *testing.T, d *db.DB) {
		for range 3 {
			post(t, d, "p1", "case:1/accepted")
		}
		post(t, d, "p1", "case:1/granted")
		post(t, d, "p2", "case:1/accepted")
		list := inbox(t, d, "p1")
		if len(list) != 2 || list[0].Key != "case:1/granted" || list[1].Key != "case:1/accepted" {
			t.Fatalf("inbox: got %+v, want two messages, newest first", list)
		}
		unread := func(want int64) {
			t.Helper()
			write(t, d, func(tx *db.Tx) error {
				n, err := notify.Unread(tx, "p1")
				if n != want {
					t.Errorf("unread: got %d, want %d", n, want)
				}
				return err
			})
		}
		unread(2)
		err := d.Write(ctx, func(tx *db.Tx) error { _, err := notify.Open(tx, "p2", list[1].ID, noon); return err })
		if err == nil {
			t.Error("another person opened the message")
		}
		unread(2)
		for range 2 {
			write(t, d, func(tx *db.Tx) error {
				m, err := notify.Open(tx, "p1", list[1].ID, noon.Add(time.Hour))
				if err == nil && !m.Read.Equal(noon.Add(time.Hour)) {
					t.Errorf("read at %v, want the first opening", m.Read)
				}
				return err
			})
		}
		unread(1)
		write(t, d, func(tx *db.Tx) error { return notify.ReadAll(tx, "p1", list[1].ID, noon) })
		unread(1) // the newer one came after what the page showed
		write(t, d, func(tx *db.Tx) error { return notify.ReadAll(tx, "p1", list[0].ID, noon) })
		unread(0)
		for _, bad := range []notify.Message{{To: "p", Say: i18n.T("x", "")}, {Key: "k", Say: i18n.T("x", "")}, {Key: "k", To: "p"}, {Key: "k", To: "p", Say: i18n.T("x", ""), Link: "https://evil.example"}, {Key: "k", To: "p", Say: i18n.T("x", ""), Link: "//evil.example"}} {
			if err := d.Write(ctx, func(tx *db.Tx) error { return notify.Post(tx, bad) }); err == nil {
				t.Errorf("%+v was accepted", bad)
			}
		}
	})
}

// A box is a real SMTP server that keeps what it takes, and misbehaves on demand.
type box struct {
	mu    sync.Mutex
	mails []string       // guarded by mu
	to    []string       // guarded by mu
	users []string       // guarded by mu
	after func() error   // answer to the content; guarded by mu
	rcpt  map[string]int // answers by address; guarded by mu
	addr  string
	roots *x509.CertPool
}

type session struct {
	b    *box
	conn *smtp.Conn
	to   string
}

func (b *box) NewSession(c *smtp.Conn) (smtp.Session, error) { return &session{b: b, conn: c}, nil }

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }
func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "secret" {
			return errors.New("wrong password")
		}
		s.b.mu.Lock()
		defer s.b.mu.Unlock()
		s.b.users = append(s.b.users, user)
		return nil
	}), nil
}
func (s *session) Mail(string, *smtp.MailOptions) error { return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.b.mu.Lock()
	defer s.b.mu.Unlock()
	s.to = to
	if code := s.b.rcpt[to]; code != 0 {
		return &smtp.SMTPError{Code: code, Message: "no"}
	}
	return nil
}
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.b.mu.Lock()
	defer s.b.mu.Unlock()
	s.b.mails, s.b.to = append(s.b.mails, string(raw)), append(s.b.to, s.to)
	if s.b.after != nil {
		return s.b.after()
	}
	return nil
}
func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func (b *box) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.mails)
}

func (b *box) misbehave(f func() error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.after = f
}

func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	raw, err := x509.CreateCertificate(rand.Reader, tpl, tpl, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key}, pool
}

// listen starts the server; way is how its connections are protected.
func listen(t *testing.T, way notify.Security) *box {
	t.Helper()
	b := &box{rcpt: map[string]int{}}
	srv := smtp.NewServer(b)
	srv.Domain = "mail.example"
	srv.AllowInsecureAuth = true
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.addr = l.Addr().String()
	if way != notify.Plain {
		var cert tls.Certificate
		cert, b.roots = certificate(t)
		srv.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}}
	}
	if way == notify.TLS {
		l = tls.NewListener(l, srv.TLSConfig)
	}
	go srv.Serve(l) //nolint:errcheck // ends with Close
	t.Cleanup(func() { srv.Close() })
	return b
}

func mailer(d *db.DB, c clock.Clock, b *box, way notify.Security) *notify.Mailer {
	return &notify.Mailer{DB: d, Clock: c, Site: "https://tb.example/",
		SMTP: notify.SMTP{Addr: b.addr, From: "乌海通办 <noreply@tb.example>", Security: way, TLS: &tls.Config{RootCAs: b.roots}, Timeout: 5 * time.Second},
		Address: func(_ context.Context, person string) (string, error) {
			if person == "nobody" {
				return "", nil
			}
			return person + "@example.org", nil
		}}
}

func step(t *testing.T, m *notify.Mailer) int {
	t.Helper()
	n, err := m.Step(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func state(t *testing.T, d *db.DB, person string) notify.MailState {
	t.Helper()
	return inbox(t, d, person)[0].Mail
}

func TestMailGoesOutOnceOverEveryKindOfConnection(t *testing.T) {
	dbtest.Each(t, []db.Schema{notify.Schema}, func(t *testing.T, d *db.DB) {
		for _, way := range []notify.Security{notify.Plain, notify.StartTLS, notify.TLS} {
			b := listen(t, way)
			c := clock.At(noon)
			m := mailer(d, c, b, way)
			if way != notify.Plain {
				m.SMTP.User, m.SMTP.Password = "tongban", "secret"
			}
			if err := m.SMTP.Check(); err != nil {
				t.Fatal(err)
			}
			person := "p" + string(way)
			post(t, d, person, "case:1/accepted")
			post(t, d, "nobody", "case:1/"+person)
			step(t, m)
			for range 3 {
				c.Advance(time.Hour)
				step(t, m)
			}
			if b.count() != 1 || b.to[0] != person+"@example.org" || state(t, d, person) != notify.MailSent || state(t, d, "nobody") != notify.MailNone {
				t.Fatalf("%q: %d mails to %v, state %s and %s, want one", way, b.count(), b.to, state(t, d, person), state(t, d, "nobody"))
			}
			if way != notify.Plain && (len(b.users) != 1 || b.users[0] != "tongban") {
				t.Errorf("%q: signed in as %v", way, b.users)
			}
			reads(t, b.mails[0], inbox(t, d, person)[0].ID)
		}
	})
}

// reads checks the mail as a mail program sees it.
func reads(t *testing.T, raw, id string) {
	t.Helper()
	got, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(got.Header.Get("Subject"))
	if err != nil || subject != "您的申请已受理 Bcc: x@example.org" || got.Header.Get("Bcc") != "" {
		t.Errorf("subject %q, bcc %q, %v, want the text on one line and no header of its own", subject, got.Header.Get("Bcc"), err)
	}
	if got.Header.Get("Message-ID") != "<"+id+"@tb.example>" {
		t.Errorf("message id %q, want that of the message", got.Header.Get("Message-ID"))
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, got.Body))
	if err != nil || !strings.Contains(string(body), "Please wait.") || !strings.HasSuffix(string(body), "https://tb.example/cases/1\r\n") {
		t.Errorf("body %q, %v", body, err)
	}
}

func TestWithoutTheServersCertificateNothingIsSent(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, notify.Schema)
	b := listen(t, notify.StartTLS)
	m := mailer(d, clock.At(noon), b, notify.StartTLS)
	m.SMTP.TLS = nil
	post(t, d, "p1", "k")
	step(t, m)
	plain := listen(t, notify.Plain) // a server that offers no STARTTLS
	m.SMTP.Addr = plain.addr
	post(t, d, "p2", "k")
	step(t, m)
	if b.count()+plain.count() != 0 || state(t, d, "p1") != notify.MailNew || state(t, d, "p2") != notify.MailNew {
		t.Errorf("sent %d and %d mails over connections that prove nothing, want none", b.count(), plain.count())
	}
}

func TestRefusalsAreRepeatedOrFinalAsTheServerSays(t *testing.T) {
	dbtest.Each(t, []db.Schema{notify.Schema}, func(t *testing.T, d *db.DB) {
		b := listen(t, notify.Plain)
		c := clock.At(noon)
		m := mailer(d, c, b, notify.Plain)
		b.rcpt = map[string]int{"never@example.org": 550, "later@example.org": 450}
		for _, p := range []string{"never", "later", "fine"} {
			post(t, d, p, "k")
		}
		step(t, m)
		for p, want := range map[string]notify.MailState{"never": notify.MailRefused, "later": notify.MailNew, "fine": notify.MailSent} {
			if got := state(t, d, p); got != want {
				t.Errorf("%s: got %s, want %s", p, got, want)
			}
		}
		if n := step(t, m); n != 0 {
			t.Errorf("tried %d again at once", n)
		}
		b.mu.Lock()
		b.rcpt = nil
		b.mu.Unlock()
		c.Advance(3 * time.Minute)
		if step(t, m); state(t, d, "later") != notify.MailSent || b.count() != 2 {
			t.Errorf("later: got %s and %d mails, want sent and 2", state(t, d, "later"), b.count())
		}
		// The content is refused for now, with an answer: it may be tried again.
		b.misbehave(func() error { return &smtp.SMTPError{Code: 451, Message: "try later"} })
		post(t, d, "p4", "k")
		step(t, m)
		if got := state(t, d, "p4"); got != notify.MailNew {
			t.Errorf("451 after the content: got %s, want new", got)
		}
		for range 10 {
			c.Advance(5 * time.Hour)
			step(t, m)
		}
		if got := state(t, d, "p4"); got != notify.MailRefused {
			t.Errorf("refused eight times: got %s, want given up", got)
		}
	})
}

func TestWhatMayHaveBeenSentIsNeverSentAgain(t *testing.T) {
	dbtest.Each(t, []db.Schema{notify.Schema}, func(t *testing.T, d *db.DB) {
		b := listen(t, notify.Plain)
		c := clock.At(noon)
		m := mailer(d, c, b, notify.Plain)
		m.SMTP.Timeout = 300 * time.Millisecond
		// The server takes the content, and its answer is lost.
		b.misbehave(func() error { time.Sleep(600 * time.Millisecond); return nil })
		post(t, d, "p1", "k")
		step(t, m)
		b.misbehave(nil)
		// The process dies while sending: a claim stays behind.
		post(t, d, "p2", "k")
		write(t, d, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE message SET mail = 'claimed', mail_at = $1 WHERE person = 'p2'`, clock.Micros(noon.Add(10*time.Minute)))
			return err
		})
		for range 5 {
			c.Advance(11 * time.Minute)
			step(t, m)
		}
		if b.count() != 1 || state(t, d, "p1") != notify.MailUnsure || state(t, d, "p2") != notify.MailUnsure {
			t.Errorf("%d mails, states %s and %s, want the one that was taken, and two unsure", b.count(), state(t, d, "p1"), state(t, d, "p2"))
		}
	})
}

func TestTwoMailersSendEachMailOnceAndOldNewsNotAtAll(t *testing.T) {
	dbtest.Each(t, []db.Schema{notify.Schema}, func(t *testing.T, d *db.DB) {
		b := listen(t, notify.Plain)
		post(t, d, "old", "k")
		c := clock.At(noon.Add(4 * 24 * time.Hour))
		write(t, d, func(tx *db.Tx) error {
			for i := range 50 {
				m := notify.Message{Key: "k", To: fmt.Sprintf("p%d", i), At: c.Now(), Say: i18n.T("消息", "News")}
				if err := notify.Post(tx, m); err != nil {
					return err
				}
			}
			return nil
		})
		var wg sync.WaitGroup
		for range 2 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				m := mailer(d, c, b, notify.Plain)
				for {
					if n, err := m.Step(ctx); err != nil || n == 0 {
						if err != nil {
							t.Error(err)
						}
						return
					}
				}
			}()
		}
		wg.Wait()
		once := map[string]bool{}
		for _, to := range b.to {
			once[to] = true
		}
		if b.count() != 50 || len(once) != 50 || state(t, d, "old") != notify.MailNone {
			t.Errorf("%d mails to %d people, old one %s, want 50 to 50 and none", b.count(), len(once), state(t, d, "old"))
		}
	})
}

func TestWrongMailSettingsAreSaid(t *testing.T) {
	good := notify.SMTP{Addr: "mail.example:587", From: "a@b.example"}
	for want, s := range map[string]notify.SMTP{
		"host:port":       {Addr: "mail.example", From: "a@b.example"},
		"no mail address": {Addr: "mail.example:587", From: "nobody"},
		"without TLS":     {Addr: "mail.example:25", From: "a@b.example", Security: notify.Plain},
		"security must":   {Addr: "mail.example:25", From: "a@b.example", Security: "ssl"},
	} {
		if err := s.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: got %v, want a sentence with %q", s, err, want)
		}
	}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	if err := (notify.SMTP{}).Check(); err != nil {
		t.Errorf("no mail at all is allowed: %v", err)
	}
}
