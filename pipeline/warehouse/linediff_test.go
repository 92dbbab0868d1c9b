package warehouse

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// slowDiff says the same with two maps.
func slowDiff(older, newer string) (stale, fresh []string) {
	o, n := strings.SplitAfter(older, "\n"), strings.SplitAfter(newer, "\n")
	for _, l := range o {
		if l != "" && !slices.Contains(n, l) {
			stale = append(stale, l)
		}
	}
	for _, l := range n {
		if l != "" && !slices.Contains(o, l) {
			fresh = append(fresh, l)
		}
	}
	return stale, fresh
}

func TestDiffLinesFindsExactlyTheLinesThatDiffer(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var a, b strings.Builder
		a.WriteString("head|x|v\n")
		b.WriteString("head|x|v\n")
		for k := range 60 {
			line := fmt.Sprintf("S%03d|1|%d\n", k, r.IntN(1000))
			switch r.IntN(20) {
			case 0:
				a.WriteString(line)
			case 1:
				b.WriteString(line)
			case 2:
				a.WriteString(line)
				b.WriteString(fmt.Sprintf("S%03d|1|%d\n", k, 1000+r.IntN(1000)))
			default:
				a.WriteString(line)
				b.WriteString(line)
			}
		}
		older, newer := a.String(), b.String()
		d, err := diffLines(iotest.OneByteReader(strings.NewReader(older)), strings.NewReader(newer), '|', 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		stale, fresh := slowDiff(older, newer)
		if diff := cmp.Diff("head|x|v\n"+strings.Join(stale, ""), string(d.stale)); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff("head|x|v\n"+strings.Join(fresh, ""), string(d.fresh)); diff != "" {
			t.Fatal(diff)
		}
		lines := strings.SplitAfter(newer, "\n")
		for i, at := range d.freshAt {
			got := bytes.SplitAfter(d.fresh, []byte("\n"))[i]
			if lines[at-1] != string(got) {
				t.Fatalf("line %d is %q, not %q", at, lines[at-1], got)
			}
		}
		if want := int64(strings.Count(newer, "\n")); d.lines != want || d.bytes != int64(len(newer)) {
			t.Fatalf("%d lines, %d bytes counted of %d, %d", d.lines, d.bytes, want, len(newer))
		}
	}
}

func TestDiffLinesAcrossBlocks(t *testing.T) {
	var a strings.Builder
	a.WriteString("head|x|v\n")
	for k := range 200_000 {
		fmt.Fprintf(&a, "S%06d|1|%d\n", k, k%7)
	}
	older := a.String()
	newer := strings.Replace(older, "S150000|1|4\n", "S150000|1|9\nS150000|2|1", 1)
	newer = strings.Replace(newer, "|1S", "|1\nS", 1)
	newer = strings.TrimSuffix(newer, "\n") // no newline at the end
	d, err := diffLines(strings.NewReader(older), strings.NewReader(newer), '|', 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	// The last line differs in its newline only; the rows it gives do not.
	want := "head|x|v\nS150000|1|9\nS150000|2|1\nS199999|1|2\n"
	if diff := cmp.Diff(want, string(d.fresh)); diff != "" {
		t.Error(diff)
	}
	if d.lines != 200_002 {
		t.Errorf("%d lines", d.lines)
	}
}

func TestDiffLinesGivesUp(t *testing.T) {
	for name, tc := range map[string][2]string{
		"header":   {"a|b|c\n", "a|b|d\n"},
		"unsorted": {"a|b|c\nA|1|1\nB|1|1\n", "a|b|c\nB|1|1\nA|1|1\n"},
		"doubled":  {"a|b|c\nA|1|1\n", "a|b|c\nA|1|1\nA|1|2\n"},
		"ragged":   {"a|b|c\nA|1|1\n", "a|b|c\nA\n"},
	} {
		if _, err := diffLines(strings.NewReader(tc[0]), strings.NewReader(tc[1]), '|', 2, nil); !errors.Is(err, errNotComparable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	broken := io.MultiReader(strings.NewReader("a|b|c\nA|1|1\n"), iotest.ErrReader(errors.New("hash differs")))
	if _, err := diffLines(strings.NewReader("a|b|c\nA|1|1\n"), broken, '|', 2, nil); err == nil || errors.Is(err, errNotComparable) {
		t.Errorf("a damaged archive must not be worked around: %v", err)
	}
}

func FuzzDiffLines(f *testing.F) {
	f.Add("h|h|h\nA|1|1\n", "h|h|h\nA|1|2\nB|1|1")
	f.Fuzz(func(t *testing.T, a, b string) {
		d, err := diffLines(strings.NewReader(a), strings.NewReader(b), '|', 2, nil)
		if err == nil && d.bytes != int64(len(b)) {
			t.Errorf("%d of %d bytes read", d.bytes, len(b))
		}
	})
}
