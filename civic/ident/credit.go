package ident

import (
	"strings"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A CreditCode is a unified social credit code of 18 characters (统一社会信用代码),
// the number of a company or public body. It is public.
type CreditCode string

// creditAlphabet leaves out I, O, S, V and Z, which read like digits or others.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var creditRule = i18n.T("GB 32100-2015《法人和其他组织统一社会信用代码编码规则》", "GB 32100-2015, Unified social credit identifier")

// ParseCreditCode reads an official code: full width and spaces are forgiven,
// small letters are not, since a record that holds them is wrong. Forms use
// ReadCreditCode.
func ParseCreditCode(s string) (CreditCode, error) {
	s = Tidy(s)
	if err := creditShape(s); err != nil {
		return "", err.Under(creditRule)
	}
	if CreditCheck(s[:17]) != s[17] {
		return "", refuse("ident.credit.check", "统一社会信用代码的校验位不对，请对照营业执照或证书核对。",
			"The last character does not fit the code; please compare it with the licence.").Under(creditRule)
	}
	return CreditCode(s), nil
}

// ReadCreditCode is ParseCreditCode for what a person typed: small letters are
// made capital first.
func ReadCreditCode(s string) (CreditCode, error) { return ParseCreditCode(strings.ToUpper(s)) }

func creditShape(s string) *fault.Error {
	switch {
	case s == "":
		return refuse("ident.credit.empty", "请填写统一社会信用代码。", "Please enter the unified social credit code.")
	case len(s) == 15 && digits(s):
		return refuse("ident.credit.old", "这是 15 位的旧注册号，请填写 18 位统一社会信用代码。",
			"This is an old registration number of 15 digits; please enter the credit code of 18 characters.")
	case len([]rune(s)) != 18:
		return refuse("ident.credit.length", "统一社会信用代码应为 18 位。", "A unified social credit code has 18 characters.")
	}
	for _, r := range s {
		if !strings.ContainsRune(creditAlphabet, r) {
			return refuse("ident.credit.letters", "统一社会信用代码只用数字和大写字母，不用 I、O、S、V、Z。",
				"A credit code holds digits and capital letters other than I, O, S, V and Z.")
		}
	}
	if !digits(s[2:8]) {
		return refuse("ident.credit.region", "统一社会信用代码的第 3 至 8 位应为行政区划数字。",
			"Characters 3 to 8 of a credit code are the digits of a division.")
	}
	return nil
}

// CreditCheck gives the check character of the first 17 (校验码): MOD 31 with
// weights 3^(i-1). It gives 0 for characters outside the alphabet.
func CreditCheck(body string) byte {
	if len(body) != 17 {
		return 0
	}
	sum, weight := 0, 1
	for i := range len(body) {
		v := strings.IndexByte(creditAlphabet, body[i])
		if v < 0 {
			return 0
		}
		sum += weight * v
		weight = weight * 3 % 31
	}
	return creditAlphabet[(31-sum%31)%31]
}

// Org gives the organisation code inside, characters 9 to 17 (主体标识码).
func (c CreditCode) Org() string {
	if len(c) != 18 {
		return ""
	}
	return string(c[8:17])
}

// Doubt warns where the organisation code inside fails its own check (存疑).
// Such codes are in use, so this is never a reason to refuse.
func (c CreditCode) Doubt() (i18n.Text, bool) {
	org := c.Org()
	if org != "" && OrgCheck(org[:8]) == org[8] {
		return i18n.Text{}, false
	}
	return i18n.T("代码第 9 至 17 位不符合组织机构代码的校验规则，请再核对一次。",
		"Characters 9 to 17 fail the check of an organisation code; please compare once more."), true
}

// An OrgCode is an organisation code of nine characters (组织机构代码).
type OrgCode string

// ParseOrgCode reads an organisation code, with or without its hyphen.
func ParseOrgCode(s string) (OrgCode, error) {
	s = strings.ToUpper(Tidy(s))
	rule := i18n.T("GB 11714-1997《全国组织机构代码编制规则》", "GB 11714-1997, Organisation codes")
	if len(s) != 9 || OrgCheck(s[:8]) == 0 {
		return "", refuse("ident.org.shape", "组织机构代码应为 8 位数字或大写字母加 1 位校验码。",
			"An organisation code is eight digits or capital letters and a check character.").Under(rule)
	}
	if OrgCheck(s[:8]) != s[8] {
		return "", refuse("ident.org.check", "组织机构代码的校验位不对，请核对。",
			"The last character does not fit the organisation code.").Under(rule)
	}
	return OrgCode(s), nil
}

// OrgCheck gives the check character of the first eight (校验码), 0 for
// characters that cannot stand there.
func OrgCheck(body string) byte {
	if len(body) != 8 {
		return 0
	}
	weights := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		v := value36(body[i])
		if v < 0 {
			return 0
		}
		sum += w * v
	}
	return "0X987654321"[sum%11]
}

// value36 gives 0–9 for digits, 10–35 for capital letters, -1 otherwise.
func value36(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'Z':
		return int(c-'A') + 10
	}
	return -1
}
