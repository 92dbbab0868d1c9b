package report

import (
	"bytes"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var keep = flag.String("keep", "", "write the example page to this file, and its charts beside it, for a look")

// day returns a date of the made data.
func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func month(i int) time.Time { return day(2021, time.January+time.Month(i), 1) }

func stamp() Stamp {
	return Stamp{AsOf: time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC), NewestPeriod: "2026-10", Sources: []string{"made.jobs", "made.prices"}, Method: "3"}
}

// lineChart has a hole, a break, an event, an interval and preliminary points.
func lineChart() Chart {
	var a, b []Point
	for i := range 36 {
		v := 100 + 3*math.Sin(float64(i)/5) + float64(i)/9
		p := Point{T: month(i), Y: Num(v), Low: Num(v - 1.2), High: Num(v + 1.2), Preliminary: i > 33}
		q := Point{T: month(i), Y: Num(100 - float64(i)/7)}
		if i == 12 || i == 13 {
			p.Y, p.Low, p.High = nil, nil, nil
		}
		a, b = append(a, p), append(b, q)
	}
	return Chart{
		Kind: Line, Title: "Employment by exposure, base month = 100",
		Subtitle: "Employment in exposed occupations rose and then stayed level, while the comparison group fell.",
		X:        Axis{Name: "Reference month", Unit: "month", Time: true},
		Y:        Axis{Name: "Employment", Unit: "jobs in the base month = 100", Adjustment: SA, Prices: NoPrices, Measure: Index, Base: "2021-01 = 100"},
		Series:   []Series{{Name: "Exposed (beta at least .5)", Points: a}, {Name: "Comparison", Points: b}},
		Breaks:   []Break{{T: day(2022, 10, 1), Note: "the classification changed from 2010 to 2018"}},
		Events:   []Event{{T: day(2022, 11, 30), Label: "ChatGPT released"}, {T: day(2023, 6, 13), Label: "prices lowered"}},
		Interval: "90 % interval", Revision: "2026-12-04 and the benchmark of February",
		Notes: []string{"Made data for this page. Rated by people in 2023; not a forecast of jobs."}, Stamp: stamp(),
	}
}

func stepChart() Chart {
	c := lineChart()
	c.Kind, c.Title, c.Subtitle = Step, "Posted price of a model", "The list price of output fell in three steps and rose once."
	c.X = Axis{Name: "Date of the price list", Unit: "day", Time: true}
	c.Y = Axis{Name: "List price", Unit: "USD per million tokens", Adjustment: NoAdjustment, Prices: Nominal, Measure: Level, Log: true}
	c.Breaks, c.Events, c.Interval, c.Revision = nil, nil, "", ""
	c.Notes = []string{"List prices; what is paid may be less."}
	c.Series = []Series{
		{Name: "output", Points: []Point{{T: day(2024, 2, 1), Y: Num(60)}, {T: day(2024, 7, 1), Y: Num(15)}, {T: day(2025, 1, 20), Y: Num(2.19)}, {T: day(2025, 9, 5), Y: Num(1.68)}, {T: day(2026, 3, 1), Y: Num(3)}}},
		{Name: "input (cache miss)", Points: []Point{{T: day(2024, 2, 1), Y: Num(30)}, {T: day(2024, 7, 1), Y: Num(5)}, {T: day(2025, 1, 20)}, {T: day(2025, 4, 1), Y: Num(.27)}, {T: day(2026, 3, 1), Y: Num(.56)}}},
		{Name: "input (cache hit)", Points: []Point{{T: day(2025, 1, 20), Y: Num(.07)}, {T: day(2026, 3, 1), Y: Num(.028), Preliminary: false}}},
	}
	return c
}

func scatterChart() Chart {
	c := stepChart()
	c.Kind, c.Title, c.Subtitle = Scatter, "Cost of the final training run", "Cost rose with time over four orders of magnitude; DeepSeek-V3 lies below its contemporaries."
	c.X = Axis{Name: "Publication date", Unit: "day", Time: true}
	c.Y = Axis{Name: "Final run only", Unit: "USD", Adjustment: NoAdjustment, Prices: Real, PriceBase: "2023 USD", Measure: Level, Log: true}
	c.Interval = "range over price scenarios"
	c.Series = nil
	for s, name := range []string{"Open weights", "Closed", "Not stated"} {
		var ps []Point
		for i := range 14 {
			v := math.Pow(10, 3+float64(i)/2.6+math.Sin(float64(i*7+s*3)))
			p := Point{T: day(2017+(i*8+s)/12, time.Month(1+(i*5+s)%12), 3), Y: Num(v)}
			if s == 0 {
				p.Low, p.High = Num(v*.6), Num(v*1.7)
			}
			if i%6 == 5 {
				p.Label = []string{"DeepSeek-V3", "GPT-4", "PaLM"}[s]
				p.Preliminary = s == 1
			}
			ps = append(ps, p)
		}
		c.Series = append(c.Series, Series{Name: name, Points: ps})
	}
	c.Revision = "none planned"
	c.Notes = []string{"Final run only; excludes research, failed runs, staff, data, owned hardware."}
	return c
}

var jobs = []string{"Software developers", "Customer service representatives", "Home health and personal care aides", "Accountants and auditors", "Lawyers"}

func barChart() Chart {
	c := lineChart()
	c.Kind, c.Title, c.Subtitle = Bars, "Share of firms that use AI", "Use is highest in information and lowest in construction."
	c.X = Axis{Name: "Sector", Categories: []string{"Information", "Finance", "Trade", "Building"}}
	c.Y = Axis{Name: "Firms that used AI in the last two weeks", Unit: "% of firms", Adjustment: NSA, Prices: NoPrices, Measure: Rate}
	c.Breaks, c.Events = nil, nil
	c.Series = []Series{
		{Name: "2024", Points: []Point{{X: 0, Y: Num(18.1), Low: Num(17), High: Num(19.2), Label: "18.1"}, {X: 1, Y: Num(11)}, {X: 2, Y: Num(4.1)}, {X: 3, Y: Num(1.4)}}},
		{Name: "2026", Points: []Point{{X: 0, Y: Num(28.5), Preliminary: true}, {X: 1, Y: Num(19)}, {X: 2}, {X: 3, Y: Num(-2)}}},
	}
	return c
}

func dumbbellChart() Chart {
	c := barChart()
	c.Kind, c.Title, c.Subtitle = Dumbbell, "Exposure of five occupations", "GPT-4 rates four of five occupations above the human raters."
	c.X = Axis{Name: "Occupation (SOC 2018)", Categories: jobs}
	c.Y = Axis{Name: "Exposed tasks, beta", Unit: "share of tasks", Adjustment: NoAdjustment, Prices: NoPrices, Measure: Rate}
	c.Interval, c.Revision = "", ""
	c.Series = []Series{{Name: "Human raters, 2023"}, {Name: "GPT-4, 2023"}}
	for i := range jobs {
		c.Series[0].Points = append(c.Series[0].Points, Point{X: float64(i), Y: Num(.2 + .1*float64(i))})
		c.Series[1].Points = append(c.Series[1].Points, Point{X: float64(i), Y: Num(.3 + .08*float64(i))})
	}
	c.Notes = []string{"Exposed = an LLM could halve the time of the task; not a forecast of jobs."}
	return c
}

func dotsChart() Chart {
	c := dumbbellChart()
	c.Kind, c.Title, c.Subtitle = Dots, "Yearly fall of the price, by threshold", "The rate depends on the threshold more than on anything else."
	c.Y = Axis{Name: "Fall of the cheapest list price", Unit: "times per year", Adjustment: NoAdjustment, Prices: NoPrices, Measure: Rate, Log: true}
	c.X = Axis{Name: "Benchmark", Categories: []string{"MMLU", "GPQA Diamond", "HumanEval"}}
	c.Series = []Series{{Name: "OLS of logs", Points: []Point{{X: 0, Y: Num(9)}, {X: 0, Y: Num(15)}, {X: 0, Y: Num(24)}, {X: 1, Y: Num(40)}, {X: 1, Y: Num(900)}, {X: 2, Y: Num(30)}}}}
	return c
}

func areaChart() Chart {
	c := lineChart()
	c.Kind, c.Title, c.Subtitle = Area, "Construction of data centres", "Outlays tripled between the first month and the last."
	c.Y = Axis{Name: "Construction put in place", Unit: "million USD", Adjustment: SAAR, Prices: Nominal, Measure: Level}
	c.Series = c.Series[:1]
	for i := range c.Series[0].Points {
		p := &c.Series[0].Points[i]
		p.Low, p.High = nil, nil
		if p.Y != nil {
			p.Y = Num(9000 + 550*float64(i))
		}
	}
	return c
}

func panelChart() Chart {
	c := lineChart()
	base := c.Series[1]
	c.Title, c.Subtitle, c.Interval, c.Revision = "Employment in eight industries", "Six of eight industries fell.", "", ""
	c.Series = nil
	for i, n := range []string{"Information", "Finance", "Professional services", "Trade", "Health", "Education", "Building", "Government"} {
		s := Series{Name: n}
		for k, p := range base.Points {
			s.Points = append(s.Points, Point{T: p.T, Y: Num(*p.Y + float64(i) - float64(k*(i%3))/8)})
		}
		c.Series = append(c.Series, s)
	}
	return c
}

func stackedChart() Chart {
	c := lineChart()
	c.Kind, c.Title, c.Subtitle = Stacked, "Capital spending of three companies", "Spending doubled over the period; one quarter of one company is missing."
	c.X = Axis{Name: "Quarter", Unit: "quarter", Time: true}
	c.Y = Axis{Name: "Spending", Unit: "billion USD", Adjustment: NSA, Prices: Nominal, Measure: Level}
	c.Breaks, c.Interval, c.Notes, c.Series = nil, "", nil, nil
	for k, name := range []string{"Company A", "Company B", "Company C"} {
		s := Series{Name: name}
		for i := range 12 {
			p := Point{T: month(3 * i), Y: Num(float64(10 + 3*k + i)), Preliminary: i == 11}
			if k == 1 && i == 4 {
				p.Y = nil
			}
			s.Points = append(s.Points, p)
		}
		c.Series = append(c.Series, s)
	}
	c.Shades = []Shade{{From: month(2), To: month(9), Label: "supply was short"}}
	return c
}

func pathChart() Chart {
	c := lineChart()
	c.Kind, c.Title, c.Subtitle = Path, "Vacancies and unemployment", "Months joined in order; one is missing."
	c.X = Axis{Name: "Unemployment", Unit: "percent", Adjustment: SA, Prices: NoPrices, Measure: Rate}
	c.Y = Axis{Name: "Vacancies", Unit: "percent", Adjustment: SA, Prices: NoPrices, Measure: Rate}
	c.Breaks, c.Events, c.Interval, c.Revision, c.Notes = nil, nil, "", "", nil
	s := Series{Name: "months"}
	for i := range 30 {
		p := Point{X: 5 + 2*math.Sin(float64(i)/6), Y: Num(5 - 2*math.Sin(float64(i)/5)), Detail: month(i).Format("2006-01")}
		if i%12 == 0 {
			p.Label = p.Detail
		}
		if i == 20 {
			p.Y = nil
		}
		s.Points = append(s.Points, p)
	}
	c.Series = []Series{s}
	c.Guides = []Guide{Between(3, 7, 7, 3, "the curve of earlier years"), At(4, "its mean")}
	return c
}

func allCharts() map[string]Chart {
	sample := lineChart()
	sample.Sample, sample.Title = true, "Employment, made data"
	return map[string]Chart{"line": lineChart(), "step": stepChart(), "scatter": scatterChart(), "bars": barChart(),
		"dumbbell": dumbbellChart(), "dots": dotsChart(), "area": areaChart(), "panels": panelChart(), "sample": sample, "stacked": stackedChart(), "path": pathChart()}
}

func examplePage() Page {
	sample := allCharts()["sample"]
	card := func(id, title string, v Verdict, charts ...Chart) Card {
		return Card{
			ID: id, Title: title, Verdict: v, Statement: "AI killed the junior job, and it caused a wave of layoffs.", StatementBy: "op-ed of 2025-02-13",
			SourceSays: "The paper measures exposure of tasks and makes no prediction of adoption.", Measure: "Log employment in exposed occupations against the others, month by month.", Consequence: "Exposure is measured, and jobs are counted apart from it.",
			Answer: "The two groups cannot be told apart.", Registered: "2026-11-24", Missing: []string{"“Hires” has no data: not loaded: made.hires."},
			History:   []Change{{At: day(2026, 1, 2), After: Mixed}, {At: day(2026, 3, 4), Before: Mixed, After: v, Known: "made.jobs 2026-03-01"}},
			Threshold: "Gap below -2 % in the twelve months after 2022-12, interval without zero.", Why: "The gap is below the threshold, and its interval holds zero.",
			Value: "-1.3 %", Uncertainty: "90 % interval -3.1 % to 0.5 %", Charts: charts, Caveats: []string{"US figures do not speak for Hong Kong or China.", "Exposure is not loss."}, Stamp: stamp(),
		}
	}
	tested := card("hk", "Hong Kong's juniors", NotTestable)
	tested.Value, tested.Uncertainty, tested.Threshold = "", "", ""
	tested.Why = "No public data by age and occupation exist."
	return Page{
		Title: "Claims about AI and work, checked", Lead: "What public figures say of each claim, with every vintage kept. Made values show the layout.", Stamp: stamp(),
		Cards: []Card{
			card("jobs", "White-collar jobs vanish", NotIdentified, lineChart(), sample),
			card("price", "Tokens get cheaper", Supported, stepChart(), dotsChart()),
			card("cost", "Training costs collapse", Mixed, scatterChart()),
			card("use", "Everybody uses it", Contradicted, barChart(), dumbbellChart(), areaChart(), panelChart()), tested,
		},
		Reproductions: []Reproduction{{Figure: "Share of workers with 10 % of tasks exposed (beta)", Published: "0.80", Ours: "0.79", Difference: "-0.01", State: "within", Note: "employment of May 2021", Source: "Authors of the labels"},
			{Figure: "Share above one half", Published: "0.19", Ours: "inputs are not loaded", State: "not loaded", Source: "Authors of the labels"},
			{Figure: "Unemployment rate of October 2025", Published: "no value", Ours: "no value", State: "hole as published", Source: "Bureau of Made Statistics"}},
		Indicators: []Indicator{{ID: "young_exposed_gap", Title: "Young workers in exposed occupations", Status: "computed", Newest: "2026-10", Cards: []string{"jobs"}, Charts: []Chart{stackedChart(), pathChart()}}, {ID: "hk_junior_labour", Title: "Juniors in Hong Kong", Status: "no data", Note: "no public table by age"}},
		Sources: []Source{
			{ID: "made.jobs", Title: "Made jobs", URL: "https://example.org/jobs", Licence: "public domain", Attribution: "Bureau of Made Statistics."},
			{ID: "made.prices", Title: "Made prices", Licence: "MIT"},
		},
	}
}

func TestReportExamplePageIsWritten(t *testing.T) {
	var b bytes.Buffer
	if err := WriteHTML(&b, examplePage()); err != nil {
		t.Fatal(err)
	}
	if *keep == "" {
		return
	}
	if err := os.WriteFile(*keep, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range allCharts() {
		for _, w := range []int{760, 360} {
			svg, png, err := Render(c, w, c.Height(w)+220)
			if err != nil {
				t.Fatal(name, err)
			}
			stem := strings.TrimSuffix(*keep, filepath.Ext(*keep)) + "-" + name
			if w == 360 {
				stem += "-narrow"
			}
			if err := os.WriteFile(stem+".svg", svg, 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(stem+".png", png, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
