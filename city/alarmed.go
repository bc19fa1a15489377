package city

import (
	"tongban/civic/act"
	"tongban/civic/cal"
	"tongban/civic/notify"
	"tongban/civic/org"
	"tongban/civic/watch"
	"tongban/platform/db"
	"tongban/platform/i18n"
)

// alarmed tells those who answer for a matter that the watch has a card on it
// (SUP-01): everybody whose post handles the unit that failed to act.
func (c *City) alarmed() act.Follower {
	return act.Follower{Name: "alarm-news", Take: func(tx *db.Tx, a act.Act) error {
		if a.Verb != watch.Alarmed && a.Verb != watch.Raised {
			return nil
		}
		cards, err := watch.OfSubject(tx, a.Subject)
		if err != nil || len(cards) == 0 {
			return err
		}
		card := cards[len(cards)-1]
		people, err := org.HoldersOf(tx, card.Unit, cal.DateOf(a.At).String())
		if err != nil {
			return err
		}
		for _, p := range people {
			err := notify.Post(tx, notify.Message{Key: "alarm:" + card.ID, To: p, At: a.At, Link: "/desk/cases/" + a.Subject.ID,
				Say:  i18n.Tf("%s：%s", "%s: %s", card.Level.Say(), card.Kind.Say()),
				Body: i18n.Tf("办件 %s。请尽快依法办理；对报警有异议的，可以向监察人员说明。", "Case %s. Please act on it as the law requires; if you object to the card, tell the supervisor.", a.Subject.ID)})
			if err != nil {
				return err
			}
		}
		return nil
	}}
}
