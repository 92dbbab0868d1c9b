package gen

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

const reserve = "api.stlouisfed.org/fred/"

// fredVintages are the releases at which the mirror has FRED's histories.
var fredVintages = []int{0, 4, 8}

// fredSeries are the series by FRED's names: those of the surveys under their
// own, and some of the same making. Days are those of the payroll releases.
var fredSeries = []fredLike{
	{"A679RC1Q027SBEA", quarters("A679RC1", 1160, 0.0068), later},
	{"B935RC1Q027SBEA", quarters("B935RC1", 170, 0.0130), later},
	{"B985RC1Q027SBEA", quarters("B985RC1", 665, 0.0060), later},
	{"B985RX1Q020SBEA", quarters("B985RX1", 640, 0.0062), later},
	{"B985RY2Q224SBEA", series{id: "B985RY2", start: 0.35, swing: 0.4, decimals: 2, quarterly: true, revised: true}, later},
	{"CES5051200001", series{id: "CES5051200001", start: 430, growth: -0.002, swing: 0.02, decimals: 1, revised: true}, 0},
	{"CGBD2024", series{id: "CGBD2024", since: later, start: 5.2, growth: 0.007, swing: 0.2, decimals: 1, mark: "9"}, later},
	{"CPIAUCSL", survey("CUSR0000SA0"), 0},
	{"CUSR0000SASLE", series{id: "CUSR0000SASLE", since: later, start: 389, growth: 0.0032, swing: 0.004, decimals: 3, mark: "X"}, later},
	{"DGS10", series{id: "DGS10", start: 4.1, swing: 0.03, decimals: 2}, 0},
	{"GDP", quarters("GDP", 26400, 0.0041), later},
	{"GDPC1", series{id: "GDPC1", start: 19500, growth: 0.002, swing: 0.01, decimals: 3, quarterly: true, revised: true}, later},
	{"GDPDEF", series{id: "GDPDEF", start: 104, growth: 0.002, swing: 0.004, decimals: 3, quarterly: true, revised: true}, 0},
	{"IHLIDXUSTPSOFTDEVE", series{id: "IHLIDX", start: 90, growth: -0.003, swing: 0.05, decimals: 2, revised: true}, 0},
	{"JTSJOL", survey("JTS000000000000000JOL"), 0},
	{"LB0000031Q020SBEA", quarters("LB0000031", 18900, 0.0019), later},
	{"OPHNFB", survey("PRS85006093"), 0},
	{"PAYEMS", series{id: "PAYEMS"}, 0}, // see payrolls
	{"PCEPI", series{id: "PCEPI", start: 104, growth: 0.002, swing: 0.004, decimals: 3, revised: true}, 0},
	{"PCU334413334413", survey("PCU334413334413"), 0},
	{"PCU518210518210", survey("PCU518210518210"), 0},
	{"POPTHM", series{id: "POPTHM", since: later, start: 335200, growth: 0.0005, swing: 0.0002}, later},
	{"RPSGENAIUSAGESHAREWORK", series{id: "RPSGENAI", start: 12, growth: 0.012, swing: 0.03, decimals: 1, quarterly: true}, 0},
	{"UNRATE", survey("LNS14000000"), 0},
	{"Y033RC1Q027SBEA", quarters("Y033RC1", 1340, 0.0045), later},
	{"Y033RX1Q020SBEA", quarters("Y033RX1", 1270, 0.0036), later},
	{"Y034RC1Q027SBEA", quarters("Y034RC1", 495, 0.0080), later},
	{"Y034RX1Q020SBEA", quarters("Y034RX1", 520, 0.0088), later},
	{"Y034RY2Q224SBEA", series{id: "Y034RY2", start: 0.45, swing: 0.5, decimals: 2, quarterly: true, revised: true}, later},
}

// fredLike is a series under FRED's name, with the first month of its history
// counted from January 2019, 0 for October 2025.
type fredLike struct {
	name  string
	like  series
	since int
}

// quarters is a series of the national accounts from 2023 on.
func quarters(id string, start, growth float64) series {
	return series{id: id, since: later, start: start, growth: growth, swing: 0.006, decimals: 3, quarterly: true, revised: true}
}

func survey(id string) series {
	return surveys[slices.IndexFunc(surveys, func(s series) bool { return s.id == id })]
}

// fredFiles are the histories as of a release, and the days of releases.
func fredFiles(release int) map[string][]byte {
	files := map[string][]byte{}
	const all = "realtime_end=9999-12-31&realtime_start=1776-07-04"
	for _, s := range fredSeries {
		spans := s.like.history(release, cmp.Or(s.since, 81))
		var rows, days []string
		for _, v := range spans {
			days = append(days, `"`+v.start+`"`)
			rows = append(rows, fmt.Sprintf(`{"realtime_start":%q,"realtime_end":%q,"date":%q,"value":%q}`, v.start, v.end, v.date, v.text))
		}
		slices.Sort(days)
		days = slices.Compact(days)
		files[reserve+"series/vintagedates%3Ffile_type=json&limit=1901&offset=0&"+all+"&series_id="+s.name+"&sort_order=asc"] = fmt.Appendf(nil,
			`{"realtime_start":"1776-07-04","realtime_end":"9999-12-31","order_by":"vintage_date","sort_order":"asc","count":%d,"offset":0,"limit":1901,"vintage_dates":[%s]}`,
			len(days), strings.Join(days, ","))
		files[reserve+"series/observations%3Ffile_type=json&limit=100000&offset=0&output_type=1&"+all+"&series_id="+s.name+"&sort_order=asc&units=lin"] = fmt.Appendf(nil,
			`{"realtime_start":"1776-07-04","realtime_end":"9999-12-31","observation_start":"1600-01-01","observation_end":"9999-12-31","units":"lin","output_type":1,`+
				`"file_type":"json","order_by":"observation_date","sort_order":"asc","count":%d,"offset":0,"limit":100000,"observations":[%s]}`,
			len(rows), strings.Join(rows, ","))
	}
	for _, id := range []int{10, 46, 47, 50, 53, 54, 192, 524} {
		var days []string
		for _, day := range fredCalendar(id, release) {
			days = append(days, fmt.Sprintf(`{"release_id":%d,"date":%q}`, id, day))
		}
		files[reserve+"release/dates%3Ffile_type=json&include_release_dates_with_no_data=true&limit=10000&offset=0&"+all+
			fmt.Sprintf("&release_id=%d&sort_order=asc", id)] = fmt.Appendf(nil,
			`{"realtime_start":"1776-07-04","realtime_end":"9999-12-31","order_by":"release_date","sort_order":"asc","count":%d,"offset":0,"limit":10000,"release_dates":[%s]}`,
			len(days), strings.Join(days, ","))
	}
	return files
}

type vintage struct{ date, start, end, text string }

// history is the series since a month by the releases up to one of them: each
// value with the days between which it was the published one.
func (s series) history(release, since int) (out []vintage) {
	const forever = "9999-12-31"
	step := 1
	if s.quarterly {
		step = 3
	}
	for m := since; m < releases[release].months; m += step {
		first := len(out)
		for r := range release + 1 {
			if last := releases[r].months/step*step - step; m > last {
				continue
			} else if text := s.print(m, r, m == last); len(out) == first || out[len(out)-1].text != text {
				// The release before the first of the sample was on 2025-12-16.
				start := releases[r].date
				if r == 0 && m < last {
					start = "2025-12-16"
				}
				if len(out) > first {
					out[len(out)-1].end = dayBefore(start)
				}
				out = append(out, vintage{fmt.Sprintf("%d-%02d-01", 2019+m/12, m%12+1), start, forever, text})
			}
		}
	}
	return out
}

// print is the value of month m as a release states it.
func (s series) print(m, release int, newest bool) string {
	const hole = 81 // October 2025
	switch {
	case s.id == "PAYEMS":
		return plain(round(level(industries[0], true, m, release), 0))
	case m == hole && s.mark != "":
		return "."
	}
	return fmt.Sprintf("%.*f", s.decimals, round(s.level(m, release, newest), s.decimals))
}

func dayBefore(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err) // the days are constants
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

// fredCalendar are the days of a release in 2026. That of the employment
// situation is the bureau's; the others lie around it. From May on, the day in
// November is a week later.
func fredCalendar(id, release int) (days []string) {
	known := []string{"2026-01-09", "2026-02-11", "2026-03-06", "2026-04-03", "2026-05-08", "2026-06-05", "2026-07-02", "2026-08-07", "2026-09-04", "2026-10-02", "2026-11-06", "2026-12-04"}
	for i, day := range known {
		t, _ := time.Parse(time.DateOnly, day)
		if id != 50 {
			t = t.AddDate(0, 0, 2+id%7)
		}
		if i == 10 && release >= 4 {
			t = t.AddDate(0, 0, 7)
		}
		if quarterly := id == 47 || id == 53 || id == 524; !quarterly || i%3 == 1 {
			days = append(days, t.Format(time.DateOnly))
		}
	}
	return days
}
