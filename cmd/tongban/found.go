package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"

	"tongban/city"
	"tongban/civic/access"
	"tongban/civic/account"
	"tongban/civic/org"
	"tongban/platform/conf"
	"tongban/platform/db"
)

// found gives a new city the accounts of its first two administrators: one manages
// accounts, the other grants posts, and neither can do the other's work (SEC-08).
// Each gets a first-login code, shown once; the security administrator then
// appoints everybody, the system administrator first.
func found(ctx context.Context, args []string, out, errs io.Writer) int {
	var system, security account.Opening
	f := flag.NewFlagSet("tongban found", flag.ContinueOnError)
	f.SetOutput(errs)
	for _, x := range []struct {
		name string
		o    *account.Opening
	}{{"system", &system}, {"security", &security}} {
		f.StringVar(&x.o.Name, x.name+"-name", "", "name of the "+x.name+" administrator")
		f.StringVar(&x.o.Number, x.name+"-id", "", "ID number")
		f.StringVar(&x.o.Phone, x.name+"-phone", "", "mobile number")
		f.StringVar(&x.o.StaffNo, x.name+"-staff", "", "staff number")
		f.StringVar(&x.o.Until, x.name+"-until", "", "last day of the account, YYYY-MM-DD")
	}
	post := f.String("posts", "", "the unit that runs the platform, as its name is to read")
	document := f.String("document", "", "number of the document that appoints the security administrator")
	own, rest := split(args, f)
	if err := f.Parse(own); err != nil {
		return 2
	}
	s, ok := settings("serve", rest, errs)
	if !ok {
		return 2
	}
	if *post == "" || *document == "" {
		fmt.Fprintln(errs, "tongban: --posts names the unit that runs the platform, --document the appointment of its security administrator")
		return 2
	}
	if err := foundCity(ctx, s, founding{*post, *document, system, security}, out); err != nil {
		fmt.Fprintf(errs, "tongban: %v\n", err)
		return 1
	}
	return 0
}

// split gives the arguments that fs knows and the others.
func split(args []string, fs *flag.FlagSet) (own, rest []string) {
	for i := 0; i < len(args); i++ {
		name := args[i]
		for len(name) > 0 && name[0] == '-' {
			name = name[1:]
		}
		to := &rest
		known := fs.Lookup(name)
		if known != nil {
			to = &own
		}
		*to = append(*to, args[i])
		if known != nil && known.DefValue == "false" {
			continue // a switch takes no value
		}
		if i+1 < len(args) && len(args[i+1]) > 0 && args[i+1][0] != '-' {
			i++
			*to = append(*to, args[i])
		}
	}
	return own, rest
}

type founding struct {
	unit, document   string
	system, security account.Opening
}

func foundCity(ctx context.Context, s conf.Settings, f founding, out io.Writer) error {
	c, err := city.Open(ctx, s, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer c.Close()
	running := "organ-" + s.City.Division + "-running"
	err = c.DB.Write(ctx, func(tx *db.Tx) error {
		return org.FoundRunning(tx, c.Clock.Now(), org.Unit{ID: running, Name: f.unit, Division: s.City.Division})
	})
	if err != nil {
		return err
	}
	accounts, codes, err := c.Accounts.Bootstrap(ctx, f.system, f.security)
	if err != nil {
		return err
	}
	if _, err := c.Org.Found(ctx, org.Appointment{Post: org.PostID(running, access.SecAdmin), Person: string(accounts[1].Person), Document: f.document}); err != nil {
		return err
	}
	if _, err := c.Ledger.Sequence(ctx); err != nil {
		return err
	}
	fmt.Fprintf(out, "system administrator: staff number %s, first-login code %s\nsecurity administrator: staff number %s, first-login code %s\n",
		f.system.StaffNo, codes[0], f.security.StaffNo, codes[1])
	fmt.Fprintln(out, "the security administrator appoints the system administrator to their post at /desk/org/posts")
	fmt.Fprintln(out, "each signs in at /sign-in/first with the code, sets a password and a second factor; the codes are not shown again")
	return nil
}
