package cli

import (
	"bufio"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"strconv"
	"strings"
	"time"

	"jevons/pipeline/warehouse"
)

// printer writes the rows of a query.
type printer interface {
	begin(columns, types []string) error
	row(values []any) error
	end(rows int, more bool) error
}

func (a *app) printer(format string) printer {
	switch format {
	case "csv":
		return &csvPrinter{a: a, w: csv.NewWriter(a.out)}
	case "json":
		return &jsonPrinter{a: a, w: bufio.NewWriter(a.out)}
	case "markdown":
		return &markdownPrinter{a: a, w: bufio.NewWriter(a.out)}
	}
	return &tablePrinter{a: a}
}

// numeric tells types whose values stand on the right.
func numeric(t string) bool {
	for _, p := range []string{"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL"} {
		if strings.HasPrefix(t, p) {
			return !strings.HasSuffix(t, "]")
		}
	}
	return false
}

type tablePrinter struct {
	a     *app
	t     table
	types []string
}

func (p *tablePrinter) begin(columns, types []string) error {
	p.types = types
	p.t = table{style: p.a.text, head: columns, rule: true, right: make([]bool, len(columns)), fixed: make([]bool, len(columns))}
	for i, t := range types {
		p.t.right[i] = numeric(t)
		p.t.fixed[i] = t == "DATE" || t == "BOOLEAN" || t == "UUID" || strings.HasPrefix(t, "TIME")
	}
	return nil
}

func (p *tablePrinter) row(values []any) error {
	row := make([]cell, len(values))
	for i, v := range values {
		if v == nil {
			row[i] = cell{text: "NULL", ink: p.a.text.dim}
			continue
		}
		row[i].text = inert(textOf(v, p.types[i]))
		if f, ok := v.(float64); ok {
			row[i].short = strconv.FormatFloat(f, 'g', 6, 64)
			if math.Abs(f) >= 1e5 && math.Abs(f) < 1e15 {
				row[i].short = strconv.FormatFloat(f, 'f', 0, 64)
			}
			if len(row[i].short) > len(row[i].text) {
				row[i].short = ""
			}
		}
	}
	p.t.rows = append(p.t.rows, row)
	return nil
}

func (p *tablePrinter) end(rows int, more bool) error {
	left, cut, err := p.t.print(p.a.out)
	if err != nil {
		return err
	}
	foot := count(int64(rows), "row")
	if more {
		foot = "the first " + foot + "; more with --limit or --format csv"
	}
	if left > 0 {
		names := p.t.head[len(p.t.head)-left:]
		foot += fmt.Sprintf("; no room for %s: %s", count(int64(left), "column"), inert(strings.Join(names, ", ")))
	} else if cut {
		foot += "; cells are cut or rounded to fit, --format csv has all"
	}
	_, err = fmt.Fprintln(p.a.out, p.a.text.dim(p.a.text.wrap("("+foot+")", "  ")))
	return err
}

// csvPrinter writes NULL as an empty field and an empty text in quotes is not
// told apart from it, as CSV has it. On a terminal its cells are inert; in a
// file they are what the database holds.
type csvPrinter struct {
	a     *app
	w     *csv.Writer
	types []string
}

func (p *csvPrinter) begin(columns, types []string) error {
	p.types = types
	return p.write(columns)
}

func (p *csvPrinter) row(values []any) error {
	cells := make([]string, len(values))
	for i, v := range values {
		if v != nil {
			cells[i] = textOf(v, p.types[i])
		}
	}
	return p.write(cells)
}

func (p *csvPrinter) write(cells []string) error {
	if p.a.env.Out.Is {
		for i, c := range cells {
			cells[i] = inert(c)
		}
	}
	return p.w.Write(cells)
}

func (p *csvPrinter) end(int, bool) error {
	p.w.Flush()
	return p.w.Error()
}

// jsonPrinter writes one object a line, columns in their order.
type jsonPrinter struct {
	a     *app
	w     *bufio.Writer
	names []string
	types []string
}

func (p *jsonPrinter) begin(columns, types []string) error {
	p.types = types
	seen := map[string]int{}
	for _, c := range columns {
		// An object cannot hold two members of one name.
		seen[c]++
		if n := seen[c]; n > 1 {
			c = fmt.Sprintf("%s_%d", c, n)
		}
		b, err := jsonText(c)
		if err != nil {
			return err
		}
		p.names = append(p.names, b)
	}
	return nil
}

func (p *jsonPrinter) row(values []any) error {
	for i, v := range values {
		p.w.WriteString(map[bool]string{true: "{", false: ","}[i == 0] + p.names[i] + ":")
		text, err := jsonText(jsonValue(v, p.types[i]))
		if err != nil {
			return err
		}
		p.w.WriteString(text)
	}
	_, err := p.w.WriteString("}\n")
	return err
}

func (p *jsonPrinter) end(int, bool) error { return p.w.Flush() }

// jsonText is JSON in which nothing can steer a terminal: what encoding/json
// leaves as it is and is not plain is written as \u escapes.
func jsonText(v any) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	return jsonInert(strings.TrimSuffix(b.String(), "\n")), nil
}

// jsonInert is inert for a text that is JSON and has to stay so.
func jsonInert(text string) string {
	if plain(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case inert(string(r)) == string(r) || r == '\u00a0':
			b.WriteRune(r)
		case r > 0xffff:
			hi, lo := (r-0x10000)>>10+0xd800, (r-0x10000)&0x3ff+0xdc00
			fmt.Fprintf(&b, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// jsonValue is what JSON has for a value; what it has no notation for is a text.
func jsonValue(v any, sqlType string) any {
	switch x := v.(type) {
	case nil, bool, string, int8, int16, int32, int64, uint8, uint16, uint32, uint64:
		return x
	case float32:
		if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
			return textOf(x, sqlType)
		}
		return json.Number(strconv.FormatFloat(float64(x), 'g', -1, 32))
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return textOf(x, sqlType)
		}
		return x
	case warehouse.Figure:
		return json.Number(x)
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = jsonValue(e, strings.TrimSuffix(sqlType, "[]"))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, e := range x {
			out[k] = jsonValue(e, "")
		}
		return out
	}
	return textOf(v, sqlType)
}

// markdownPrinter writes a table for a document.
type markdownPrinter struct {
	a     *app
	w     *bufio.Writer
	types []string
}

func (p *markdownPrinter) begin(columns, types []string) error {
	p.types = types
	p.line(columns)
	marks := make([]string, len(types))
	for i, t := range types {
		marks[i] = "---"
		if numeric(t) {
			marks[i] = "---:"
		}
	}
	fmt.Fprintf(p.w, "| %s |\n", strings.Join(marks, " | "))
	return nil
}

func (p *markdownPrinter) line(cells []string) {
	for i, c := range cells {
		// Data must not become markup, links and images least of all.
		cells[i] = markdownEscape.Replace(inert(c))
	}
	fmt.Fprintf(p.w, "| %s |\n", strings.Join(cells, " | "))
}

var markdownEscape = strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "&", "&amp;", "[", `\[`, "]", `\]`, "`", "\\`", "*", `\*`, "_", `\_`)

func (p *markdownPrinter) row(values []any) error {
	cells := make([]string, len(values))
	for i, v := range values {
		if v != nil {
			cells[i] = textOf(v, p.types[i])
		}
	}
	p.line(cells)
	return nil
}

func (p *markdownPrinter) end(int, bool) error { return p.w.Flush() }

// textOf is a value as a text that reads back as the same value.
func textOf(v any, sqlType string) string {
	switch x := v.(type) {
	case nil:
		return "NULL"
	case string:
		return x
	case bool:
		return strconv.FormatBool(x)
	case float32:
		return number(float64(x), 32)
	case float64:
		return number(x, 64)
	case time.Time:
		return timeText(x, sqlType)
	case []byte:
		if sqlType == "UUID" && len(x) == 16 {
			return fmt.Sprintf("%x-%x-%x-%x-%x", x[:4], x[4:6], x[6:8], x[8:10], x[10:])
		}
		return base64.StdEncoding.EncodeToString(x)
	case warehouse.Figure:
		return string(x)
	case []any:
		parts := make([]string, len(x))
		for i, e := range x {
			parts[i] = textOf(e, strings.TrimSuffix(sqlType, "[]"))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		var parts []string
		for k, e := range x {
			parts = append(parts, k+": "+textOf(e, ""))
		}
		sort.Strings(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return fmt.Sprint(v)
}

// number writes plain figures as long as they are not longer than scientific ones.
func number(x float64, bits int) string {
	if m := math.Abs(x); m == 0 || m >= 1e-6 && m < 1e15 {
		return strconv.FormatFloat(x, 'f', -1, bits)
	}
	return strconv.FormatFloat(x, 'g', -1, bits)
}

func timeText(t time.Time, sqlType string) string {
	switch {
	case sqlType == "DATE":
		return t.Format(time.DateOnly)
	case sqlType == "TIME":
		return t.Format("15:04:05.999999")
	case strings.HasSuffix(sqlType, "TZ") || strings.HasSuffix(sqlType, "TIME ZONE"):
		return t.UTC().Format("2006-01-02 15:04:05.999999Z07:00")
	}
	return t.Format("2006-01-02 15:04:05.999999999")
}
