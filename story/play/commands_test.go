package play

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pquerna/otp/totp"

	"tongban/city/demo"
	"tongban/civic/ident"
	"tongban/civic/law"
	"tongban/platform/clock"
)

// A command is one verb of the scripts.
type command struct {
	do    func(s *stage, rest string) error
	page  bool // it needs a page to look at
	moves bool // it leaves the page
}

var commands map[string]command

func init() {
	look := func(do func(*page, string) error) command {
		return command{do: func(s *stage, rest string) error { return do(s.now.page, rest) }, page: true}
	}
	commands = map[string]command{
		"at":       {do: (*stage).at},
		"settle":   {do: func(s *stage, _ string) error { return s.city.Settle(context.Background()) }},
		"as":       {do: (*stage).as},
		"open":     {do: func(s *stage, rest string) error { return s.now.open(rest) }, moves: true},
		"follow":   {do: (*stage).follow, page: true, moves: true},
		"press":    {do: (*stage).press, page: true, moves: true},
		"post":     {do: (*stage).post, moves: true},
		"number":   {do: (*stage).number},
		"perform":  {do: (*stage).perform},
		"until":    {do: (*stage).until, page: true},
		"race":     {do: (*stage).race},
		"within":   look((*page).within),
		"fill":     look(pair((*page).fill)),
		"tick":     look(func(p *page, text string) error { return p.tick(text, true) }),
		"untick":   look(func(p *page, text string) error { return p.tick(text, false) }),
		"paste":    {do: (*stage).paste, page: true},
		"attach":   {do: (*stage).attach, page: true},
		"status":   {do: (*stage).status, page: true},
		"see":      look(func(p *page, text string) error { return shows(p.main(), text, true) }),
		"see-not":  look(func(p *page, text string) error { return shows(p.main(), text, false) }),
		"menu":     look(func(p *page, text string) error { return shows(p.frame(), text, true) }),
		"menu-not": look(func(p *page, text string) error { return shows(p.frame(), text, false) }),
		"rule":     {do: (*stage).rule, page: true},
		"remember": {do: (*stage).remember, page: true},
		"code":     {do: (*stage).code},
		"alter":    {do: (*stage).alter},
		"save":     {do: func(s *stage, name string) error { s.files[name] = s.now.page.raw; return nil }, page: true},
		"act":      {do: (*stage).act},
		"acts":     {do: (*stage).acts},
		"alarm":    {do: (*stage).alarm},
		"no-alarm": {do: (*stage).noAlarm},
		"due":      {do: (*stage).due},
		"shared":   {do: (*stage).shared},
		"equal": {do: func(_ *stage, rest string) error {
			a, b, _ := strings.Cut(rest, "=")
			if strings.TrimSpace(a) != strings.TrimSpace(b) {
				return errors.New("they differ")
			}
			return nil
		}},
		"contain": {do: func(_ *stage, rest string) error {
			a, b, _ := strings.Cut(rest, "⊇")
			return shows(a, strings.TrimSpace(b), true)
		}},
		"import": {do: (*stage).importFile},
	}
}

func pair(do func(p *page, k, v string) error) func(*page, string) error {
	return func(p *page, rest string) error {
		k, v, ok := strings.Cut(rest, "=")
		if !ok {
			return errors.New("write: 标签 = 值")
		}
		return do(p, strings.TrimSpace(k), strings.TrimSpace(v))
	}
}

// shows compares without spaces, so that a script need not know where a page breaks.
func shows(all, text string, want bool) error {
	if text == "" {
		return errors.New("see what?")
	}
	if got := strings.Contains(bare(all), bare(text)); got != want {
		return fmt.Errorf("shown: %t, want %t", got, want)
	}
	return nil
}

func (s *stage) at(rest string) error {
	t, err := time.ParseInLocation("2006-01-02 15:04", rest, clock.Beijing)
	if err != nil {
		return err
	}
	if t.Before(s.clock.Now()) {
		return fmt.Errorf("time does not go back: it is %s", s.clock.Now().Format("2006-01-02 15:04"))
	}
	s.clock.Set(t)
	return s.city.Settle(context.Background())
}

// turn is how long a change of persons takes: longer than a session may rely on what
// it read, so that whoever lost a right meets that at once.
const turn = 5 * time.Second

// as goes on as a person. Who has an account signs in through the pages when the
// browser is not signed in any more.
func (s *stage) as(name string) error {
	b := s.people[name]
	if b == nil {
		var err error
		if b, err = newBrowser(name, s.base); err != nil {
			return err
		}
		s.people[name] = b
	}
	s.now = b
	s.clock.Advance(turn)
	s.asked = true // what somebody else left unread is theirs
	l := s.login(name)
	if l.Key == "" {
		return nil
	}
	in, err := b.signedIn()
	if err != nil || in {
		return err
	}
	return s.signIn(b, l)
}

// login gives the account that a script names by its key, or by its role in
// Chinese; the zero Login for visitors.
func (s *stage) login(name string) demo.Login {
	name, _, _ = strings.Cut(name, "@")
	for _, l := range s.logins {
		if l.Key == name || l.Role.Zh == name {
			return l
		}
	}
	return demo.Login{}
}

// signIn signs in through the pages, in a tab of its own: what the person had open
// stays open.
func (s *stage) signIn(b *browser, l demo.Login) error {
	if tab := b.page; tab != nil {
		defer func() { b.page = tab }()
	}
	err := b.open("/sign-in")
	if err == nil {
		err = errors.Join(b.page.fill("账号", l.Login), b.page.fill("密码", l.Password), s.press("登录"))
	}
	if err == nil && l.Secret != "" {
		// A code serves once: a second sign-in waits for the next, as a person would.
		if since := s.clock.Now().Sub(s.coded[l.Key]); since < 30*time.Second {
			s.clock.Advance(30*time.Second - since)
		}
		s.coded[l.Key] = s.clock.Now()
		err = b.page.fill("动态口令", l.Code(s.clock.Now()))
		if err == nil {
			err = s.press("继续")
		}
	}
	if err == nil && (b.page.status != 200 || strings.HasPrefix(b.page.path, "/sign-in")) {
		err = fmt.Errorf("sign-in led to %s", b.page.path)
	}
	return err
}

func (s *stage) follow(text string) error {
	to, err := s.now.page.link(text)
	if err != nil {
		return err
	}
	return s.now.open(to)
}

func (s *stage) press(text string) error {
	out, err := s.now.page.press(text)
	if err != nil {
		return err
	}
	return s.now.send(out)
}

func (s *stage) post(rest string) error {
	path, body, _ := strings.Cut(rest, " ")
	v, err := url.ParseQuery(body)
	if err != nil {
		return err
	}
	return s.now.send(sending{method: "POST", action: path, kind: "application/x-www-form-urlencoded", body: []byte(v.Encode())})
}

// number keeps a case number with its check character, as a guesser would make it.
func (s *stage) number(rest string) error {
	name, body, _ := strings.Cut(rest, " ")
	check, err := ident.Mod37Hybrid(body)
	s.vars[name] = body + string(check)
	return err
}

// perform plays a part that several stories share.
func (s *stage) perform(name string) error {
	file := filepath.Join("../parts", name+".txtar")
	raw, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return s.lines(file, string(raw))
}

// until reads the page again, as its refresh would, until it shows the words; for
// what runs in the background of the platform. It waits a minute of real time.
func (s *stage) until(text string) error {
	for end := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		err := shows(s.now.page.main(), text, true)
		if err == nil || time.Now().After(end) {
			return err
		}
		if err := s.now.open(s.now.page.path); err != nil {
			return err
		}
	}
}

// race has two people press the same button at the same moment.
func (s *stage) race(rest string) error {
	button, who, _ := strings.Cut(rest, ":")
	names := strings.Fields(who)
	if len(names) != 2 || s.people[names[0]] == nil || s.people[names[1]] == nil {
		return errors.New("write: race 按钮: 甲 乙, both before a page")
	}
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i, n := range names {
		b := s.people[n]
		out, err := b.page.press(strings.TrimSpace(button))
		if err != nil {
			return fmt.Errorf("%s: %w", n, err)
		}
		wg.Add(1)
		go func() { defer wg.Done(); errs[i] = b.send(out) }()
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		return err
	}
	won := 0
	for _, n := range names {
		if st := s.people[n].page.status; st < 400 {
			won++
			s.vars["WINNER"] = n
		} else {
			s.vars["LOSER"] = n
		}
	}
	if won != 1 {
		return fmt.Errorf("%d of them were let through, want 1", won)
	}
	return nil
}

func (s *stage) attach(rest string) error {
	return pair(func(p *page, label, name string) error {
		body, err := s.file(name)
		if err != nil {
			return err
		}
		return p.attach(label, attached{name, body})
	})(s.now.page, rest)
}

// alter changes words in a kept file, as a forger would.
func (s *stage) alter(rest string) error {
	name, change, _ := strings.Cut(rest, " ")
	from, to, ok := strings.Cut(change, " => ")
	if !ok || !bytes.Contains(s.files[name], []byte(from)) {
		return fmt.Errorf("write: alter FILE words => others; %s must hold the words", name)
	}
	s.files[name] = bytes.ReplaceAll(s.files[name], []byte(from), []byte(to))
	return nil
}

// paste answers a question with a file of the script.
func (s *stage) paste(rest string) error {
	return pair(func(p *page, label, name string) error {
		body, err := s.file(name)
		if err != nil {
			return err
		}
		return p.fill(label, string(body))
	})(s.now.page, rest)
}

func (s *stage) status(rest string) error {
	want, err := strconv.Atoi(rest)
	if err != nil {
		return err
	}
	s.asked = true
	if got := s.now.page.status; got != want {
		return fmt.Errorf("got status %d, want %d", got, want)
	}
	return nil
}

// rule checks that a refusal names its article, or that of one of our rules.
func (s *stage) rule(text string) error {
	if ruleID.MatchString(text) {
		text = law.CiteOf(text).Text().Zh
	}
	if s.now.page.status < 400 {
		return fmt.Errorf("the page is no refusal: status %d", s.now.page.status)
	}
	s.asked = true
	return shows(s.now.page.main(), text, true)
}

func (s *stage) remember(rest string) (err error) {
	name, what, _ := strings.Cut(rest, " ")
	what = strings.TrimSpace(what)
	p := s.now.page
	kind, arg, _ := strings.Cut(what, " ")
	v := ""
	switch {
	case what == "address":
		path, _, _ := strings.Cut(p.path, "?")
		v = path[strings.LastIndex(path, "/")+1:]
	case what == "path":
		v, _, _ = strings.Cut(p.path, "?")
	case kind == "link":
		v, err = p.link(arg)
	case kind == "match":
		re, e := regexp.Compile(arg)
		if e != nil {
			return e
		}
		m := re.FindStringSubmatch(p.main())
		if len(m) < 2 {
			return fmt.Errorf("nothing matches %s", arg)
		}
		v = m[1]
	default:
		v, err = p.beside(what)
	}
	s.vars[name] = v
	return err
}

// code keeps the one-time code of a secret that a page showed.
func (s *stage) code(rest string) error {
	name, secret, _ := strings.Cut(rest, " ")
	s.clock.Advance(30 * time.Second)
	code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), s.clock.Now())
	s.vars[name] = code
	return err
}
