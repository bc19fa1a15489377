package notifypage

import (
	"context"
	"net/http"
	"net/url"

	"tongban/civic/notify"
	"tongban/platform/clock"
	"tongban/platform/db"
	"tongban/platform/i18n"
	"tongban/platform/web"
)

const pageSize = 20

// A listView is one page of an inbox.
type listView struct {
	Messages []notify.Message
	Unread   int64
	Next     string // address of the older ones
	Newer    bool   // this is not the newest page
}

func (d *Desk) list(w http.ResponseWriter, r *http.Request) error {
	person, err := reader(r)
	if err != nil {
		return err
	}
	before := r.URL.Query().Get("before")
	v := listView{Newer: before != ""}
	err = d.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if v.Unread, err = notify.Unread(tx, person); err != nil {
			return err
		}
		v.Messages, err = notify.Inbox(tx, person, before, pageSize+1)
		return err
	})
	if err != nil {
		return err
	}
	if len(v.Messages) > pageSize {
		v.Messages = v.Messages[:pageSize]
		v.Next = "/me/messages?before=" + url.QueryEscape(v.Messages[pageSize-1].ID)
	}
	return web.Show(w, r, http.StatusOK, messages(v))
}

func (d *Desk) open(w http.ResponseWriter, r *http.Request) error {
	person, err := reader(r)
	if err != nil {
		return err
	}
	var m notify.Message
	err = d.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		m, err = notify.Open(tx, person, r.PathValue("id"), d.Clock.Now())
		return err
	})
	if err != nil {
		return err
	}
	return web.Show(w, r, http.StatusOK, message(m))
}

func (d *Desk) read(w http.ResponseWriter, r *http.Request) error {
	person, err := reader(r)
	if err != nil {
		return err
	}
	form, err := web.Form(r)
	if err != nil {
		return err
	}
	err = d.DB.Write(r.Context(), func(tx *db.Tx) error {
		return notify.ReadAll(tx, person, form.Get("up_to"), d.Clock.Now())
	})
	if err != nil {
		return err
	}
	return web.See(w, r, "/me/messages")
}

func when(m notify.Message) string {
	return m.At.In(clock.Beijing).Format("2006-01-02 15:04")
}

func say(ctx context.Context, t i18n.Text) string { return t.In(i18n.From(ctx)) }
