package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// tongban runs the command as a terminal would and gives its exit code and words.
func tongban(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

var wuhai = []string{"--city", "乌海市", "--division", "150300", "--origin", "wuhai.example/tongban"}

func TestServeAnswersEveryWrongSettingWithASentence(t *testing.T) {
	for _, c := range []struct {
		args []string
		want []string
	}{
		{nil, []string{"--city", "--division", "--origin"}},
		{append(wuhai, "--db", "mysql://x"), []string{"--db", "must begin with sqlite: or postgres://"}},
		{append(wuhai, "--data", t.TempDir(), "--db", "postgres://127.0.0.1:1/none"), []string{"cannot start"}},
		{append(wuhai, "--data", t.TempDir(), "--addr", "127.0.0.1:99999"), []string{"cannot listen"}},
		{append(wuhai, "--now", "+1h"), []string{"--now", "demo only"}},
	} {
		code, _, errs := tongban(t, append([]string{"serve"}, c.args...)...)
		if code == 0 {
			t.Errorf("%v: it started", c.args)
		}
		for _, w := range c.want {
			if !strings.Contains(errs, w) {
				t.Errorf("%v: got %q, want a sentence with %q", c.args, errs, w)
			}
		}
	}
	if code, _, errs := tongban(t, "dance"); code == 0 || !strings.Contains(errs, "no command") {
		t.Errorf("got %d %q", code, errs)
	}
}

// found makes a city in a new directory and gives the two first-login codes.
func foundIn(t *testing.T, dir string) (out string) {
	t.Helper()
	until := time.Now().AddDate(0, 6, 0).Format(time.DateOnly)
	code, out, errs := tongban(t, append([]string{"found", "--data", dir, "--posts", "市政务信息中心", "--document", "信任〔2026〕1号",
		"--system-name", "甲某某", "--system-id", "11010519491231002X", "--system-phone", "19900000091", "--system-staff", "A001", "--system-until", until,
		"--security-name", "乙某某", "--security-id", "440524188001010014", "--security-phone", "19900000092", "--security-staff", "A002", "--security-until", until}, wuhai...)...)
	if code != 0 {
		t.Fatalf("found: %d %s%s", code, out, errs)
	}
	return out
}

func TestANewCityIsFoundedOnceAndServed(t *testing.T) {
	dir := t.TempDir()
	out := foundIn(t, dir)
	if n := len(regexp.MustCompile(`first-login code \S+`).FindAllString(out, -1)); n != 2 {
		t.Errorf("got %d first-login codes, want 2: %s", n, out)
	}
	code, _, errs := tongban(t, append([]string{"found", "--data", dir, "--posts", "x", "--document", "y", "--system-name", "丙某某", "--system-id", "11010519491231002X",
		"--system-phone", "19900000093", "--system-staff", "A003", "--system-until", "2027-01-01"}, wuhai...)...)
	if code == 0 || !strings.Contains(errs, "已经有账户") {
		t.Errorf("got %d %q, want a refusal to found a city twice", code, errs)
	}
	if code, _, errs := tongban(t, "demo", "--data", dir); code == 0 || !strings.Contains(errs, "no demonstration") {
		t.Errorf("got %d %q, want the demonstration kept away from a city in service", code, errs)
	}
	if code, _, errs := tongban(t, "demo", "--fresh", "--data", dir); code == 0 || !strings.Contains(errs, "no demonstration") {
		t.Errorf("got %d %q, want --fresh kept away from a city in service", code, errs)
	}
	addr := served(t, append([]string{"serve", "--data", dir}, wuhai...))
	for path, want := range map[string]string{"/": "乌海市", "/sign-in": "登录", "/readyz": "ready", "/demo": "没有内容", "/_gallery": "没有内容", "/ledger/checkpoint": "wuhai.example/tongban"} {
		if got := fetch(t, addr+path); !strings.Contains(got, want) {
			t.Errorf("%s: got %.200q, want %q", path, got, want)
		}
	}
	code, out, errs = tongban(t, append([]string{"doctor", "--data", dir}, wuhai...)...)
	if code != 0 || strings.Contains(out, "✗") {
		t.Errorf("doctor: got %d %s%s", code, out, errs)
	}
	if err := os.Chmod(filepath.Join(dir, "ledger.key"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := tongban(t, append([]string{"serve", "--data", dir}, wuhai...)...); code == 0 || !strings.Contains(errs, "may be read by others") {
		t.Errorf("got %d %q, want a refusal to serve with an exposed key", code, errs)
	}
}

// served runs a serving command on a free port until the test ends.
func served(t *testing.T, args []string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan int)
	var errs bytes.Buffer
	go func() { done <- run(ctx, append(args, "--addr", addr), io.Discard, &errs) }()
	t.Cleanup(func() {
		stop()
		if code := <-done; code != 0 {
			t.Errorf("%v ended with %d: %s", args, code, errs.String())
		}
	})
	for range 200 {
		if res, err := http.Get("http://" + addr + "/healthz"); err == nil {
			res.Body.Close()
			return "http://" + addr
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%v does not answer: %s", args, errs.String())
	return ""
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestACatalogueIsImportedFromTheCommandLine(t *testing.T) {
	file := "../../../shared/data/service_items/guangdong_items_2021.jsonl"
	if _, err := os.Stat(file); err != nil {
		t.Skip("the reference data is not beside this checkout: the import of the real file is tested where it is")
	}
	dir := t.TempDir()
	foundIn(t, dir)
	say := func(args ...string) string {
		t.Helper()
		code, out, errs := tongban(t, append(append([]string{"import", "items", "--data", dir}, args...), file)...)
		if code != 0 {
			t.Fatalf("import %v: %d %s%s", args, code, out, errs)
		}
		return out
	}
	dry, first, second := say("--dry-run"), say(), say()
	for name, out := range map[string]string{"dry run": dry, "first": first, "second": second} {
		if !strings.Contains(out, "2262") && !strings.Contains(out, "2,262") || !strings.Contains(out, "177") {
			t.Errorf("%s: got no 2262 rows over 177 departments: %s", name, out)
		}
	}
	if first == second {
		t.Errorf("importing twice says the same as importing once: %s", second)
	}
	t.Logf("second import: %s", second)
	if code, _, errs := tongban(t, "import", "powers", file); code != 2 || !strings.Contains(errs, "import items") {
		t.Errorf("got %d %q", code, errs)
	}
}

func TestVerifyJudgesAReceiptThatIsNone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "receipt.json")
	if err := os.WriteFile(file, []byte(`{"format":"x"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := tongban(t, "verify", "receipt", file, "--key", "wuhai.example/tongban+00000000+AAAA"); code == 0 {
		t.Errorf("got 0: %s%s", out, errs)
	}
}

func TestTheBenchmarkCarriesWholeCases(t *testing.T) {
	code, out, errs := tongban(t, "bench", "cases", "--core", "--cases", "8", "--clients", "1,4")
	if code != 0 || strings.Count(out, "CPU-ms/case") != 2 || strings.Contains(out, " 0.0 cases/s") {
		t.Errorf("got %d %s%s", code, out, errs)
	}
}
