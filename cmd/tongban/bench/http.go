package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tongban/city/demo"
	"tongban/hall/item/wuhai"
	"tongban/platform/form"
)

// A Server is a demonstration city served by a process of its own, so that what it
// costs is not mixed with what the clients cost.
type Server struct {
	base, local string
	cmd         *exec.Cmd
	logins      []demo.Login
	in          map[string]*agent // who is signed in, by role: a one-time code is good once
}

// Serve starts this binary as a demonstration city in dir on a database and waits
// until it is ready.
func Serve(ctx context.Context, dir, db string) (*Server, error) {
	addr, err := free()
	if err != nil {
		return nil, err
	}
	local, err := free()
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &Server{base: "http://" + addr, local: "http://" + local, in: map[string]*agent{}}
	s.cmd = exec.CommandContext(ctx, self, "demo", "--data", dir, "--db", db, "--addr", addr, "--local", local)
	s.cmd.Stderr = io.Discard
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for range 600 {
		if res, err := http.Get(s.base + "/readyz"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				s.logins, err = demo.Logins(dir)
				return s, err
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return nil, errors.Join(errors.New("the city did not open"), s.Stop())
}

func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// Stop ends the city.
func (s *Server) Stop() error {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return s.cmd.Wait()
}

// figures reads processor seconds and statements from the city's own metrics.
func (s *Server) figures() (cpu time.Duration, statements, commits int64, err error) {
	res, err := http.Get(s.local + "/metrics")
	if err != nil {
		return 0, 0, 0, err
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), " ")
		if !ok || strings.HasPrefix(name, "#") {
			continue
		}
		f, err := strconv.ParseFloat(value, 64)
		if err != nil {
			continue
		}
		switch name {
		case "process_cpu_seconds_total":
			cpu = time.Duration(f * float64(time.Second))
		case "tongban_sql_statements_total":
			statements = int64(f)
		case "tongban_sql_commits_total":
			commits = int64(f)
		}
	}
	return cpu, statements, commits, lines.Err()
}

// An agent is one signed-in person at a browser without scripts.
type agent struct {
	s *Server
	c *http.Client
}

func (s *Server) signIn(key string) (*agent, error) {
	if a, ok := s.in[key]; ok {
		return a, nil
	}
	l := demo.Find(s.logins, key)
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	a := &agent{s, &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 64}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	to, err := a.post("/sign-in", url.Values{"login": {l.Login}, "password": {l.Password}})
	if err == nil && strings.HasPrefix(to, "/sign-in/code") {
		to, err = a.post("/sign-in/code", url.Values{"code": {l.Code(time.Now())}})
	}
	if err == nil && strings.HasPrefix(to, "/sign-in") {
		err = fmt.Errorf("led to %s", to)
	}
	if err != nil {
		return nil, fmt.Errorf("sign %s in: %w", l.Name, err)
	}
	s.in[key] = a
	return a, nil
}

// post sends a form and gives where it leads; anything but a redirect is an error.
func (a *agent) post(path string, v url.Values) (string, error) {
	return a.send(path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

func (a *agent) send(path, kind string, body io.Reader) (string, error) {
	r, err := http.NewRequest(http.MethodPost, a.s.base+path, body)
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Origin", a.s.base)
	res, err := a.c.Do(r)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return "", err
	}
	if res.StatusCode != http.StatusSeeOther {
		return "", fmt.Errorf("POST %s: %s: %.300s", path, res.Status, text)
	}
	return res.Header.Get("Location"), nil
}

func (a *agent) get(path string) error {
	res, err := a.c.Get(a.s.base + path)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", path, res.Status)
	}
	return nil
}

// A team is the staff who carry a case over HTTP.
type team struct {
	clerk, handler, decider, deliverer *agent
	applicant                          string
	pages                              bool // each officer reads the case before acting
}

// HTTP carries n cases from registration at the window to closing, every act a
// form sent by the person whose duty it is; with pages, each officer also reads
// the case first.
func (s *Server) HTTP(n, clients int, way Way) (Result, error) {
	t := team{applicant: demo.Find(s.logins, "company").Company, pages: way == WithPages}
	for _, x := range []struct {
		key string
		to  **agent
	}{{"clerk", &t.clerk}, {"handler", &t.handler}, {"decider", &t.decider}, {"deliverer", &t.deliverer}} {
		var err error
		if *x.to, err = s.signIn(x.key); err != nil {
			return Result{}, err
		}
	}
	r := Result{Name: "http, " + string(way), Clients: clients, Cases: n}
	cpu, statements, commits, err := s.figures()
	if err != nil {
		return r, err
	}
	began := time.Now()
	r.Each, err = many(n, clients, t.carry)
	r.Took = time.Since(began)
	if err != nil {
		return r, err
	}
	time.Sleep(300 * time.Millisecond) // what follows from the last acts is part of the cost
	cpu2, statements2, commits2, err := s.figures()
	r.CPU, r.Statements, r.Commits = cpu2-cpu, statements2-statements, commits2-commits
	return r, err
}

// A Way is how much of the day is played (测量方式).
type Way string

// The ways.
const (
	ActsOnly  Way = "acts"
	WithPages Way = "acts and pages"
)

func (t team) carry() error {
	kind, body, err := registration(t.applicant)
	if err != nil {
		return err
	}
	at, err := t.clerk.send("/desk/register?item="+string(wuhai.FoodLicence)+"&person="+t.applicant, kind, body)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		who *agent
		act string
		v   url.Values
	}{
		{t.clerk, "accept", url.Values{"sure": {"1"}}},
		{t.handler, "examine", url.Values{"examine.proposal": {"grant"}, "examine.words": {"符合条件"}}},
		{t.decider, "grant", url.Values{"sure": {"1"}}},
		{t.deliverer, "deliver", url.Values{"deliver.how": {"counter"}, "deliver.proof": {"本人签收"}}},
		{t.deliverer, "close", url.Values{"sure": {"1"}}},
	} {
		if t.pages {
			if err := x.who.get(at); err != nil {
				return err
			}
		}
		if _, err := x.who.post(at+"/"+x.act, x.v); err != nil {
			return err
		}
	}
	return nil
}

// registration fills the window's dense form with the item's sample.
func registration(person string) (kind string, body io.Reader, err error) {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	add := func(k, v string) { err = errors.Join(err, w.WriteField(k, v)) }
	add("client", demo.ClientID())
	add("person", person)
	add("item", string(wuhai.FoodLicence))
	for name, x := range demo.Sample(wuhai.FoodLicence) {
		switch x := x.(type) {
		case form.Yes:
			add(name, "1")
		case form.Many:
			for _, c := range x {
				add(name, c)
			}
		case form.Num:
			add(name, x.String())
		case form.Str:
			add(name, string(x))
		}
	}
	for _, m := range []string{"m3", "m4"} {
		add("paper-"+m, "1")
	}
	err = errors.Join(err, w.Close())
	return w.FormDataContentType(), &buf, err
}

// many runs one n times by so many clients at once and gives how long each took,
// sorted.
func many(n, clients int, one func() error) ([]time.Duration, error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var failed error
	var each []time.Duration
	left := n
	for range clients {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				mu.Lock()
				left--
				stop := left < 0 || failed != nil
				mu.Unlock()
				if stop {
					return
				}
				t := time.Now()
				err := one()
				mu.Lock()
				each = append(each, time.Since(t))
				if err != nil {
					failed = err
				}
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	slices.Sort(each)
	return each, failed
}
