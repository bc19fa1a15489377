package search

import (
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"
)

// readings are words whose characters are not read the usual way (多音字): places,
// departments and the words of office. The general table gives one reading per
// character; longer words are looked up first.
var readings = map[string]string{
	"重庆": "chong qing", "六安": "lu an", "亳州": "bo zhou", "蚌埠": "beng bu", "东莞": "dong guan", "番禺": "pan yu",
	"佛山": "fo shan", "大埔": "da bu", "厦门": "xia men", "西藏": "xi zang", "台山": "tai shan", "成都": "cheng du",
	"首都": "shou du", "都市": "du shi", "都江堰": "du jiang yan", "洪洞": "hong tong", "单县": "shan xian", "尉犁": "yu li",
	"巴彦淖尔": "ba yan nao er", "牙克石": "ya ke shi", "朝阳": "chao yang", "铅山": "yan shan", "乐清": "yue qing", "丽水": "li shui",
	"银行": "yin hang", "商行": "shang hang", "央行": "yang hang", "行业": "hang ye", "行会": "hang hui", "总行": "zong hang", "分行": "fen hang", "支行": "zhi hang",
	"校长": "xiao zhang", "市长": "shi zhang", "县长": "xian zhang", "区长": "qu zhang", "局长": "ju zhang", "家长": "jia zhang", "生长": "sheng zhang", "成长": "cheng zhang", "增长": "zeng zhang", "长者": "zhang zhe", "长辈": "zhang bei",
	"重建": "chong jian", "重新": "chong xin", "重复": "chong fu", "重组": "chong zu", "重置": "chong zhi", "重婚": "chong hun", "重审": "chong shen", "重修": "chong xiu", "重印": "chong yin",
	"调查": "diao cha", "调动": "diao dong", "调度": "diao du", "调取": "diao qu", "调档": "diao dang", "调研": "diao yan", "调拨": "diao bo", "调入": "diao ru", "调出": "diao chu", "调任": "diao ren", "调配": "diao pei", "调运": "diao yun",
	"会计": "kuai ji", "财会": "cai kuai", "音乐": "yin yue", "乐器": "yue qi", "校验": "jiao yan", "校准": "jiao zhun", "校对": "jiao dui",
	"停泊": "ting bo", "供给": "gong ji", "给付": "ji fu", "补给": "bu ji", "给予": "ji yu", "没收": "mo shou", "传记": "zhuan ji", "少年": "shao nian",
	"宿舍": "su she", "血液": "xue ye", "模样": "mu yang", "人参": "ren shen", "供应": "gong ying", "核准": "he zhun", "星宿": "xing xiu",
	"银川": "yin chuan", "大夫": "dai fu", "称职": "chen zhi", "相片": "xiang pian", "看护": "kan hu", "看守": "kan shou", "高兴": "gao xing", "便宜": "pian yi",
	"藏族": "zang zu", "藏医": "zang yi", "蒙藏": "meng zang", "仇": "chou", "什么": "shen me", "为了": "wei le", "得了": "de le",
}

// alone corrects the general table where it gives the rarer reading first.
var alone = map[rune]string{'长': "chang", '调': "tiao", '盛': "sheng", '似': "si", '埋': "mai", '乐': "le", '绿': "lv", '大': "da", '地': "di", '的': "de", '女': "nv", '略': "lve", '虐': "nve"}

var mostReading = func() int {
	n := 0
	for w := range readings {
		n = max(n, len([]rune(w)))
	}
	return n
}()

var (
	plainArgs = pinyin.NewArgs()
	soundMu   sync.Mutex
	sounds    = map[rune]string{} // guarded by soundMu; the general table is slow to ask
)

// syllables gives the reading of each character of a folded text: "" for a
// space, the character itself for letters and digits.
func syllables(text []rune) []string {
	out := make([]string, len(text))
	soundMu.Lock()
	defer soundMu.Unlock()
	for i := 0; i < len(text); {
		if n := word(text[i:], out[i:]); n > 0 {
			i += n
			continue
		}
		out[i] = sound(text[i])
		i++
	}
	return out
}

// word reads the longest word of the table at the beginning of text.
func word(text []rune, out []string) int {
	if !han(text[0]) {
		return 0
	}
	for n := min(mostReading, len(text)); n > 0; n-- {
		if r, ok := readings[string(text[:n])]; ok {
			copy(out, strings.Fields(r))
			return n
		}
	}
	return 0
}

func sound(r rune) string {
	if r == ' ' {
		return ""
	}
	if !han(r) {
		return string(r)
	}
	if s, ok := alone[r]; ok {
		return s
	}
	if s, ok := sounds[r]; ok {
		return s
	}
	s := string(r)
	if p := pinyin.SinglePinyin(r, plainArgs); len(p) > 0 {
		s = strings.ReplaceAll(p[0], "ü", "v")
	}
	sounds[r] = s
	return s
}

// A reading is the pinyin of a text (读音): in full and by initials, with the
// place where each character begins.
type reading struct {
	full     string
	initials string
	at       []int32 // at[i] is where character i begins in full; one more at the end
	first    []int32 // first[i] is where character i begins in initials
}

func read(text []rune) reading {
	var full, initials strings.Builder
	r := reading{at: make([]int32, 0, len(text)+1), first: make([]int32, 0, len(text)+1)}
	for _, s := range syllables(text) {
		r.at, r.first = append(r.at, int32(full.Len())), append(r.first, int32(initials.Len()))
		full.WriteString(s)
		if s != "" {
			initials.WriteString(string([]rune(s)[:1]))
		}
	}
	r.at, r.first = append(r.at, int32(full.Len())), append(r.first, int32(initials.Len()))
	r.full, r.initials = full.String(), initials.String()
	return r
}

// begins gives the character that begins at place p, or -1.
func begins(at []int32, p int) int {
	lo, hi := 0, len(at)-1
	for lo < hi {
		mid := (lo + hi) / 2
		if int(at[mid]) < p {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if int(at[lo]) != p {
		return -1
	}
	return lo
}

// covering gives the character just past place p: the end of a match at p.
func covering(at []int32, p int) int {
	for i, a := range at {
		if int(a) >= p {
			return i
		}
	}
	return len(at) - 1
}

// alignedIn finds q in s where a character begins: the first and past-the-last
// character of the match; ok is false for none.
func alignedIn(s, q string, at []int32) (from, to int, ok bool) {
	for base := 0; ; {
		i := strings.Index(s[base:], q)
		if i < 0 {
			return 0, 0, false
		}
		if c := begins(at, base+i); c >= 0 {
			return c, covering(at, base+i+len(q)), true
		}
		base += i + 1
	}
}

// Pinyin gives the reading of a text without tones and spaces, for sorting and tests.
func Pinyin(s string) string { return read(folded(s)).full }

// Initials gives the first letter of each syllable.
func Initials(s string) string { return read(folded(s)).initials }
