package licence

import "strings"

// demoIssuer is the body under whose code our own type codes are formed. A city in
// service uses the codes that the national catalogue gives its types (GB/T 36902);
// until it has them its licences carry these, which name a synthetic body.
const demoIssuer = "12150300MA0TE0T121"

// TypeOf gives the 21-character type code and the letters of printed numbers for a
// licence type (证照类型): a full code is taken as it is, a short name of letters is
// put under our own body, and a result without a licence type is numbered as a
// document of its kind (10 证照, 20 批文, 30 其他).
func TypeOf(licence, result string) (code, short string) {
	if len(licence) == 21 {
		return licence, "ZZ"
	}
	letters := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToUpper(licence))
	if letters == "" {
		letters = map[string]string{"10": "ZZ", "20": "PW", "30": "QT"}[result]
		if letters == "" {
			letters = "QT"
		}
	}
	short = letters[:min(4, len(letters))]
	return demoIssuer + (letters + "000")[:3], short
}

// MaskName shows of a natural person's name only the surname (姓名脱敏): the public
// may see that a licence exists, not whose neighbour holds it (PIP-05).
func MaskName(name string) string {
	r := []rune(name)
	if len(r) < 2 {
		return "*"
	}
	return string(r[0]) + strings.Repeat("*", len(r)-1)
}
