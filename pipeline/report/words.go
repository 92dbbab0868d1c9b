package report

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxText bounds any one text on a page, in characters. Data can be hostile, and
// a longer text would drown the rest.
const maxText = 4000

// escapes matches terminal sequences as a whole, so that their parameters do
// not stay behind as litter when the control characters go.
var escapes = regexp.MustCompile(`(?:\x1b\[|\x{9b})[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x{9d})[^\x07\x1b\x{9c}]*(?:\x07|\x1b\\|\x{9c})?`)

// Clean returns s without control characters, terminal sequences, marks that
// turn the direction of writing and characters that have no width; white space
// becomes single blanks, and what is longer than 4,000 characters is cut with an
// ellipsis. The result is valid UTF-8 and may stand in XML once escaped.
func Clean(s string) string {
	if len(s) > 8*maxText {
		s = s[:8*maxText]
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	if strings.ContainsAny(s, "\x1b\u009b\u009d") { // few do, and looking is cheaper than matching
		s = escapes.ReplaceAllString(s, "")
	}
	var b strings.Builder
	n, blank := 0, false
	for _, r := range s {
		if unicode.IsSpace(r) || r == '\u2028' || r == '\u2029' {
			blank = n > 0
			continue
		}
		if hidden(r) {
			continue
		}
		if n >= maxText {
			b.WriteRune('…')
			break
		}
		if blank {
			b.WriteByte(' ')
			n++
		}
		blank = false
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// hidden says whether r would act on a reader unseen. Cf holds every mark of
// direction and every joiner; the rest are controls, private use, variation
// selectors and what XML forbids.
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Variation_Selector) ||
		r == '\u034F' || r == '\u115F' || r == '\u1160' || r == '\u3164' || r == '\uFFA0' ||
		r&0xFFFE == 0xFFFE || r > utf8.MaxRune
}

// agent names what an effect would be ascribed to. "because of rounding" may be
// said; "because of AI" may not.
const agent = `(?:\w+ ){0,4}?(?:ai|a\.i\.|llms?|gpts?|chatgpt|deepseek|openai|robots?|automation|(?:artificial|machine) intelligence|machine learning|language models?)\b`

// causal lists what no generated text may say, each as a whole word.
var causal = []*regexp.Regexp{
	regexp.MustCompile(`\bcaus(?:e|es|ed|ing)\b`),
	regexp.MustCompile(`\bkill(?:s|ed|ing|er|ers)?\b`),
	regexp.MustCompile(`\bdestr(?:oy|oys|oyed|oying|uction)\b`),
	regexp.MustCompile(`\b(?:wip(?:e|es|ed|ing) out|eliminat(?:e|es|ed|ing)|annihilat(?:e|es|ed|ing)|decimat(?:e|es|ed|ing))\b`),
	regexp.MustCompile(`\b(?:led|leads?|leading) to\b`),
	regexp.MustCompile(`\bresult(?:s|ed|ing)? in\b`),
	regexp.MustCompile(`\b(?:trigger(?:s|ed|ing)?|provok(?:e|es|ed|ing)|brought about|gave rise to)\b`),
	regexp.MustCompile(`\b(?:driven by|attributable to|responsible for|to blame)\b`),
	regexp.MustCompile(`\b(?:because of|due to|owing to|thanks to|as a result of|on account of|in response to) ` + agent),
	regexp.MustCompile(`\b(?:jobs? (?:were |was |are )?(?:lost|taken)|lost jobs?|job loss(?:es)?)\b`),
	regexp.MustCompile(`\b(?:took|takes?|steals?|stole|replac(?:es|ed|ing)) (?:\w+ ){0,3}(?:jobs?|workers?)\b`),
	regexp.MustCompile(`\b(?:jobs?|workers?) (?:\w+ ){0,3}replaced by\b`),
}

// misnamed lists phrases that say more than a figure here can.
var misnamed = []*regexp.Regexp{
	regexp.MustCompile(`\bcost of inference\b`), // of a price list: it holds margin or subsidy
	regexp.MustCompile(`\bparadox (?:is |was )?(?:confirmed|proven|proved)\b`),
}

// Check returns an error when text states a cause or speaks of exposure as of
// loss. It sees through letter case, compatibility forms of letters, hidden
// characters and line breaks. The figures here show what moved and when, which
// is less than such words say.
func Check(text string) error {
	s := strings.ToLower(Clean(norm.NFKC.String(Clean(text))))
	s = strings.NewReplacer("’", "'", "‐", "-", "‑", "-").Replace(s)
	for _, re := range causal {
		if hit := re.FindString(s); hit != "" {
			return fmt.Errorf("text %q says %q, which states a cause; say what moved, when, and against what it is compared", shorten(text), hit)
		}
	}
	for _, re := range misnamed {
		if hit := re.FindString(s); hit != "" {
			return fmt.Errorf("text %q says %q, which no figure here can show; name what was measured", shorten(text), hit)
		}
	}
	return nil
}

// shorten makes s fit for an error message.
func shorten(s string) string {
	r := []rune(Clean(s))
	if len(r) > 80 {
		return string(r[:79]) + "…"
	}
	return string(r)
}
