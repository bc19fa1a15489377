package conf_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tongban/platform/conf"
)

func TestEveryWrongSettingIsAnsweredWithASentence(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	good := []string{"--city", "乌海市", "--division", "150300", "--origin", "wuhai.example/tongban"}
	for _, c := range []struct {
		args []string
		want []string
	}{
		{nil, []string{"--city", "--division", "--origin"}},
		{good, nil},
		{append(good, "--data", file), []string{"--data"}},
		{append(good, "--db", "mysql://x"), []string{"--db"}},
		{append(good, "--addr", "8080"), []string{"--addr"}},
		{append(good, "--local", "0.0.0.0:9090"), []string{"--local"}},
		{append(good, "--local", "127.0.0.1:9090"), nil},
		{append(good, "--base", "zwfw"), []string{"--base"}},
		{append(good, "--now", "+1h"), []string{"--now"}},
		{append(good, "--smtp", "mail.example:25"), []string{"--smtp-from"}},
		{append(good, "--origin", "https://x y"), []string{"--origin"}},
		{append(good, "--division", "15"), []string{"--division"}},
		{append(good, "--fresh"), []string{"arguments"}},
		{append(good, "more"), []string{"more"}},
		{append(good, "--db", "x", "--addr", "y"), []string{"--db", "--addr"}},
	} {
		_, wrong := conf.Read("serve", c.args, io.Discard)
		var got []string
		for _, w := range wrong {
			got = append(got, w.Setting)
			if len(w.Say) < 10 {
				t.Errorf("%v: %s has no sentence", c.args, w.Setting)
			}
		}
		if strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("%v: got problems %v, want %v", c.args, wrong, c.want)
		}
	}
}

func TestTheDemoClockStartsWhereItIsTold(t *testing.T) {
	s, wrong := conf.Read("demo", []string{"--now", "2026-02-12T09:00", "--fresh"}, io.Discard)
	if len(wrong) > 0 || !s.Fresh {
		t.Fatalf("got %v", wrong)
	}
	want := time.Date(2026, 2, 12, 1, 0, 0, 0, time.UTC)
	if got := s.Clock.Now(); got.Sub(want).Abs() > time.Minute {
		t.Errorf("got %v, want %v", got, want)
	}
}
