package ident

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"tongban/platform/fault"
	"tongban/platform/i18n"
)

// A CitizenID is a citizen number of 18 characters (公民身份号码): also the number
// of a residence permit for people from Hong Kong, Macao and Taiwan and of a
// foreigner's permanent residence card of 2023, which share its form. The only
// ways to one are ParseCitizenID and the database.
type CitizenID string

// A CitizenPaper tells which paper carries the number (证件种类).
type CitizenPaper string

// The papers whose numbers a CitizenID can be.
const (
	IdentityCard     CitizenPaper = "identity-card"     // 居民身份证
	HongKongPermit   CitizenPaper = "hongkong-permit"   // 港澳居民居住证（香港）
	MacaoPermit      CitizenPaper = "macao-permit"      // 港澳居民居住证（澳门）
	TaiwanPermit     CitizenPaper = "taiwan-permit"     // 台湾居民居住证
	PermanentForeign CitizenPaper = "permanent-foreign" // 外国人永久居留身份证（2023 式）
)

// citizenRule names the standard in refusals.
var citizenRule = i18n.T("GB 11643-1999《公民身份号码》", "GB 11643-1999, Citizen identification number")

// ParseCitizenID reads a number as people type it: full width, spaces and a small
// x are forgiven. It refuses the old form of 15 digits, a date that never was and
// a wrong check character, each with its own sentence. A region that was dissolved
// stays valid; only regions that never were (00…) are refused.
func ParseCitizenID(s string) (CitizenID, error) {
	s = strings.ToUpper(Tidy(s))
	if err := citizenShape(s); err != nil {
		return "", err.Under(citizenRule)
	}
	if CitizenCheck(s[:17]) != s[17] {
		return "", refuse("ident.citizen.check", "身份证号码的校验位不对，请对照证件核对是否有错字。",
			"The last character does not fit the number; please compare it with the card.").Under(citizenRule)
	}
	return CitizenID(s), nil
}

func citizenShape(s string) *fault.Error {
	switch {
	case s == "":
		return refuse("ident.citizen.empty", "请填写身份证号码。", "Please enter the ID number.")
	case len(s) == 15 && digits(s):
		return refuse("ident.citizen.old", "这是 15 位的旧号码，2013 年起已停止使用，请填写现行证件上的 18 位号码。",
			"This is an old number of 15 digits, out of use since 2013; please enter the 18 characters on the present card.")
	case len(s) == 15 && digits(s[3:]):
		return refuse("ident.citizen.oldforeign", "这是旧版外国人永久居留证的号码，请填写新版证件上的 18 位号码，或持证到窗口办理。",
			"This is the number of an older permanent residence card; please enter the 18 digits of the new card, or bring the card to a window.")
	case len(s) != 18:
		return refuse("ident.citizen.length", "身份证号码应为 18 位。", "An ID number has 18 characters.")
	case !digits(s[:17]) || (s[17] != 'X' && !digits(s[17:])):
		return refuse("ident.citizen.letters", "身份证号码前 17 位应为数字，最后一位为数字或 X。",
			"The first 17 characters are digits, the last one a digit or X.")
	case s[:2] == "00":
		return refuse("ident.citizen.region", "身份证号码的前两位不可能是 00。", "An ID number cannot begin with 00.")
	case s[14:17] == "000":
		return refuse("ident.citizen.order", "身份证号码的顺序码不可能是 000。", "The order number in an ID number cannot be 000.")
	}
	if _, err := born(s); err != nil {
		return refuse("ident.citizen.date", "身份证号码中的出生日期不存在。", "The date of birth in the ID number does not exist.")
	}
	return nil
}

// born reads the date; the standard's own example was born in 1880.
func born(s string) (time.Time, error) {
	t, err := time.Parse("20060102", s[6:14])
	if err == nil && t.Year() < 1800 {
		err = errors.New("before the standard's memory")
	}
	return t, err
}

// CitizenCheck gives the check character of the first 17 digits (校验码):
// ISO 7064 MOD 11-2. It gives 0 for anything but 17 digits.
func CitizenCheck(body string) byte {
	if len(body) != 17 || !digits(body) {
		return 0
	}
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += w * int(body[i]-'0')
	}
	return "10X98765432"[sum%11]
}

// Born gives the date of birth as YYYY-MM-DD (出生日期).
func (c CitizenID) Born() string {
	if len(c) != 18 {
		return ""
	}
	return string(c[6:10] + "-" + c[10:12] + "-" + c[12:14])
}

// Age gives the completed years on a day YYYY-MM-DD (周岁); somebody born on
// 29 February turns a year older on 1 March. Negative when not yet born.
func (c CitizenID) Age(on string) int {
	b, err := time.Parse(time.DateOnly, c.Born())
	if err != nil {
		return -1
	}
	d, err := time.Parse(time.DateOnly, on)
	if err != nil {
		return -1
	}
	years := d.Year() - b.Year()
	if d.Month() < b.Month() || (d.Month() == b.Month() && d.Day() < b.Day()) {
		years--
	}
	return years
}

// Paper tells which paper carries the number (证件种类).
func (c CitizenID) Paper() CitizenPaper {
	switch {
	case strings.HasPrefix(string(c), "810000"):
		return HongKongPermit
	case strings.HasPrefix(string(c), "820000"):
		return MacaoPermit
	case strings.HasPrefix(string(c), "830000"):
		return TaiwanPermit
	case strings.HasPrefix(string(c), "9"):
		return PermanentForeign
	}
	return IdentityCard
}

// Masked gives the form for screens (脱敏): the first six and the last four.
func (c CitizenID) Masked() string {
	if len(c) != 18 {
		return strings.Repeat("*", len(c))
	}
	return string(c[:6]) + "********" + string(c[14:])
}

// String gives the masked form, so that a number printed by accident into a log
// or an error is not readable. Write string(c) where the number itself is meant.
func (c CitizenID) String() string { return c.Masked() }

// MarshalJSON writes the masked form, for the reason String does: payloads of
// acts and logs are made of JSON, and numbers are stored sealed, never as JSON.
func (c CitizenID) MarshalJSON() ([]byte, error) { return json.Marshal(c.Masked()) }
