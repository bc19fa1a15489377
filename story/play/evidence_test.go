package play

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/law"
	"tongban/civic/ledger"
	"tongban/civic/limit"
	"tongban/civic/watch"
	"tongban/hall/item"
	"tongban/platform/db"
	"tongban/platform/i18n"
)

// record gives the acts of a kind on a matter, or on any (*), oldest first.
func (s *stage) record(subject, verb string) ([]act.Act, error) {
	var out []act.Act
	err := s.city.DB.Read(context.Background(), func(tx *db.Tx) error {
		for seq := int64(0); ; {
			page, err := act.Feed(tx, seq, 500)
			if err != nil || len(page) == 0 {
				return err
			}
			for _, a := range page {
				if (subject == "*" || a.Subject.ID == subject) && string(a.Verb) == verb {
					out = append(out, a)
				}
			}
			seq = page[len(page)-1].Seq + 1
		}
	})
	return out, err
}

// act checks that an act stands in the ledger: who did it, under which rules, and
// that its receipt verifies.
func (s *stage) act(rest string) error {
	ctx := context.Background()
	f := strings.Fields(rest)
	if len(f) < 2 {
		return errors.New("write: act $NO case.accept by clerk under ID…")
	}
	if err := s.city.Settle(ctx); err != nil {
		return err
	}
	found, err := s.record(f[0], f[1])
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fmt.Errorf("no act %s on %s", f[1], f[0])
	}
	a := found[len(found)-1]
	for i := 2; i < len(f); i++ {
		switch f[i] {
		case "by":
			i++
			if err := s.did(a, f[i]); err != nil {
				return err
			}
		case "under":
		default:
			cite := f[i]
			if ruleID.MatchString(cite) {
				cite = law.CiteOf(cite).ID()
			}
			if !slices.Contains(a.Rules, cite) {
				return fmt.Errorf("it stands under %s, not %s", strings.Join(a.Rules, ", "), f[i])
			}
		}
	}
	return s.proved(ctx, a)
}

// ruleID is a rule of the platform, which stands in an act by its citation.
var ruleID = regexp.MustCompile(`^[A-Z]{3,4}-\d\d$`)

func (s *stage) did(a act.Act, key string) error {
	want := key
	if l := s.login(key); l.Key != "" {
		want = l.Account
	}
	if a.Actor.Account != want {
		return fmt.Errorf("done by %s, want %s", a.Actor.Account, key)
	}
	return nil
}

func (s *stage) proved(ctx context.Context, a act.Act) error {
	r, err := s.city.Ledger.Receipt(ctx, a.ID)
	if err != nil {
		return err
	}
	file, err := r.File()
	if err != nil {
		return err
	}
	if rep := ledger.VerifyReceipt(file, s.city.Ledger.Verifier()); !rep.OK() {
		return fmt.Errorf("the receipt of %s does not verify: %+v", a.Verb, rep.Steps)
	}
	return nil
}

func (s *stage) acts(rest string) error {
	f := strings.Fields(rest)
	if len(f) != 3 {
		return errors.New("write: acts $NO case.accept 1")
	}
	if err := s.city.Settle(context.Background()); err != nil {
		return err
	}
	found, err := s.record(f[0], f[1])
	if err == nil && strconv.Itoa(len(found)) != f[2] {
		err = fmt.Errorf("got %d acts %s on %s, want %s", len(found), f[1], f[0], f[2])
	}
	return err
}

func (s *stage) alarms(no string) ([]string, error) {
	ctx := context.Background()
	if err := s.city.Settle(ctx); err != nil {
		return nil, err
	}
	var out []string
	err := s.city.DB.Read(ctx, func(tx *db.Tx) error {
		as, err := watch.OfSubject(tx, act.Subject{Kind: "case", ID: no})
		for _, a := range as {
			out = append(out, a.Level.Say().Zh+" "+a.Rule)
		}
		return err
	})
	return out, err
}

func (s *stage) alarm(rest string) error {
	no, want, _ := strings.Cut(rest, " ")
	got, err := s.alarms(no)
	if err == nil && !slices.Contains(got, want) {
		err = fmt.Errorf("got alarms %q, want %q", got, want)
	}
	return err
}

func (s *stage) noAlarm(no string) error {
	got, err := s.alarms(no)
	if err == nil && len(got) > 0 {
		err = fmt.Errorf("got alarms %q, want none", got)
	}
	return err
}

// due checks the open clock of a matter against dates that the script works out.
func (s *stage) due(rest string) error {
	f := strings.Fields(rest)
	if len(f) < 3 {
		return errors.New("write: due $NO decide 2026-03-18 [2026-03-11]")
	}
	var k limit.Clock
	err := s.city.DB.Read(context.Background(), func(tx *db.Tx) error {
		ks, err := limit.Of(tx, act.Subject{Kind: "case", ID: f[0]})
		for _, x := range ks {
			if x.Closed.IsZero() {
				k = x
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	if k.Stage != f[1] || k.DueOn.String() != f[2] {
		return fmt.Errorf("the open clock is %s, due %s", k.Stage, k.DueOn)
	}
	if len(f) > 3 && k.PromiseOn.String() != f[3] {
		return fmt.Errorf("promised by %s", dayOr(k.PromiseOn))
	}
	return nil
}

func dayOr(d cal.Date) string {
	if d == (cal.Date{}) {
		return "no day"
	}
	return d.String()
}

// importFile imports a catalogue by the function that the command line calls. The
// story ends there where the file is not on this machine.
func (s *stage) importFile(rest string) error {
	f := strings.Fields(rest)
	if len(f) == 0 {
		return errors.New("import which file?")
	}
	if err := s.shared(f[0]); err != nil {
		return err
	}
	o := item.Options{Region: s.city.Settings.City.Division, DryRun: len(f) > 1 && f[1] == "dry"}
	rep, err := s.city.Items.Import(context.Background(), item.OrgOffices{}, item.Origin{Name: filepath.Base(f[0]), File: bytes.NewReader(s.files[f[0]])}, o)
	if err != nil {
		return err
	}
	s.vars["REPORT"] = rep.Summary(i18n.Zh)
	s.t.Log(s.vars["REPORT"])
	return nil
}

// shared reads a file of the catalogue that lies beside the repository.
func (s *stage) shared(name string) error {
	raw, err := os.ReadFile(filepath.Join("../../../shared/data/service_items", name))
	if errors.Is(err, os.ErrNotExist) {
		s.t.Skipf("%s is not on this machine; the story of importing it ends here", name)
	}
	s.files[name] = raw
	return err
}

// file gives a file by name: the script's own, a kept answer, or one whose content
// fits its name and differs from every other name's.
func (s *stage) file(name string) ([]byte, error) {
	if raw, ok := s.files[name]; ok {
		return raw, nil
	}
	h := fnv.New64a()
	h.Write([]byte(name))
	switch filepath.Ext(name) {
	case ".pdf":
		return fmt.Appendf(nil, "%%PDF-1.4\n1 0 obj<</N %d>>endobj\ntrailer<<>>\n%%%%EOF\n", h.Sum64()), nil
	case ".png":
		return picture(h.Sum64()), nil
	}
	return nil, fmt.Errorf("the script holds no file %s", name)
}

// picture draws a small picture that differs with the seed.
func picture(seed uint64) []byte {
	var bits [8]byte
	binary.LittleEndian.PutUint64(bits[:], seed)
	img := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range img.Pix {
		img.SetGray(i%64, i/64, color.Gray{Y: bits[i%8] ^ uint8(i/64)})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // into memory
	}
	return b.Bytes()
}
