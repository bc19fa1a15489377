package notify

import (
	"context"
	"log/slog"
	"net/mail"
	"time"

	"tongban/platform/clock"
	"tongban/platform/db"
)

// A Mailer mails what Post wrote (邮件发送). Without a server it does nothing.
type Mailer struct {
	DB    *db.DB
	Clock clock.Clock
	SMTP  SMTP
	// Address gives the mail address of a person; "" where there is none or the
	// person wants no mail.
	Address func(ctx context.Context, person string) (string, error)
	Site    string       // address of the site before links, such as "https://tb.wuhai.example"
	Log     *slog.Logger // nil means slog.Default
}

const (
	mailAtOnce = 20
	mailTries  = 8
	// A claim older than this belongs to a process that died while sending.
	claimAge = 10 * time.Minute
	// News older than this is not worth a mail, such as after a mail server is
	// configured for the first time.
	mailAge = 3 * 24 * time.Hour
)

// Run mails until ctx ends.
func (m *Mailer) Run(ctx context.Context) error {
	if m.SMTP.Addr == "" {
		<-ctx.Done()
		return nil
	}
	tick := time.NewTicker(15 * time.Second)
	defer tick.Stop()
	for {
		n, err := m.Step(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			m.log().Error("mail", "err", err)
		} else if n == mailAtOnce {
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-bell:
		case <-tick.C:
		}
	}
}

// Step mails what is due now and gives how many messages it dealt with.
func (m *Mailer) Step(ctx context.Context) (int, error) {
	if m.SMTP.Addr == "" {
		return 0, nil
	}
	list, err := m.claim(ctx)
	if err != nil {
		return 0, err
	}
	for _, x := range list {
		if err := m.deal(ctx, x); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// claim takes messages to mail. The claim is durable before anything is sent: a
// crash from here on may lose a mail, and cannot send one twice.
func (m *Mailer) claim(ctx context.Context) (list []Message, err error) {
	now := m.Clock.Now()
	due := false
	err = m.DB.Glance(ctx, func(tx *db.Tx) error {
		n, err := db.List(tx, db.Int, `SELECT 1 FROM message WHERE mail IN ('new', 'claimed') AND mail_at <= $1 LIMIT 1`, clock.Micros(now))
		due = len(n) > 0
		return err
	})
	if err != nil || !due {
		return nil, err
	}
	err = m.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if _, err = tx.Exec(`UPDATE message SET mail = 'unsure' WHERE mail = 'claimed' AND mail_at <= $1`, clock.Micros(now)); err != nil {
			return err
		}
		if _, err = tx.Exec(`UPDATE message SET mail = 'none' WHERE mail = 'new' AND at < $1`, clock.Micros(now.Add(-mailAge))); err != nil {
			return err
		}
		list, err = db.List(tx, scan, `UPDATE message SET mail = 'claimed', mail_at = $1, mail_tries = mail_tries + 1
WHERE id IN (SELECT id FROM message WHERE mail = 'new' AND mail_at <= $2 ORDER BY mail_at, id LIMIT $3)
RETURNING `+columns, clock.Micros(now.Add(claimAge)), clock.Micros(now), mailAtOnce)
		return err
	})
	return list, err
}

func (m *Mailer) deal(ctx context.Context, x Message) error {
	address, err := m.Address(ctx, x.To)
	if err != nil {
		m.log().Error("mail: address", "message", x.ID, "err", err)
		return m.settle(ctx, x, MailNew)
	}
	to, err := mail.ParseAddress(address)
	if address == "" || err != nil {
		return m.settle(ctx, x, MailNone)
	}
	to.Name = ""
	f, err := m.SMTP.send(ctx, to, m.SMTP.write(x, to, m.Site))
	if err != nil {
		m.log().Warn("mail", "message", x.ID, "err", err)
	}
	return m.settle(ctx, x, map[fate]MailState{accepted: MailSent, untouched: MailNew, rejected: MailRefused, unknown: MailUnsure}[f])
}

// settle writes down what became of a claimed message. One to be tried again
// waits longer each time, and is given up after mailTries.
func (m *Mailer) settle(ctx context.Context, x Message, s MailState) error {
	now := m.Clock.Now()
	return m.DB.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		tries, err := db.One(tx, db.Int, `SELECT mail_tries FROM message WHERE id = $1`, x.ID)
		if err != nil {
			return err
		}
		at, state := now, s
		if s == MailNew {
			at = now.Add(time.Minute << min(tries, 9))
			if tries >= mailTries {
				state = MailRefused
			}
		}
		_, err = tx.Exec(`UPDATE message SET mail = $1, mail_at = $2 WHERE id = $3 AND mail = 'claimed'`, string(state), clock.Micros(at), x.ID)
		return err
	})
}

func (m *Mailer) log() *slog.Logger {
	if m.Log != nil {
		return m.Log
	}
	return slog.Default()
}
