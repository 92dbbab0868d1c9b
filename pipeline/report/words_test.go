package report

import (
	"math"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestReportCausalWordsAreRefused(t *testing.T) {
	for _, bad := range []string{
		"The release caused a fall.", "AI KILLED junior hiring", "jobs fell because of AI", "because of generative AI", "destroyed demand",
		"cau\u200bsed", "ｃａｕｓｅｄ a fall", "c\u00adaused", "because of\n  artificial intelligence", "This led to layoffs.", "results in fewer hires",
		"1.2 million jobs lost", "job losses", "AI takes our jobs", "driven by LLMs", "due to the new chatgpt", "workers were replaced by AI", "\x1b[1mkilled\x1b[0m",
	} {
		if Check(bad) == nil {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{
		"Employment in exposed occupations fell by 2 % between 2022-12 and 2023-12.", EventCaption, "Because prices are list prices, they include margins.",
		"Causal claims are not made.", "Skill and skills", "Not published because of suppression (n below 75).", "exposed = an LLM could halve the time of the task; not a forecast of jobs", "", "Misleading totals",
	} {
		if err := Check(good); err != nil {
			t.Error(err)
		}
	}
}

func TestReportCleanMakesTextInert(t *testing.T) {
	for in, want := range map[string]string{
		"a\tb\r\n c": "a b c", "\x1b[31mred\x1b[0m": "red", "\x1b]0;title\x07x": "x", "\u202Eabc\u202C": "abc", "a\u0085b": "a b",
		"\xff": "\uFFFD", "  x ": "x", "é\u0301": "é\u0301", "1\u00a0000": "1 000", "\ufeffx\ufffe": "x",
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
	if got := Clean(strings.Repeat("x", 1e6)); utf8.RuneCountInString(got) != maxText+1 {
		t.Errorf("a long text keeps %d characters", utf8.RuneCountInString(got))
	}
}

func FuzzClean(f *testing.F) {
	f.Add("a\x1b[3")
	f.Add(hostile)
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) || strings.TrimSpace(got) != got || Clean(got) != got && len(s) < maxText {
			t.Errorf("Clean(%q) = %q, and again %q", s, got, Clean(got))
		}
		for _, r := range got {
			if unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) {
				t.Errorf("Clean(%q) keeps %U", s, r)
			}
		}
	})
}

func TestReportNumbersAreRoundAndGrouped(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 1: "1", -2.5: "−2.5", 1234.5: "1,234.5", 100000: "100,000", 5.576e6: "5.576M", 2e9: "2bn", 3e12: "3tn", 1e25: "1e25", 0.0005: "0.0005", 1e-7: "1e-07", 0.1 + 0.2: "0.3",
	} {
		if got := number(v); got != want {
			t.Errorf("number(%v) = %q, want %q", v, got, want)
		}
	}
	for v, want := range map[float64]string{5576000: "5,576,000", 0.0000123: "0.0000123", 12345678: "12,345,678", 1. / 3: "0.3333333333"} {
		if got := value(&v); got != want {
			t.Errorf("value(%v) = %q, want %q", v, got, want)
		}
	}
}

func TestReportTicksLieWithinTheAxis(t *testing.T) {
	for _, s := range []span{{0, 1}, {-3, 7}, {94.2, 107.9}, {1e-12, 2e-12}, {-1e300, 1e300}, {1e15, 1e15 + 1}} {
		got := linearTicks(s, 5)
		if len(got) < 2 || len(got) > 12 {
			t.Errorf("%v has %d ticks", s, len(got))
		}
		for _, k := range got {
			if k.Value < s.lo-math.Abs(s.lo)*1e-9-1e-20 || k.Value > s.hi+math.Abs(s.hi)*1e-9 {
				t.Errorf("%v has a tick at %v", s, k.Value)
			}
		}
	}
	for _, s := range []span{{0.02, 60}, {3, 4}, {1e-300, 1e300}, {1, 10}} {
		labels := 0
		for _, k := range logTicks(s, 6) {
			if k.Value < s.lo || k.Value > s.hi {
				t.Errorf("%v has a tick at %v", s, k.Value)
			}
			if !k.IsMinor() {
				labels++
			}
		}
		if labels < 2 || labels > 13 {
			t.Errorf("%v has %d labels", s, labels)
		}
	}
	for lo := 0.11; lo < 20; lo *= 1.3 {
		for hi := lo * 3; hi < 1e7; hi *= 1.7 {
			labels := 0
			for _, k := range logTicks(span{lo, hi}, 2) {
				if !k.IsMinor() {
					labels++
				}
			}
			if labels < 2 || labels > 6 {
				t.Errorf("a narrow axis from %g to %g has %d labels", lo, hi, labels)
			}
		}
	}
	for _, s := range []span{{instant(day(2026, 1, 1)), instant(day(2026, 1, 9))}, {instant(day(1801, 1, 1)), instant(day(2199, 1, 1))}, {instant(day(2021, 1, 15)), instant(day(2021, 12, 1))}} {
		if got := timeTicks(s, 6); len(got) < 2 || len(got) > 9 {
			t.Errorf("%v has %d ticks", s, len(got))
		}
	}
}
