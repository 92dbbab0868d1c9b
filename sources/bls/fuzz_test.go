package bls_test

import (
	"slices"
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
	f.Fuzz(func(t *testing.T, in []byte) { sourcetest.Hostile(t, d, sourcetest.Body{Name: "bls.ics", Bytes: in}) })
}

func FuzzTriangle(f *testing.F) {
	for _, in := range []string{
		"year,month,Dec_99,Jan_00\r\n1999,12,1,\r\n2000,1,1.5,2\r\n",
		"year,month,Dec_38\n2038,12,x\n",
		"year,month,Jan_26\n2026,1,\n2026,2,\"1\n",
		"year,month,Jan_26,Jan_26\n",
	} {
		f.Add([]byte(in))
	}
	d := dataset(f, "bls.ces_vintages")
	f.Fuzz(func(t *testing.T, in []byte) {
		sourcetest.Hostile(t, d, sourcetest.Body{Name: "tri_999900_SA.csv", Part: "all", Bytes: in})
	})
}

func FuzzAnswer(f *testing.F) {
	for _, in := range []string{
		`{"status":"REQUEST_SUCCEEDED","message":[],"Results":{"series":[{"seriesID":"ZZ1","data":[{"year":"2026","period":"M01","value":"-","footnotes":[{"code":"X"},{}]}]}]}}`,
		`{"status":"REQUEST_SUCCEEDED","message":["x",1,null],"Results":[{"series":[{"seriesID":"ZZ1","data":[]}]},7]}`,
		`{"series":[{"seriesID":"ZZ1","data":[{"year":2026,"value":{}},[]]}]}`,
	} {
		f.Add([]byte(in))
	}
	d := dataset(f, "bls.api")
	f.Fuzz(func(t *testing.T, in []byte) {
		sourcetest.Hostile(t, d, sourcetest.Body{Name: "answer.json", Bytes: in})
	})
}
