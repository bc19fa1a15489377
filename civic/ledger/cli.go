package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"tongban/platform/i18n"
)

// Exit codes of RunVerify.
const (
	ExitTrue  = 0 // everything that was asked holds
	ExitFalse = 1 // something is false: changed, removed or not signed
	ExitUsage = 2 // nothing could be checked: wrong words, no such file, no network
)

const usage = `用法 / Usage:
  tongban verify receipt FILE    --key KEY
  tongban verify ledger URL|DIR  --key KEY [--since OLD-CHECKPOINT]
KEY 是账本公钥或存有公钥的文件，见账本网站的 /ledger/key；请从您信任的来源取得。
KEY is the ledger's public key, or a file that holds it, as /ledger/key shows it;
get it from a source you trust. --lang zh|en chooses the language.
`

// RunVerify is the command `tongban verify …`; args begin behind "verify". It
// needs no database and gives the exit code.
func RunVerify(args []string, stdout, stderr io.Writer) int {
	o, err := readArgs(args)
	if err != nil {
		fmt.Fprintf(stderr, "%v\n\n%s", err, usage)
		return ExitUsage
	}
	rep, err := o.verify()
	if err != nil {
		fmt.Fprintln(stderr, i18n.Tf("无法核验：%s", "Nothing could be verified: %s", err.Error()).In(o.lang))
		return ExitUsage
	}
	rep.print(stdout, o)
	if !rep.OK() {
		fmt.Fprintln(stderr, i18n.Tf("核验未通过：%s", "Verification failed: %s", rep.Why()).In(o.lang))
		return ExitFalse
	}
	return ExitTrue
}

// options are the words of one command line.
type options struct {
	what, subject string
	key, since    string
	lang          i18n.Lang
}

func readArgs(args []string) (options, error) {
	o := options{lang: i18n.Zh}
	var words []string
	for i := 0; i < len(args); i++ {
		name, value, joined := strings.Cut(args[i], "=")
		if !strings.HasPrefix(name, "-") {
			words = append(words, args[i])
			continue
		}
		if !joined {
			if i++; i >= len(args) {
				return o, fmt.Errorf("%s needs a value", name)
			}
			value = args[i]
		}
		switch strings.TrimLeft(name, "-") {
		case "key":
			o.key = value
		case "since":
			o.since = value
		case "lang":
			o.lang = i18n.Lang(value)
		default:
			return o, fmt.Errorf("unknown option %s", name)
		}
	}
	if len(words) != 2 || words[0] != "receipt" && words[0] != "ledger" || o.key == "" {
		return o, errors.New("name receipt or ledger, one file or address, and --key")
	}
	if o.lang != i18n.Zh && o.lang != i18n.En {
		return o, fmt.Errorf("--lang %s: zh or en", o.lang)
	}
	o.what, o.subject = words[0], words[1]
	return o, nil
}

func (o options) verify() (Report, error) {
	key := o.key
	if raw, err := os.ReadFile(key); err == nil {
		key = strings.TrimSpace(string(raw))
	}
	if o.what == "receipt" {
		raw, err := os.ReadFile(o.subject)
		if err != nil {
			return Report{}, err
		}
		return VerifyReceipt(raw, key), nil
	}
	src, err := OpenSource(o.subject)
	if err != nil {
		return Report{}, err
	}
	var since []byte
	if o.since != "" {
		if since, err = os.ReadFile(o.since); err != nil {
			return Report{}, err
		}
	}
	return VerifyLedger(context.Background(), src, key, since)
}

func (r Report) print(w io.Writer, o options) {
	verdict := i18n.T("真实", "TRUE")
	if !r.OK() {
		verdict = i18n.T("不真实", "FALSE")
	}
	fmt.Fprintln(w, verdict.In(o.lang))
	marks := map[Outcome]string{Passed: "✓", Failed: "✗", Skipped: "–"}
	for _, s := range r.Steps {
		fmt.Fprintf(w, "%s %s\n    %s\n", marks[s.Outcome], s.What.In(o.lang), s.Say.In(o.lang))
	}
	if o.what == "receipt" && r.OK() {
		a := r.Proof.Act
		fmt.Fprintf(w, "\n%s\n%s\n", i18n.Tf("%s　%s　%s %s", "%s  %s  %s %s",
			a.At.Format("2006-01-02 15:04:05"), string(a.Verb), a.Subject.Kind, a.Subject.ID).In(o.lang), a.Text)
	}
}

func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
