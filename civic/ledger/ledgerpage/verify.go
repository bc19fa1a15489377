package ledgerpage

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"

	"tongban/civic/act"
	"tongban/civic/law"
	"tongban/civic/ledger"
	"tongban/platform/fault"
	"tongban/platform/i18n"
	"tongban/platform/ui"
	"tongban/platform/web"
)

// verify shows the form, or leads a typed number to its page.
func (p *pages) verify(w http.ResponseWriter, r *http.Request) error {
	typed := strings.TrimSpace(r.FormValue("number"))
	if typed == "" {
		return web.Show(w, r, http.StatusOK, verifyForm(formView{also: p.also}))
	}
	if n, ok := act.ParseNumber(typed); ok {
		return web.See(w, r, ledger.VerifyPath(n))
	}
	return web.Show(w, r, http.StatusUnprocessableEntity, verifyForm(formView{also: p.also, number: typed, faults: []fault.Field{
		{Name: "number", Why: book.Text("verify.number.bad")},
	}}))
}

// verifyFile takes a receipt as a file or as pasted text and shows the verdict.
// Nothing of it is kept.
func (p *pages) verifyFile(w http.ResponseWriter, r *http.Request) error {
	file, err := posted(r)
	if err != nil {
		return web.Show(w, r, http.StatusUnprocessableEntity, verifyForm(formView{also: p.also, faults: []fault.Field{
			{Name: "file", Why: book.Text("verify.file.bad")},
		}}))
	}
	if len(bytes.TrimSpace(file)) == 0 {
		return web.Show(w, r, http.StatusUnprocessableEntity, verifyForm(formView{also: p.also, faults: []fault.Field{
			{Name: "file", Why: book.Text("verify.file.none")},
		}}))
	}
	if n, ok := act.ParseNumber(string(file)); ok { // a number pasted into the wrong box
		return web.See(w, r, ledger.VerifyPath(n))
	}
	rep, err := p.log.Verify(r.Context(), file)
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, verdict(p.view(rep)))
}

var errLarge = errors.New("the receipt is larger than any receipt")

// posted gives the uploaded file, or else the pasted text.
func posted(r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, 3*ledger.LargestReceipt)
	parts, err := r.MultipartReader()
	if err != nil {
		if err := r.ParseForm(); err != nil {
			return nil, err
		}
		return []byte(r.PostForm.Get("text")), nil
	}
	var file []byte
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return file, nil
		}
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(io.LimitReader(part, ledger.LargestReceipt+1))
		if err != nil {
			return nil, err
		}
		if len(data) > ledger.LargestReceipt {
			return nil, errLarge
		}
		if name := part.FormName(); name == "file" && len(data) > 0 || name == "text" && len(file) == 0 {
			file = data
		}
	}
}

type formView struct {
	also   []web.NavItem
	number string
	faults []fault.Field
}

// A verdictView is what the result page shows.
type verdictView struct {
	report ledger.Report
	what   i18n.Text
}

func (p *pages) view(rep ledger.Report) verdictView {
	v := verdictView{report: rep}
	if rep.OK() {
		v.what = p.say(rep.Proof.Act)
	}
	return v
}

func (v verdictView) shell(ctx context.Context) ui.Shell {
	s := ui.Shell{Title: say(ctx, "verdict.true"), Lead: say(ctx, "verdict.true.lead"), Nav: "verify", Crumbs: crumbs(ctx, say(ctx, "verdict"))}
	if !v.report.OK() {
		s.Title, s.Lead = say(ctx, "verdict.false"), v.report.Why().In(i18n.From(ctx))
	}
	return s
}

// facts lists what a true receipt proves.
func (v verdictView) facts(ctx context.Context) []ui.Pair {
	p := v.report.Proof
	a := p.Act
	out := []ui.Pair{
		ui.P(say(ctx, "fact.what"), v.what.In(i18n.From(ctx))),
		ui.P(say(ctx, "fact.at"), moment(a.At)),
		ui.P(say(ctx, "fact.subject"), a.Subject.ID),
		ui.P(say(ctx, "fact.number"), string(p.Number)),
		ui.P(say(ctx, "fact.place"), say(ctx, "fact.place.of", ui.Thousands(p.Index), ui.Thousands(p.Size))),
	}
	if len(a.Rules) > 0 {
		out = append(out, ui.P(say(ctx, "fact.rules"), strings.Join(citations(ctx, a.Rules), "；")))
	}
	return out
}

// citations reads the ids of rules as articles; an id from a newer version of the
// platform stays as it is.
func citations(ctx context.Context, ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id
		if c, err := law.Parse(id); err == nil {
			out[i] = c.Text().In(i18n.From(ctx))
		}
	}
	return out
}

func stepTable(ctx context.Context, steps []ledger.Step) ui.TableView {
	t := ui.TableView{Caption: say(ctx, "steps"), Stack: true, Heads: ui.Heads(say(ctx, "steps.what"), say(ctx, "steps.outcome"), say(ctx, "steps.found"))}
	tones := map[ledger.Outcome]ui.Tone{ledger.Passed: ui.Good, ledger.Failed: ui.Bad, ledger.Skipped: ui.Info}
	for _, s := range steps {
		t.Rows = append(t.Rows, ui.R(ui.C(s.What.In(i18n.From(ctx))),
			ui.CBody(ui.Tag(tones[s.Outcome], say(ctx, "outcome."+string(s.Outcome)))), ui.C(s.Say.In(i18n.From(ctx)))))
	}
	return t
}
