package sources

import (
	"strings"
	"testing"
)

func TestRulesAreReadAndWrittenAlike(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		"  ":                            "",
		"revised<5% and vanished=0":     "revised<5% and vanished=0",
		" revised  <=  2.5 %x":          "character 19",
		"new>=0 and move(usd) < 10":     "new>=0 and move(usd)<10",
		"rows>95% and quarantined<0.1%": "rows>95% and quarantined<0.1%",
		"revised<5% vanished=0":         "character 12",
		"revised":                       "character 8",
		"revised<":                      "character 9",
		"revised<5% and":                "character 15",
		"lost<5":                        "character 1",
		"move<5%":                       "a factor",
		"move<0.5":                      "a factor",
		"move()<5":                      "the name of a column",
		"move(usd<5":                    "where there must be )",
		"revised<1.2.3":                 "character 9",
		"\x1b[31m":                      `"\x1b[31m"`,
		"revised!5":                     "one of < <= = >= >",
		strings.Repeat("x", 2000):       "at most 1000",
	} {
		rs, err := ParseRules(text)
		if err == nil {
			if got := rs.String(); got != want {
				t.Errorf("%q is read as %q, want %q", text, got, want)
			}
			continue
		}
		if !strings.Contains(err.Error(), want) || want == "" {
			t.Errorf("%q: the error %q does not say %q", text, err, want)
		}
		if strings.ContainsRune(err.Error(), 0x1b) {
			t.Errorf("%q: the error carries an escape", text)
		}
	}
}

func TestRuleIsMet(t *testing.T) {
	for _, c := range []struct {
		rule string
		x    float64
		want bool
	}{
		{"revised<5%", 0.05, false}, {"revised<=5%", 0.05, true}, {"revised=0", 0, true}, {"revised=0", 1, false},
		{"rows>=90%", 0.9, true}, {"rows>90%", 0.9, false}, {"move<10", 9.99, true},
	} {
		rs, err := ParseRules(c.rule)
		if err != nil || len(rs) != 1 {
			t.Fatal(c.rule, rs, err)
		}
		if got := rs[0].Met(c.x); got != c.want {
			t.Errorf("%s of %g is %t", c.rule, c.x, got)
		}
	}
}

func TestRuleWantsItsColumn(t *testing.T) {
	d := &Dataset{Columns: []Column{Code("model", "m").Key(), Number("usd", "USD", "u"), Text("note", "n")}}
	for text, ok := range map[string]bool{"move(usd)<2": true, "move(note)<2": false, "move(model)<2": false, "move(eur)<2": false, "move<2": true} {
		rs, err := ParseRules(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := rs.Fit(d); (err == nil) != ok {
			t.Errorf("%s: %v", text, err)
		}
	}
}
