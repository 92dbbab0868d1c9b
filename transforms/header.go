package transforms

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var headerKeys = []string{"about", "grain", "check", "warn", "unit", "kind", "export", "portable", "method", "compute"}

var (
	headerLine = regexp.MustCompile(`^--\s{0,2}([A-Za-z_-]+)\s*:\s*(.*)$`)
	checkName  = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9 _-]*):\s+(.+)$`)
	identifier = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)
)

// maxModelSize bounds one model or reference file; ours are a few kilobytes.
const maxModelSize = 4 << 20

// parseModel reads one model file. Every error begins with file and line.
func parseModel(table Table, file, text string) (Model, error) {
	m := Model{Table: table, File: file, Units: map[string]string{}, Method: 1}
	lines := strings.Split(text, "\n")
	seen := map[string]int{}
	i := 0
	for i < len(lines) {
		line := strings.TrimRight(lines[i], " \t\r")
		if line == "" {
			i++
			continue
		}
		if !strings.HasPrefix(line, "--") {
			break
		}
		at := i + 1
		match := headerLine.FindStringSubmatch(line)
		if match == nil {
			return m, fmt.Errorf("%s:%d: read header: %q is not \"-- key: value\"; write notes inside the SELECT", file, at, line)
		}
		key, value := match[1], match[2]
		for i++; i < len(lines) && strings.HasPrefix(lines[i], "--   "); i++ {
			value += " " + strings.TrimSpace(lines[i][2:])
		}
		if err := m.set(key, strings.TrimSpace(value), at, seen); err != nil {
			return m, fmt.Errorf("%s:%d: read header: %w", file, at, err)
		}
	}
	m.Line = i + 1
	m.Select = strings.TrimRight(strings.TrimSpace(strings.Join(lines[i:], "\n")), "; \n\t\r")
	switch {
	case m.About == "":
		return m, fmt.Errorf("%s:1: read header: no about; say in one sentence what a row is", file)
	case len(m.Grain) == 0:
		return m, fmt.Errorf("%s:1: read header: no grain; name the columns that identify a row", file)
	case m.Select == "":
		return m, fmt.Errorf("%s:%d: read model: the file holds no SELECT", file, m.Line)
	}
	return m, nil
}

func (m *Model) set(key, value string, line int, seen map[string]int) error {
	if !slices.Contains(headerKeys, key) {
		return fmt.Errorf("unknown key %q; the nearest one is %q", key, nearest(key, headerKeys))
	}
	if value == "" {
		return fmt.Errorf("key %s has no value", key)
	}
	repeatable := key == "check" || key == "warn" || key == "unit"
	if first := seen[key]; first > 0 && !repeatable {
		return fmt.Errorf("key %s was already given on line %d", key, first)
	}
	seen[key] = line
	switch key {
	case "about":
		m.About = value
	case "grain":
		names, err := columnList(value)
		m.Grain = names
		return err
	case "check":
		m.Checks = append(m.Checks, parseCheck(value, line))
	case "warn":
		m.Warns = append(m.Warns, parseCheck(value, line))
	case "unit":
		return m.setUnits(value)
	case "kind":
		switch value {
		case "view":
			m.Kind = View
		case "table":
			m.Kind = Materialized
		default:
			return fmt.Errorf("kind %q; it is table or view", value)
		}
	case "export":
		if value != "parquet" {
			return fmt.Errorf("export %q; the only form is parquet", value)
		}
		m.Export = true
	case "portable":
		reason, ok := strings.CutPrefix(value, "no, because ")
		if !ok || reason == "" {
			return fmt.Errorf("portable %q; leave it out, or write \"no, because\" and the reason", value)
		}
		m.Portable = reason
	case "compute":
		if !identifier.MatchString(value) {
			return fmt.Errorf("compute %q; it is the name of a function", value)
		}
		m.Compute = value
	case "method":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 {
			return fmt.Errorf("method %q; it is a number from 1", value)
		}
		m.Method = n
	}
	return nil
}

func (m *Model) setUnits(value string) error {
	left, unit, ok := strings.Cut(value, "=")
	unit = strings.TrimSpace(unit)
	if !ok || unit == "" {
		return fmt.Errorf("unit %q; write \"column = unit\"", value)
	}
	names, err := columnList(left)
	if err != nil {
		return err
	}
	for _, n := range names {
		if _, twice := m.Units[n]; twice {
			return fmt.Errorf("the unit of column %s is given twice", n)
		}
		m.Units[n] = unit
	}
	return nil
}

func parseCheck(value string, line int) Check {
	if match := checkName.FindStringSubmatch(value); match != nil {
		return Check{Name: match[1], Condition: match[2], Line: line}
	}
	return Check{Name: value, Condition: value, Line: line}
}

func columnList(value string) ([]string, error) {
	var out []string
	for name := range strings.SplitSeq(value, ",") {
		name = strings.TrimSpace(name)
		if !identifier.MatchString(name) {
			return nil, fmt.Errorf("%q is not a column name", name)
		}
		if slices.Contains(out, name) {
			return nil, fmt.Errorf("column %s is named twice", name)
		}
		out = append(out, name)
	}
	return out, nil
}

// nearest is the candidate with the least edit distance to s, the first one of
// equals; "" when there are none.
func nearest(s string, candidates []string) string {
	best, least := "", -1
	for _, c := range candidates {
		if d := distance(s, c); least < 0 || d < least {
			best, least = c, d
		}
	}
	return best
}

func distance(a, b string) int {
	prev := make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := range len(a) {
		diagonal := prev[0]
		prev[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = prev[j+1]
			prev[j+1] = min(cost, prev[j+1]+1, prev[j]+1)
		}
	}
	return prev[len(b)]
}
