package city

import (
	"context"
	"net/http"

	"tongban/civic/access"
	"tongban/platform/i18n"
	"tongban/platform/web"
)

// A door is one entry of the navigation and the duties that see it (导航).
type door struct {
	web.NavItem
	duties []access.Duty
}

func nav(key, href string, say i18n.Text, ds ...access.Duty) door {
	return door{web.NavItem{Key: key, Href: href, Say: say}, ds}
}

// doors are the desks in the order of the navigation.
var doors = []door{
	nav("desk-cases", "/desk/cases", i18n.T("办件工作台", "Cases"), access.WindowAccept, access.WindowDeliver, access.ApproveHandle, access.ApproveDecide, access.AgencyHead),
	nav("desk-register", "/desk/register", i18n.T("窗口收件", "Register"), access.WindowAccept),
	nav("people", "/window/people", i18n.T("登记核验", "People"), access.WindowAccept),
	nav("watch", "/watch", i18n.T("电子监察", "Watch"), access.Supervise, access.CentreDirect),
	nav("desk-items", "/desk/items", i18n.T("事项管理", "Items"), access.ItemEdit, access.ItemReview),
	nav("desk.calendar", "/desk/calendar", i18n.T("工作日历", "Calendar"), access.CalendarEdit, access.CalendarCheck),
	nav("posts", "/desk/org/posts", i18n.T("任免岗位", "Posts"), access.SecAdmin),
	nav("accounts", "/admin/accounts", i18n.T("账户管理", "Accounts"), access.SysAdmin),
	nav("audit", "/audit", i18n.T("审计记录", "Audit"), access.AuditAdmin),
	nav("who-may", "/org/who-may", i18n.T("谁有权办", "Who may"), access.SecAdmin, access.AuditAdmin, access.Supervise),
}

// own are the doors of everybody who signed in.
var own = []web.NavItem{
	{Key: "cases", Href: "/cases", Say: i18n.T("我的办件", "My cases")},
	{Key: "licences", Href: "/me/licences", Say: i18n.T("我的证照", "My licences")},
	{Key: "messages", Href: "/me/messages", Say: i18n.T("消息", "Messages")},
	{Key: "me", Href: "/me", Say: i18n.T("我的账户", "My account")},
}

// open are the doors of everybody.
var open = []web.NavItem{
	{Key: "items", Href: "/items", Say: i18n.T("办事指南", "Services")},
	{Key: "follow", Href: "/cases/follow", Say: i18n.T("查办件", "Follow a case")},
	{Key: "verify", Href: "/verify", Say: i18n.T("核验", "Verify")},
}

// strangers gives the doors of everybody to who has not signed in.
func strangers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(web.WithVisitor(r.Context(), web.Visitor{Nav: open})))
	})
}

// frame tells what the head of every page shows to who is signed in: the desks of
// their posts first, then their own affairs.
func (c *City) frame(ctx context.Context, who access.Who) web.Visitor {
	v := web.Visitor{Name: who.Name, SignedIn: who.Signed()}
	if !who.Signed() {
		return v
	}
	v.Unread = c.unread(ctx, who.Person)
	if who.For.ID != "" && who.For.ID != who.Person {
		v.For = who.For.Name
	}
	for _, d := range doors {
		for _, x := range d.duties {
			if who.Has(x) {
				v.Nav = append(v.Nav, d.NavItem)
				break
			}
		}
	}
	if len(v.Nav) == 0 {
		v.Nav = append(append(v.Nav, open...), own...)
	} else {
		v.Nav = append(v.Nav, own[len(own)-1])
	}
	return v
}
