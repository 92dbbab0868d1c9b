package warehouse

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"jevons/sources"
)

const everything = "SELECT * FROM raw.toy_series ORDER BY series_id, period, _rev"

func TestVintagesOfOneKey(t *testing.T) {
	s, w := newShelf(toy()), open(t)
	first := s.load(t, w, s.put("", body("A|1|10|P", "A|2|11|", "B|1||"), day(1)))
	if first.New != 3 || first.Way != "first" {
		t.Errorf("first load: %+v", first)
	}
	second := s.load(t, w, s.put("", body("A|1|12|", "A|2|11|", "C|1|5|"), day(2)))
	if second.New != 1 || second.Revised != 1 || second.Withdrawn != 1 || second.Way != "lines" {
		t.Errorf("second load: %+v", second)
	}
	third := s.load(t, w, s.put("", body("A|1|12|", "A|2||", "B|1||", "C|1|5|"), day(3)))
	if third.New != 1 || third.Revised != 1 || third.Withdrawn != 0 {
		t.Errorf("third load: %+v", third)
	}
	want := `A 1 10 P true 2 01-01 0 false
A 1 12 <nil> false 2 01-02 1 false
A 2 11 <nil> false 3 01-01 0 false
A 2 <nil> <nil> false 3 01-03 1 false
B 1 <nil> <nil> false 4 01-01 0 false
B 1 <nil> <nil> false 0 01-02 1 true
B 1 <nil> <nil> false 4 01-03 2 false
C 1 5 <nil> false 4 01-02 0 false
`
	got := rows(t, w, "SELECT * EXCLUDE (_landing) FROM raw.toy_series ORDER BY series_id, period, _rev")
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	asof := rows(t, w, "SELECT series_id, period, value FROM raw.toy_series_asof(TIMESTAMP '2026-01-02 13:00:00') ORDER BY ALL")
	if d := cmp.Diff("A 1 12\nA 2 11\nC 1 5\n", asof); d != "" {
		t.Error(d)
	}
}

// A value that became NULL was inserted again at every load when vintages were
// compared by arg_max, which skips NULLs.
func TestUnchangedRowsAddNothing(t *testing.T) {
	for _, keyed := range []bool{true, false} {
		s, w := newShelf(toy(func(d *sources.Dataset) { d.Decode = toyDecoder{keyed: keyed} })), open(t)
		s.load(t, w, s.put("", body("A|1|10|", "A|2|11|"), day(1)))
		s.load(t, w, s.put("", body("A|1||", "A|2|11|"), day(2)))
		before := rows(t, w, everything)
		// The same rows in other bytes.
		c := s.load(t, w, s.put("", body("A|1||", "A|2|11.0|"), day(3)))
		if c.New+c.Revised+c.Withdrawn != 0 {
			t.Errorf("keyed %t: unchanged rows: %+v", keyed, c)
		}
		if d := cmp.Diff(before, rows(t, w, everything)); d != "" {
			t.Error(d)
		}
	}
}

// vintages are five random landings of one part, with NULLs, withdrawals,
// returns and unchanged rows.
func vintages(s *shelf, seed uint64) []sources.Landing {
	r := rand.New(rand.NewPCG(seed, 1))
	var out []sources.Landing
	for v := 1; v <= 5; v++ {
		var lines []string
		for k := range 12 {
			if r.IntN(5) == 0 {
				continue
			}
			value := ""
			if r.IntN(4) > 0 {
				value = fmt.Sprint(r.IntN(3))
			}
			lines = append(lines, fmt.Sprintf("S%02d|%d|%s|%s", k/3, k%3, value, []string{"", "P"}[r.IntN(2)]))
		}
		out = append(out, s.put("", body(lines...), day(v)))
	}
	return out
}

func TestAnyOrderOfLandingsGivesEqualTables(t *testing.T) {
	for _, keyed := range []bool{true, false} {
		s := newShelf(toy(func(d *sources.Dataset) { d.Decode = toyDecoder{keyed: keyed} }))
		v := vintages(s, 7)
		var want string
		for i, order := range permutations(len(v)) {
			if i%17 != 0 && i != 119 { // 9 of 120 orders, the identity and its reverse among them
				continue
			}
			w := open(t)
			for _, k := range order {
				s.load(t, w, v[k])
			}
			s.load(t, w, v[order[0]]) // again: known, changes nothing
			got := rows(t, w, everything) + rows(t, w, "SELECT * FROM latest.toy_series ORDER BY ALL")
			if want == "" {
				want = got
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("keyed %t, order %v:\n%s", keyed, order, d)
			}
			if p, err := w.Problems(context.Background(), []*sources.Dataset{s.d}); err != nil || len(p) > 0 {
				t.Fatalf("ledger: %v %v", p, err)
			}
			w.Close()
		}
	}
}

func permutations(n int) (out [][]int) {
	var rec func(done, rest []int)
	rec = func(done, rest []int) {
		if len(rest) == 0 {
			out = append(out, slices.Clone(done))
			return
		}
		for i := range rest {
			r := append(slices.Clone(rest[:i]), rest[i+1:]...)
			rec(append(done, rest[i]), r)
		}
	}
	var all []int
	for i := range n {
		all = append(all, i)
	}
	rec(nil, all)
	return out
}

func TestAsOfEqualsTheLandingAlone(t *testing.T) {
	for seed := range uint64(6) {
		s := newShelf(toy())
		v := vintages(s, seed)
		w := open(t)
		for _, l := range v {
			s.load(t, w, l)
		}
		for _, l := range v {
			alone := open(t)
			s.load(t, alone, l)
			q := "SELECT series_id, period, value, note FROM %s ORDER BY ALL"
			want := rows(t, alone, fmt.Sprintf(q, "latest.toy_series"))
			got := rows(t, w, fmt.Sprintf(q, "raw.toy_series_asof("+stamp(l.KnownAt)+")"))
			// A change of the note alone is a vintage here too, so all columns compare.
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("seed %d as of %s:\n%s", seed, l.KnownAt, d)
			}
			alone.Close()
		}
		w.Close()
	}
}

func TestDuplicatesAndChecks(t *testing.T) {
	d := toy(func(d *sources.Dataset) {
		d.Contract.Checks = []sources.Check{{Name: "not ninety", Rule: "value <> 90 OR series_id = 'OK'", Why: "ninety is a filler"}}
	})
	s, w := newShelf(d), open(t)
	c := s.load(t, w, s.put("", body("A|1|10|", "A|1|10|", "B|1|1|", "B|1|2|", "C|1|90|", "D|1|4|", "OK|1|90|"), day(1)))
	if c.New != 3 || c.Quarantined != 3 || c.IgnoredWhy != "exact duplicate 1, header 1" || c.Way != "join" {
		t.Errorf("%+v", c)
	}
	got := rows(t, w, "SELECT line, reason, column_name, raw FROM meta.quarantine ORDER BY line")
	want := `4 duplicate_key  {"series_id":"B","period":"1","value":1.0,"note":null,"noted":false,"_line":4}
5 duplicate_key  {"series_id":"B","period":"1","value":2.0,"note":null,"noted":false,"_line":5}
6 check not ninety {"series_id":"C","period":"1","value":90.0,"note":null,"noted":false,"_line":6}
`
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestRefusalsLeaveTheLastGoodData(t *testing.T) {
	good := body("A|1|1|", "A|2|2|", "A|3|3|", "A|4|4|")
	for name, tc := range map[string]struct {
		change func(*sources.Dataset)
		body   string
		want   string
	}{
		"too few rows":  {func(d *sources.Dataset) { d.Contract.MinRows = 3 }, body("A|1|1|"), "1 rows, at least 3 expected"},
		"header only":   {nil, "series|period|value|note\n", "0 rows, at least 1 expected"},
		"bad rows":      {func(d *sources.Dataset) { d.Contract.MaxBad = 0.1 }, body("A|1|x|", "A|2|2|"), "1 of 2 rows are bad"},
		"vanished keys": {func(d *sources.Dataset) { d.Contract.MaxVanished = 0.5 }, body("A|1|1|"), "3 of 4 known keys are missing"},
		"broken file":   {func(d *sources.Dataset) { d.Decode = toyDecoder{fail: true} }, "", "upstream broke half way"},
		"panic":         {func(d *sources.Dataset) { d.Decode = toyDecoder{panic: true} }, "", "decoder panicked"},
	} {
		t.Run(name, func(t *testing.T) {
			s, w := newShelf(toy()), open(t)
			s.load(t, w, s.put("", good, day(1)))
			before := rows(t, w, everything)
			d := toy()
			if tc.change != nil {
				tc.change(d)
			}
			s.d = d
			if tc.body == "" {
				tc.body = body("A|1|1|", "A|2|2|", "A|3|3|", "A|4|5|", "A|5|6|")
			}
			_, err := w.Load(context.Background(), d, s.put("", tc.body, day(2)), s.files, nil)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("error %v, want %q", err, tc.want)
			}
			if d := cmp.Diff(before, rows(t, w, everything)); d != "" {
				t.Errorf("the tables changed:\n%s", d)
			}
			// The connection works on, and a good landing still goes in.
			s.d = toy()
			if c := s.load(t, w, s.put("", good+"B|1|1|\n", day(3))); c.New != 1 {
				t.Errorf("the next landing: %+v", c)
			}
		})
	}
}

func TestPartsDoNotShareKeys(t *testing.T) {
	s, w := newShelf(toy()), open(t)
	s.load(t, w, s.put("one", body("A|1|1|"), day(1)))
	s.load(t, w, s.put("two", body("B|1|1|"), day(1)))
	_, err := w.Load(context.Background(), s.d, s.put("all", body("A|1|1|", "C|1|1|"), day(2)), s.files, nil)
	var refused *ContractError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), `part "one" holds too`) {
		t.Fatalf("got %v", err)
	}
	// A part withdraws its own keys only.
	c := s.load(t, w, s.put("one", body("D|1|1|"), day(3)))
	if c.Withdrawn != 1 {
		t.Errorf("%+v", c)
	}
	if got := rows(t, w, "SELECT series_id FROM latest.toy_series ORDER BY 1"); got != "B\nD\n" {
		t.Errorf("latest: %q", got)
	}
}

// TestAnOlderLandingCanRefuseANewerOne loads an excerpt, and then the whole
// table that was known before it: in the other order the excerpt would have
// been refused, so it is now.
func TestAnOlderLandingCanRefuseANewerOne(t *testing.T) {
	ctx := context.Background()
	w, s := open(t), newShelf(toy(func(d *sources.Dataset) { d.Contract.MaxVanished = 0.2 }))
	s.load(t, w, s.put("", "series_id|period|value|note\nA|1|1|\n", day(5)))
	c := s.load(t, w, s.put("", "series_id|period|value|note\nA|1|1|\nB|1|2|\nC|1|3|\n", day(2)))
	if c.New != 3 || c.Way != "replay" || len(c.Warnings) != 1 || w.Broken() != nil {
		t.Fatalf("%+v %v", c, w.Broken())
	}
	for query, want := range map[string]string{
		"SELECT string_agg(outcome, ' ' ORDER BY known_at) FROM meta.ledger": "merged refused",
		"SELECT CAST(count(*) AS VARCHAR) FROM latest.toy_series":            "3",
	} {
		var got string
		if err := w.conn.QueryRowContext(ctx, query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", query, got, err, want)
		}
	}
	if problems, err := w.Problems(ctx, []*sources.Dataset{s.d}); err != nil || len(problems) > 0 {
		t.Error(problems, err)
	}
}
