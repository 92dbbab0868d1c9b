package bls_test

import (
	"slices"
	"strings"
	"testing"

	"jevons/sources"
	"jevons/sources/bls"
	"jevons/sources/sourcetest"
)

func dataset(t testing.TB, name string) *sources.Dataset {
	t.Helper()
	all := bls.Datasets()
	i := slices.IndexFunc(all, func(d *sources.Dataset) bool { return d.Name == name })
	if i < 0 {
		t.Fatalf("no dataset %s", name)
	}
	return all[i]
}

// FuzzReleaseCalendar: whatever the bytes, the rows are the same for every
// size of batch, and nothing panics.
func FuzzReleaseCalendar(f *testing.F) {
	const head, end = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-TIMEZONE:US-Eastern\r\n", "END:VCALENDAR\r\n"
	for _, in := range []string{
		head + "BEGIN:VEVENT\r\nUID:a\r\nDTSTART;TZID=US-Eastern:20260109T083000\r\nSUMMARY:Employment\r\n  Situation\\, made up\r\nEND:VEVENT\r\n" + end,
		head + "BEGIN:VEVENT\nUID:b\nDTSTART;VALUE=DATE:20260109\nSUMMARY:x\nEND:VEVENT\n" + end,
		head + "BEGIN:VEVENT\nUID:c\nDTSTART:20260109T133000Z\nSUMMARY:x\nRRULE:FREQ=YEARLY\nEND:VEVENT\n" + end,
		head + "BEGIN:VEVENT\nUID:d\nDTSTART;TZID=\"../x\":20260109T1330\nBEGIN:VALARM\nEND:VALARM\nEND:VEVENT\n" + end,
		head + "BEGIN:VTIMEZONE\nBEGIN:DAYLIGHT\nEND:DAYLIGHT\nEND:VTIMEZONE\nBEGIN:\nEND:VCALENDAR",
		"BEGIN:VCALENDAR\n;:=\"\nEND:VCALENDAR",
	} {
		f.Add([]byte(in))
	}
	d := dataset(f, "bls.release_calendar")
	f.Fuzz(func(t *testing.T, in []byte) {
		one, err := sourcetest.Decode(d, sourcetest.Body{Name: "bls.ics", Bytes: in}, sourcetest.Options{})
		two, again := sourcetest.Decode(d, sourcetest.Body{Name: "bls.ics", Bytes: in}, sourcetest.Options{BatchRows: 1, Workers: 1})
		if (err == nil) != (again == nil) {
			t.Fatalf("%v or, in small batches, %v", err, again)
		}
		if err != nil {
			if strings.Contains(err.Error(), "panic") {
				t.Fatal(err)
			}
			return
		}
		if one.CSV() != two.CSV() || one.LedgerText() != two.LedgerText() {
			t.Errorf("small batches change the result:\n%s%s\n%s%s", one.CSV(), one.LedgerText(), two.CSV(), two.LedgerText())
		}
	})
}
