package casework

import (
	"tongban/civic/act"
	"tongban/civic/notify"
	"tongban/platform/db"
	"tongban/platform/i18n"
)

// news is what the applicant is told of an act, by verb. What applicants do
// themselves they need not be told.
var news = map[act.Verb]i18n.Text{
	Register:     i18n.T("窗口已收到您的申请：%s", "The window has received your application: %s"),
	Accept:       i18n.T("您的申请已受理：%s", "Your application has been accepted: %s"),
	Correct:      i18n.T("您的申请当场更正后已受理：%s", "Your application was corrected on the spot and accepted: %s"),
	Deem:         i18n.T("您的申请视为已受理：%s", "Your application is deemed accepted: %s"),
	Notice:       i18n.T("您的申请需要补正，请一次补齐：%s", "Your application needs corrections; please supply all of them: %s"),
	Recall:       i18n.T("您的补正还有缺项：%s", "Some of the corrections are still open: %s"),
	NotNeeded:    i18n.T("您申请的事项不需要办理：%s", "What you applied for needs no licence: %s"),
	RefuseIntake: i18n.T("您的申请不属于受理机关的职权，请看向谁申请：%s", "Your application belongs to another office; see which: %s"),
	Grant:        i18n.T("您的申请已获准予，可以领取结果：%s", "Your application has been granted; the result can be collected: %s"),
	Refuse:       i18n.T("您的申请不予许可，请看理由和救济途径：%s", "Your application has been refused; see the reasons and remedies: %s"),
	Deliver:      i18n.T("结果已送达：%s", "The result has been delivered: %s"),
	CloseCase:    i18n.T("您的办件已办结：%s", "Your case is closed: %s"),
}

// News tells applicants what happened to their cases, from the recorded acts, each
// once (办件消息).
func (d *Desk) News() act.Follower {
	told := &addressees{}
	return act.Follower{Name: "case-news", Take: func(tx *db.Tx, a act.Act) error {
		say, ok := news[a.Verb]
		if !ok || a.Subject.Kind != "case" {
			return nil
		}
		c, err := told.of(tx, No(a.Subject.ID))
		if err != nil {
			return err
		}
		return notify.Post(tx, notify.Message{Key: "act:" + a.ID, To: c.Applicant, At: a.At, Link: "/cases/" + string(c.No),
			Say:  i18n.Tf(say.Zh, say.En, c.ItemName),
			Body: i18n.Tf("办件编号 %s。打开可查看办理进度、期限和全部文书。", "Case %s. Open it for the progress, the dates and every document.", string(c.No))})
	}}
}

// addressees remembers whom to tell about the cases met last; who applied for what
// never changes. The follower's one goroutine owns it.
type addressees struct {
	cases map[No]Case
}

func (m *addressees) of(tx *db.Tx, no No) (Case, error) {
	if c, ok := m.cases[no]; ok {
		return c, nil
	}
	c, err := load(tx, no)
	if err == nil {
		if m.cases == nil || len(m.cases) >= 4096 {
			m.cases = map[No]Case{}
		}
		m.cases[no] = Case{No: c.No, Applicant: c.Applicant, ItemName: c.ItemName}
	}
	return c, err
}
