package gen

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

const bureau = "www.bls.gov/"

// vintageFiles are what the bureau serves besides data files as of a release:
// the triangles of payroll figures and the calendar of releases.
func vintageFiles(release int) (map[string][]byte, error) {
	triangles, err := triangleArchive(release)
	if err != nil {
		return nil, fmt.Errorf("make the triangles: %w", err)
	}
	return map[string][]byte{
		bureau + "web/empsit/cesvinall.zip":      triangles,
		bureau + "schedule/news_release/bls.ics": releaseCalendar(release),
	}, nil
}

// triangleArchive are the figures of the payroll files by release: a line a
// release, of which the sample knows those of 2026, and a column a month.
func triangleArchive(release int) ([]byte, error) {
	var members []member
	for _, in := range industries {
		if in.lag > 0 || in.decimals > 0 && in.code[:6] != "605415" {
			continue
		}
		for _, seasonal := range []string{"NSA", "SA"} {
			var b bytes.Buffer
			b.WriteString("year,month")
			newest := releases[release].months
			for m := range newest {
				fmt.Fprintf(&b, ",%s_%02d", time.Month(m%12 + 1).String()[:3], 19+m/12)
			}
			b.WriteString("\r\n")
			for r := range release + 1 {
				months := releases[r].months
				fmt.Fprintf(&b, "%d,%d", 2019+(months-1)/12, (months-1)%12+1)
				for m := range months {
					b.WriteString("," + plain(round(level(in, seasonal == "SA", m, r), in.decimals)))
				}
				b.WriteString(strings.Repeat(",", newest-months) + "\r\n")
			}
			members = append(members, member{"cesvinall/tri_" + in.code[:6] + "_" + seasonal + ".csv", b.Bytes()})
		}
	}
	return archive(members)
}

// releaseCalendar are the entries of 2026. The days of the Employment Situation
// are the bureau's; from May on, that of November is a week later.
func releaseCalendar(release int) []byte {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\nPRODID:-//Sample//EN\nVERSION:2.0\nCALSCALE:GREGORIAN\nMETHOD:PUBLISH\nX-WR-TIMEZONE:US-Eastern\n")
	for _, e := range []struct {
		id             int // of the release, in FRED's numbers
		summary, clock string
	}{{50, "Employment Situation", "083000"}, {192, "Job Openings and Labor Turnover Survey", "100000"}, {10, "Consumer Price Index", "083000"}} {
		for i, day := range fredCalendar(e.id, release) {
			fmt.Fprintf(&b, "BEGIN:VEVENT\nSEQUENCE:1\nCLASS:PUBLIC\nUID:sample-%d-%02d\nDTSTART;TZID=US-Eastern:%sT%s\nDURATION:PT0M\nSUMMARY:%s\n"+
				"LOCATION:Washington\\, DC\nTRANSP:TRANSPARENT\nCATEGORIES:IMPORTANT, BLS\nEND:VEVENT\n", e.id, i+1, strings.ReplaceAll(day, "-", ""), e.clock, e.summary)
		}
	}
	b.WriteString("END:VCALENDAR\n")
	return []byte(b.String())
}
