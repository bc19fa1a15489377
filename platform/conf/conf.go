// Package conf reads what one city's platform is told at start (设置): flags
// first, then TONGBAN_… variables, then what is right for most. Every wrong
// setting is answered with a sentence; the platform does not start on a guess.
package conf

import (
	"flag"
	"fmt"
	"io"
	"net"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"tongban/platform/clock"
	"tongban/platform/i18n"
)

// A City is the place that is served (城市).
type City struct {
	Name     i18n.Text
	Division string // six-digit division code, GB/T 2260
	Origin   string // name of its ledger, such as "wuhai.example/tongban"
	Phone    string // help line
}

// Mail is where e-mail goes out (邮件); empty Host means none is sent.
type Mail struct {
	Host, User, Password, From string
	Security                   string // "" STARTTLS, "tls", or "plain" on this machine
}

// Settings are everything the platform is told (设置).
type Settings struct {
	Data   string // directory of keys, files and the embedded database
	DB     string // database address; empty means SQLite in Data
	Addr   string // where citizens connect
	Local  string // metrics and profiles, on this machine only; empty means none
	Base   string // address printed in QR codes and mails, without a slash at the end
	City   City
	Mail   Mail
	Clock  clock.Clock
	Fresh  bool // demo only: start over
	Secure bool // behind TLS
}

// A Problem is one wrong setting and what to do (设置有误).
type Problem struct {
	Setting string
	Say     string
}

// String gives the setting and the sentence.
func (p Problem) String() string { return fmt.Sprintf("%s: %s", p.Setting, p.Say) }

// raw is what was given, before it is understood.
type raw struct {
	data, db, addr, local, base, now string
	name, nameEn, division, origin   string
	phone, smtp, user, pass, from    string
	security                         string
	fresh, secure                    bool
}

// Wuhai is the city of the demonstration (乌海市).
var Wuhai = City{Name: i18n.T("乌海市", "Wuhai"), Division: "150300", Origin: "wuhai.example/tongban", Phone: "12345"}

// Read reads the settings of a command. demo fills the city in; serve demands
// it. Every problem is returned, not only the first.
func Read(command string, args []string, out io.Writer) (Settings, []Problem) {
	env := func(key, otherwise string) string {
		if v := os.Getenv("TONGBAN_" + key); v != "" {
			return v
		}
		return otherwise
	}
	city := Wuhai
	if command != "demo" {
		city = City{}
	}
	var r raw
	f := flag.NewFlagSet("tongban "+command, flag.ContinueOnError)
	f.SetOutput(out)
	f.StringVar(&r.data, "data", env("DATA", "data"), "directory of keys, files and the embedded database")
	f.StringVar(&r.db, "db", env("DB", ""), "database: postgres://… or sqlite:PATH; empty means SQLite in the data directory")
	f.StringVar(&r.addr, "addr", env("ADDR", "127.0.0.1:8080"), "address to listen on")
	f.StringVar(&r.local, "local", env("LOCAL", ""), "address on this machine for /metrics and /debug/pprof; empty means none")
	f.StringVar(&r.base, "base", env("BASE", ""), "public address of the site, as QR codes and mails print it")
	f.StringVar(&r.now, "now", env("NOW", ""), "for demonstrations: an instant (2026-02-12T09:00), or a shift of the clock (+72h)")
	f.StringVar(&r.name, "city", env("CITY", city.Name.Zh), "name of the city")
	f.StringVar(&r.nameEn, "city-en", env("CITY_EN", city.Name.En), "name of the city in English")
	f.StringVar(&r.division, "division", env("DIVISION", city.Division), "six-digit division code of the city")
	f.StringVar(&r.origin, "origin", env("ORIGIN", city.Origin), "name of the ledger, a host and path the city owns")
	f.StringVar(&r.phone, "phone", env("PHONE", city.Phone), "help line shown on every page")
	f.StringVar(&r.smtp, "smtp", env("SMTP", ""), "mail server host:port; empty means no e-mail")
	f.StringVar(&r.user, "smtp-user", env("SMTP_USER", ""), "mail account; its password is read from TONGBAN_SMTP_PASSWORD")
	f.StringVar(&r.from, "smtp-from", env("SMTP_FROM", ""), "sender address of e-mail")
	f.StringVar(&r.security, "smtp-security", env("SMTP_SECURITY", ""), "empty for STARTTLS, tls, or plain on this machine only")
	f.BoolVar(&r.secure, "secure", env("SECURE", "") == "1", "the site is reached over TLS: cookies never travel in the clear")
	if command == "demo" {
		f.BoolVar(&r.fresh, "fresh", false, "throw the demo city in the data directory away and start over")
	}
	r.pass = os.Getenv("TONGBAN_SMTP_PASSWORD")
	if err := f.Parse(args); err != nil {
		return Settings{}, []Problem{{"arguments", err.Error()}}
	}
	if f.NArg() > 0 {
		return Settings{}, []Problem{{f.Arg(0), "is not a setting of this command"}}
	}
	return understand(r, command)
}

func understand(r raw, command string) (Settings, []Problem) {
	var wrong []Problem
	bad := func(setting, say string, args ...any) {
		wrong = append(wrong, Problem{"--" + setting, fmt.Sprintf(say, args...)})
	}
	s := Settings{DB: r.db, Addr: r.addr, Local: r.local, Fresh: r.fresh, Secure: r.secure,
		City: City{Name: i18n.T(r.name, r.nameEn), Division: r.division, Origin: r.origin, Phone: r.phone},
		Mail: Mail{Host: r.smtp, User: r.user, Password: r.pass, From: r.from, Security: r.security}}
	var err error
	if s.Data, err = filepath.Abs(r.data); err != nil || r.data == "" {
		bad("data", "%q is not a directory this process can name", r.data)
	} else if st, err := os.Stat(s.Data); err == nil && !st.IsDir() {
		bad("data", "%s is a file; name a directory", s.Data)
	}
	switch {
	case r.db == "":
		s.DB = "sqlite:" + filepath.Join(s.Data, "city.db")
	case !strings.HasPrefix(r.db, "sqlite:") && !strings.HasPrefix(r.db, "postgres://") && !strings.HasPrefix(r.db, "postgresql://"):
		bad("db", "must begin with sqlite: or postgres://")
	}
	for name, addr := range map[string]string{"addr": r.addr, "local": r.local, "smtp": r.smtp} {
		if addr == "" && name != "addr" {
			continue
		}
		if _, _, err := net.SplitHostPort(addr); err != nil {
			bad(name, "%q is not host:port", addr)
		}
	}
	if host, _, err := net.SplitHostPort(r.local); err == nil && r.local != "" && !loopback(host) {
		bad("local", "%s can be reached from outside; use 127.0.0.1", r.local)
	}
	s.Base, s.Clock = strings.TrimSuffix(r.base, "/"), clock.System{}
	if r.base == "" {
		s.Base = "http://" + r.addr
	} else if u, err := url.Parse(r.base); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		bad("base", "%q is not an address such as https://zwfw.example.gov.cn", r.base)
	}
	if r.now != "" {
		if s.Clock, err = when(r.now); err != nil {
			bad("now", "%v", err)
		} else if command != "demo" {
			bad("now", "a city in service runs on the machine's clock; use it with demo only")
		}
	}
	if r.smtp != "" {
		if _, err := mail.ParseAddress(r.from); err != nil {
			bad("smtp-from", "%q is not a mail address, and mail needs a sender", r.from)
		}
	}
	wrong = append(wrong, aboutCity(s.City)...)
	return s, wrong
}

func aboutCity(c City) (wrong []Problem) {
	if c.Name.Zh == "" {
		wrong = append(wrong, Problem{"--city", "the city has no name"})
	}
	if len(c.Division) != 6 || strings.Trim(c.Division, "0123456789") != "" {
		wrong = append(wrong, Problem{"--division", fmt.Sprintf("%q is not a six-digit division code (GB/T 2260)", c.Division)})
	}
	if c.Origin == "" || strings.ContainsAny(c.Origin, " +\n") || strings.Contains(c.Origin, "://") {
		wrong = append(wrong, Problem{"--origin", "the ledger needs a name such as wuhai.example/tongban, without scheme, spaces or plus signs"})
	}
	return wrong
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// when reads --now: a shift, or an instant in Beijing time at which the clock
// starts and goes on from there.
func when(s string) (clock.Clock, error) {
	if d, err := time.ParseDuration(strings.TrimPrefix(s, "+")); err == nil {
		return clock.Shifted{By: d}, nil
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, clock.Beijing); err == nil {
			return clock.Shifted{By: time.Until(t)}, nil
		}
	}
	return nil, fmt.Errorf("%q is neither an instant such as 2026-02-12T09:00 nor a shift such as +72h", s)
}
