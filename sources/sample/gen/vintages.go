package gen

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

const bureau = "www.bls.gov/"

// vintageFiles are what the bureau serves besides data files as of a release:
// the triangles of payroll figures and the calendar of releases.
func vintageFiles(release int) (map[string][]byte, error) {
	triangles, err := triangleArchive(release)
	if err != nil {
		return nil, fmt.Errorf("make the triangles: %w", err)
	}
	made, err := realTimeBooks(release)
	if err != nil {
		return nil, fmt.Errorf("make the real-time workbooks: %w", err)
	}
	made[bureau+"web/empsit/cesvinall.zip"] = triangles
	made[bureau+"schedule/news_release/bls.ics"] = releaseCalendar(release)
	return made, nil
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

// realTimeBooks are workbooks with a column a vintage. A vintage is of the
// month or quarter in which a release came out.
func realTimeBooks(release int) (map[string][]byte, error) {
	made := map[string][]byte{}
	for _, v := range []struct {
		file, variable    string
		like              series
		quarterlyVintages bool
	}{
		{"employMvMd", "EMPLOY", series{id: "PAYEMS"}, false},
		{"ROUTPUTQvQd", "ROUTPUT", fredSeries[slices.IndexFunc(fredSeries, func(s fredLike) bool { return s.name == "GDPC1" })].like, true},
		{"rucQvMd", "RUC", survey("LNS14000000"), true},
	} {
		step := 1
		if v.like.quarterly {
			step = 3
		}
		// The first release of a quarter, or each of them, is a vintage.
		head, of := []any{"DATE"}, []int(nil)
		for r := range release + 1 {
			month, err := strconv.Atoi(releases[r].date[5:7])
			if err != nil {
				return nil, err
			}
			switch {
			case !v.quarterlyVintages:
				head, of = append(head, fmt.Sprintf("%s26M%d", v.variable, month)), append(of, r)
			case month%3 == 1:
				head, of = append(head, fmt.Sprintf("%s26Q%d", v.variable, (month+2)/3)), append(of, r)
			}
		}
		rows := [][]any{head}
		for m := v.like.since; m < releases[release].months; m += step {
			period := fmt.Sprintf("%d:%02d", 2019+m/12, m%12+1)
			if v.like.quarterly {
				period = fmt.Sprintf("%d:Q%d", 2019+m/12, m%12/3+1)
			}
			row := []any{period}
			for _, r := range of {
				last := releases[r].months/step*step - step
				value, err := strconv.ParseFloat(v.like.print(m, r, m == last), 64)
				if m > last || err != nil { // not published yet, or nothing was collected
					row = append(row, "#N/A")
				} else {
					row = append(row, value)
				}
			}
			rows = append(rows, row)
		}
		book, err := oneSheet(v.variable, rows)
		if err != nil {
			return nil, err
		}
		made["www.philadelphiafed.org/-/media/FRBP/Assets/Surveys-And-Data/real-time-data/data-files/xlsx/"+v.file+".xlsx"] = book
	}
	return made, nil
}

// oneSheet is a workbook of one sheet.
func oneSheet(name string, rows [][]any) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", name); err != nil {
		return nil, err
	}
	for i, row := range rows {
		if err := f.SetSheetRow(name, "A"+strconv.Itoa(i+1), &row); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, err
	}
	return repack(b.Bytes())
}
