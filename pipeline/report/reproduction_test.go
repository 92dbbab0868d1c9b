package report

import (
	"bytes"
	"strings"
	"testing"
)

func TestReproducedFiguresStandUnderTheirSource(t *testing.T) {
	var b bytes.Buffer
	if err := WriteHTML(&b, examplePage()); err != nil {
		t.Fatal(err)
	}
	out := b.String()
	for _, want := range []string{"3 figures: within 1, not loaded 1, hole as published 1.", `<th scope="rowgroup" colspan="6">Bureau of Made Statistics</th>`,
		`data-head="Ours">no value</td><td class="num" data-head="Difference"></td><td class="state">hole as published</td>`} {
		if !strings.Contains(out, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(out, ">Authors of the labels</th>"); n != 1 {
		t.Errorf("a source of two figures stands %d times, want once", n)
	}
	if got := len(bySource(nil)); got != 0 {
		t.Errorf("%d groups of nothing", got)
	}
}
