package ledgerpage_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tongban/civic/act"
	"tongban/civic/law"
	"tongban/civic/ledger"
	"tongban/civic/ledger/ledgerpage"
	"tongban/platform/browsertest"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/db/dbtest"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// a site with a ledger of three hundred acts, and a receipt of one.
type fixture struct {
	t       *testing.T
	base    string
	log     *ledger.Log
	receipt []byte
	number  act.Number
	waiting act.Number // of an act without a place yet
}

func serve(t *testing.T) fixture {
	t.Helper()
	ctx := context.Background()
	d := dbtest.Open(t, db.SQLite, act.Schema, ledger.Schema)
	k, _, err := ledger.NewKey("wuhai.example/tongban")
	must(t, err)
	l, err := ledger.Open(ctx, d, k, clock.System{})
	must(t, err)
	var ids []string
	write := func(n int) {
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			for range n {
				id, err := act.Record(tx, act.New(time.Now(), act.Actor{Account: "zhang", Duty: "window.accept"}, "case.accept",
					act.Subject{Kind: "case", ID: "1506-2026-000001"}, map[string]any{"说明": "予以受理"}, law.Licensing.Art(32).P(1).I(5).ID()))
				if err != nil {
					return err
				}
				ids = append(ids, id)
			}
			return nil
		}))
	}
	write(300)
	_, err = l.Sequence(ctx)
	must(t, err)
	write(1)
	r, err := l.Receipt(ctx, ids[123])
	must(t, err)
	file, err := r.File()
	must(t, err)
	f := fixture{t: t, log: l, receipt: file, number: r.Number}
	must(t, d.Read(ctx, func(tx *db.Tx) error {
		a, err := act.Get(tx, ids[300])
		f.waiting = a.Number()
		return err
	}))
	must(t, web.AddAssets(ui.Static()))
	s := web.New(web.Options{Name: i18n.T("示例市政务服务", "Sample City Services"), Phone: "12345", FaultPage: ui.FaultPage,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	ledgerpage.Mount(s, ledgerpage.Options{Log: l, Say: func(act.Act) i18n.Text { return i18n.T("受理", "Acceptance") }})
	srv := httptest.NewServer(s.Handler())
	t.Cleanup(srv.Close)
	f.base = srv.URL
	return f
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// see fails the test unless the answer has the status and holds every word.
func (f fixture) see(res *http.Response, err error, status int, words ...string) {
	f.t.Helper()
	must(f.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	must(f.t, err)
	if res.StatusCode != status {
		f.t.Errorf("%s: got %d, want %d", res.Request.URL, res.StatusCode, status)
	}
	for _, w := range words {
		no := strings.HasPrefix(w, "!")
		if strings.Contains(string(body), strings.TrimPrefix(w, "!")) == no {
			f.t.Errorf("%s: want %q in\n%s", res.Request.URL, w, body)
		}
	}
}

// post sends fields of a form with files, as a browser without scripts does.
func (f fixture) post(fields map[string]string) (*http.Response, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range fields {
		part, _ := w.CreateFormField(name)
		if name == "file" {
			part, _ = w.CreateFormFile(name, "receipt.json")
		}
		io.WriteString(part, value) //nolint:errcheck // a buffer
	}
	must(f.t, w.Close())
	req, err := http.NewRequest(http.MethodPost, f.base+"/verify", &b)
	must(f.t, err)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Origin", f.base)
	return http.DefaultClient.Do(req)
}

func TestTheVerdictComesFirst(t *testing.T) {
	f := serve(t)
	forged := strings.Replace(string(f.receipt), "予以受理", "不予受理", 1)
	for name, c := range map[string]struct {
		fields map[string]string
		status int
		words  []string
	}{
		"a true file":   {map[string]string{"file": string(f.receipt)}, 200, []string{"<h1>真：回执属实</h1>", "受理", "1506-2026-000001", "第 123 项", "第三十二条第一款第五项", "!未通过", "!zhang "}},
		"a true text":   {map[string]string{"text": string(f.receipt), "file": ""}, 200, []string{"<h1>真：回执属实</h1>"}},
		"a forged file": {map[string]string{"file": forged}, 200, []string{"<h1>假：回执不属实</h1>", "请不要相信", "未通过", "!1506-2026-000001"}},
		"file and text": {map[string]string{"file": forged, "text": string(f.receipt)}, 200, []string{"<h1>假：回执不属实</h1>"}},
		"another thing": {map[string]string{"text": "<script>alert(1)</script>"}, 200, []string{"<h1>假：回执不属实</h1>", "!<script>alert"}},
		"nothing":       {map[string]string{"text": ""}, 422, []string{"请选择回执文件"}},
		"too much":      {map[string]string{"file": strings.Repeat("x", ledger.LargestReceipt+1)}, 422, []string{"不超过 1 MB"}},
		"a number":      {map[string]string{"text": string(f.number)}, 200, []string{"在账本中"}},
	} {
		t.Run(name, func(t *testing.T) {
			g := f
			g.t = t
			res, err := g.post(c.fields)
			g.see(res, err, c.status, c.words...)
		})
	}
}

func TestANumberLeadsToPlaceAndTimeOnly(t *testing.T) {
	f := serve(t)
	res, err := http.Get(f.base + "/verify?number=" + url.QueryEscape(strings.ToLower(strings.ReplaceAll(string(f.number), "-", " "))))
	f.see(res, err, 200, "真："+string(f.number)+" 在账本中", "第 123 项", "c2sp.org/tlog-proof@v1", "!1506-2026", "!受理", "!zhang")
	if !strings.HasSuffix(res.Request.URL.Path, ledger.VerifyPath(f.number)) {
		t.Errorf("got address %s", res.Request.URL)
	}
	res, err = http.Get(f.base + ledger.VerifyPath(f.waiting))
	f.see(res, err, 200, "正在入账", "!真：")
	res, err = http.Get(f.base + "/verify?number=0000-0000-0001")
	f.see(res, err, 422, "不是有效的回执编号", `value="0000-0000-0001"`)
	res, err = http.Get(f.base + "/verify/receipt/0000-0000-0001")
	f.see(res, err, 422, "不是有效的回执编号")
	res, err = http.Get(f.base + "/verify/receipt/0000-0000-0000")
	f.see(res, err, 404, "<h1>假：账本中没有这个编号</h1>")
	res, err = http.Get(f.base + ledger.VerifyPath(f.number) + "?lang=en")
	f.see(res, err, 200, "True: "+string(f.number)+" is in the ledger")
}

func TestAReceiptWithAnotherActsNumberIsFalse(t *testing.T) {
	f := serve(t)
	// The mark in a number proves the commitment, not the order of writing: only
	// the ledger itself can tell that the number is of nobody.
	n := []byte(f.number)
	forged := ""
	for i := range 32 { // another order of writing, the same mark, the right check sign
		for j := range 32 {
			c := bytes.Clone(n)
			c[0], c[13] = signs[i], signs[j]
			if p, ok := act.ParseNumber(string(c)); ok && p != f.number {
				forged = string(p)
			}
		}
	}
	if forged == "" {
		t.Fatal("no such number")
	}
	res, err := f.post(map[string]string{"file": strings.Replace(string(f.receipt), string(f.number), forged, 1)})
	f.see(res, err, 200, "<h1>假：回执不属实</h1>", "账本中已没有这个编号的行为")
}

const signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func TestTheLedgerPageLeadsOutsidersToTheLedger(t *testing.T) {
	f := serve(t)
	res, err := http.Get(f.base + "/ledger")
	f.see(res, err, 200, "公务行为账本", "wuhai.example/tongban", f.log.Verifier(), "tongban verify ledger "+f.base+"/ledger/", "300")
	src, err := ledger.OpenSource(f.base + "/ledger/")
	must(t, err)
	rep, err := ledger.VerifyLedger(context.Background(), src, f.log.Verifier(), nil)
	if err != nil || !rep.OK() {
		t.Errorf("through the site: %v, %s", err, rep.Why().En)
	}
}

func TestBothLanguagesAreComplete(t *testing.T) {
	for _, g := range i18n.Gaps() {
		if strings.HasPrefix(g, "ledger:") {
			t.Error(g)
		}
	}
}

func TestThePagesAreAccessible(t *testing.T) {
	f := serve(t)
	b := browsertest.Start(t)
	for name, path := range map[string]string{
		"verify": "/verify", "verify-bad": "/verify?number=1", "number": ledger.VerifyPath(f.number),
		"unknown": "/verify/receipt/0000-0000-0000", "ledger": "/ledger", "ledger-en": "/ledger?lang=en", "number-elder": ledger.VerifyPath(f.number) + "?elder=1",
	} {
		for _, phone := range []bool{false, true} {
			opts := []browsertest.Option{browsertest.FaultsExpected()}
			if phone {
				opts = append(opts, browsertest.Phone())
				name += "-m"
			}
			t.Run(name, func(t *testing.T) {
				tab := b.New(t, opts...)
				tab.Goto(f.base + path)
				tab.Shot(name)
				tab.Accessible()
			})
		}
	}
	for name, text := range map[string]string{"true": string(f.receipt), "false": strings.Replace(string(f.receipt), "予以受理", "不予受理", 1)} {
		t.Run(name, func(t *testing.T) {
			tab := b.New(t)
			tab.Goto(f.base + "/verify")
			file := filepath.Join(t.TempDir(), "receipt.json")
			must(t, os.WriteFile(file, []byte(text), 0o600))
			tab.Fill("file", file)
			tab.Press("核验真假")
			tab.See(map[string]string{"true": "真：回执属实", "false": "假：回执不属实"}[name])
			tab.Shot("verdict-" + name)
			tab.Accessible()
		})
	}
}
