package account

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"tongban/civic/access"
	"tongban/civic/person"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/web"
)

// A Frame makes what the frame of every page shows of who is signed in (页框), such
// as navigation by duty and unread messages.
type Frame func(ctx context.Context, who access.Who) web.Visitor

// PlainFrame shows the name and whom the visitor acts for (默认页框).
func PlainFrame(_ context.Context, who access.Who) web.Visitor {
	v := web.Visitor{Name: who.Name, SignedIn: who.Signed()}
	if who.For.ID != who.Person {
		v.For = who.For.Name
	}
	return v
}

// Middleware puts access.Who and web.Visitor into every request (会话中间件): one indexed read
// for session and account, one for posts of staff, one for mandates of staff, one
// more while acting for another; none within seconds of the last request.
func (d *Desk) Middleware(frame Frame) func(http.Handler) http.Handler {
	if frame == nil {
		frame = PlainFrame
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			token := d.Token(r)
			if token == "" || strings.HasPrefix(r.URL.Path, "/static/") {
				next.ServeHTTP(w, r)
				return
			}
			who, s, err := d.Who(r.Context(), token)
			if err != nil && !errors.Is(err, context.Canceled) {
				slog.Warn("session not read", "id", web.RequestID(r.Context()), "err", err)
			}
			if err == nil && s.ID == "" {
				d.DropCookie(w)
			}
			ctx := context.WithValue(r.Context(), sessionKey{}, s)
			if who.Signed() {
				ctx = access.With(ctx, who)
				ctx = web.WithVisitor(ctx, frame(ctx, who))
			}
			next.ServeHTTP(w, r.WithContext(ctx))
		})
	}
}

type sessionKey struct{}

// SessionFrom gives the session of a request (当前会话); the zero Session without one.
func SessionFrom(ctx context.Context) Session {
	s, _ := ctx.Value(sessionKey{}).(Session)
	return s
}

// Who tells who a token is now (识别会话) and moves the idle limit on. The zero Who
// and Session come back for a token that is over or unknown; the session alone
// for one that is only half signed in.
func (d *Desk) Who(ctx context.Context, token string) (access.Who, Session, error) {
	now, key := d.Clock.Now(), tokenKey(token)
	c, ok, gen := d.cache.get(key, now)
	if !ok {
		var err error
		if c, err = d.read(ctx, key, now); err != nil {
			return access.Who{}, Session{}, err
		}
		c.at = now
	}
	if !c.session.live(now) {
		return access.Who{}, Session{}, nil
	}
	if c.session.Stage == Entered && now.Sub(c.session.SeenAt) > time.Minute {
		if err := d.renew(ctx, key, &c.session, now); err != nil {
			return access.Who{}, Session{}, err
		}
		ok = false
	}
	if !ok {
		d.cache.put(key, c, gen)
	}
	return c.who, c.session, nil
}

// read loads the session with everything that hangs on it.
func (d *Desk) read(ctx context.Context, key [32]byte, now time.Time) (cached, error) {
	var c cached
	err := d.DB.Read(ctx, func(tx *db.Tx) error {
		v, err := loadVisit(tx, key)
		if errors.Is(err, db.ErrNone) {
			return nil
		}
		if err != nil || !v.Account.Live(day(now)) {
			return err
		}
		c.session = v.Session
		if v.Session.Stage != Entered {
			return nil
		}
		a := v.Account
		c.who = access.Who{Account: a.ID, Person: string(a.Person), Name: a.Name, Session: v.Session.ID, Strong: v.Session.Strong,
			For: access.Principal{ID: string(a.Person), Name: a.Name}}
		return d.hang(tx, &c, a.Kind, day(now))
	})
	return c, err
}

// hang adds posts, mandates and whom the session acts for.
func (d *Desk) hang(tx *db.Tx, c *cached, k Kind, on string) (err error) {
	if k == Staff {
		if c.who.Posts, err = d.PostsOf(tx, c.who.Person, on); err != nil {
			return err
		}
		if c.who.Mandates, err = person.MandatesOf(tx, person.ID(c.who.Person), on); err != nil {
			return err
		}
	}
	if c.session.authority == "" {
		return nil
	}
	p, ok, err := person.ActingFor(tx, person.ID(c.who.Person), c.session.authority, on)
	if ok {
		c.who.For = p
	}
	return err
}

// renew moves the idle limit on, at most once a minute, so that reading pages
// does not write each time. The last minute of idleness is given away for that.
func (d *Desk) renew(ctx context.Context, key [32]byte, s *Session, now time.Time) error {
	idle := now.Add(d.Settings.Idle)
	err := d.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE session SET seen_at = $1, idle_until = $2 WHERE token = $3 AND idle_until > $4`,
			clock.Micros(now), clock.Micros(idle), key[:], clock.Micros(now))
		return err
	})
	if err == nil {
		s.SeenAt, s.IdleUntil = now, idle
	}
	return err
}

// Peek tells how a session stands without moving its limit (查询剩余时间), for the
// warning before it ends.
func (d *Desk) Peek(ctx context.Context, token string) (Session, error) {
	var s Session
	key := tokenKey(token)
	err := d.DB.Glance(ctx, func(tx *db.Tx) (err error) {
		s, err = db.One(tx, scanSession, `SELECT `+sessionCols+` FROM session s WHERE s.token = $1`, key[:])
		return err
	})
	if errors.Is(err, db.ErrNone) || err == nil && !s.live(d.Clock.Now()) {
		return Session{}, nil
	}
	return s, err
}

func (d *Desk) cookieName() string {
	if d.Secure {
		return "__Host-tongban"
	}
	return "tongban"
}

// Token gives the session token of a request, "" without one (会话令牌).
func (d *Desk) Token(r *http.Request) string {
	c, err := r.Cookie(d.cookieName())
	if err != nil || len(c.Value) != 43 {
		return ""
	}
	return c.Value
}

// SetCookie hands the ticket to the browser (写入会话). It is gone with the
// browser's session at the latest; the server's limits are shorter.
func (d *Desk) SetCookie(w http.ResponseWriter, t Ticket) { http.SetCookie(w, d.cookie(t.Token, 0)) }

// DropCookie takes the ticket away from the browser (清除会话).
func (d *Desk) DropCookie(w http.ResponseWriter) { http.SetCookie(w, d.cookie("", -1)) }

func (d *Desk) cookie(value string, age int) *http.Cookie {
	return &http.Cookie{Name: d.cookieName(), Value: value, Path: "/", MaxAge: age, Secure: d.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// DeviceOf describes a browser in two words for the list of sessions (设备说明).
func DeviceOf(userAgent string) string {
	pick := func(pairs ...[2]string) string {
		for _, p := range pairs {
			if strings.Contains(userAgent, p[0]) {
				return p[1]
			}
		}
		return ""
	}
	app := pick([2]string{"MicroMessenger", "微信"}, [2]string{"Edg/", "Edge"}, [2]string{"Firefox/", "Firefox"},
		[2]string{"QQBrowser", "QQ浏览器"}, [2]string{"360SE", "360浏览器"}, [2]string{"Chrome/", "Chrome"}, [2]string{"Safari/", "Safari"})
	system := pick([2]string{"HarmonyOS", "HarmonyOS"}, [2]string{"Android", "Android"}, [2]string{"iPhone", "iPhone"}, [2]string{"iPad", "iPad"},
		[2]string{"Windows", "Windows"}, [2]string{"Mac OS X", "macOS"}, [2]string{"Linux", "Linux"})
	switch {
	case app == "" && system == "":
		return "其他程序"
	case app == "":
		return system
	case system == "":
		return app
	}
	return app + " · " + system
}
