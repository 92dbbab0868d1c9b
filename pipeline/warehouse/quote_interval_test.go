package warehouse

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"jevons/transforms"
)

// stateColumns are those of core.token_state, from which quotes are made.
const stateColumns = `(source VARCHAR, vendor VARCHAR, model VARCHAR, name VARCHAR, tariff VARCHAR, component VARCHAR, usd DOUBLE,
	basis VARCHAR, valid_from TIMESTAMP, valid_to TIMESTAMP, state BIGINT)`

// statedQuotes builds core.token_quote from stated prices of one model, each row
// "component, usd, from, to" in SQL, with NULL for an open end.
func statedQuotes(t *testing.T, rows ...string) (*sql.Conn, error) {
	t.Helper()
	conn := emptyWarehouse(t, "none")
	run(t, conn, "CREATE SCHEMA core", "CREATE TABLE core.token_state "+stateColumns)
	for _, r := range rows {
		component, rest, _ := strings.Cut(r, ", ")
		run(t, conn, "INSERT INTO core.token_state (source, vendor, model, name, tariff, basis, state, component, usd, valid_from, valid_to) VALUES "+
			"('genai.prices', 'deepseek', 'deepseek-chat', '', 'standard', 'stated', 1, '"+component+"', "+rest+")")
	}
	_, err := BuildModels(context.Background(), conn, []transforms.Model{modelNamed(t, "core.token_quote")}, nil, BuildOptions{})
	return conn, err
}

// modelNamed is one of the program's models.
func modelNamed(t *testing.T, name string) transforms.Model {
	t.Helper()
	for _, m := range orderedModels() {
		if m.Table.String() == name {
			return m
		}
	}
	t.Fatalf("no model %s", name)
	return transforms.Model{}
}

// TestStatedPricesHoldFromTheirInstantOn has the prices of deepseek-chat, which
// rose at 16:00 UTC on two days.
func TestStatedPricesHoldFromTheirInstantOn(t *testing.T) {
	conn, err := statedQuotes(t,
		"input, 0.14, '2024-12-26', '2025-02-08 16:00'", "input, 0.27, '2025-02-08 16:00', '2025-09-05 16:00'", "input, 0.56, '2025-09-05 16:00', NULL",
		"output, 0.28, '2024-12-26', '2025-02-08 16:00'", "output, 1.10, '2025-02-08 16:00', '2025-09-05 16:00'", "output, 1.68, '2025-09-05 16:00', NULL")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ at, want string }{
		{"2024-12-25 23:59:59", ""},
		{"2025-01-20", "0.175 0.14 0.28"},
		{"2025-02-08 15:59:59", "0.175 0.14 0.28"},
		{"2025-02-08 16:00:00", "0.4775 0.27 1.1"},
		{"2025-09-05 15:59:59", "0.4775 0.27 1.1"},
		{"2025-09-05 16:00:00", "0.84 0.56 1.68"},
		{"2026-11-24", "0.84 0.56 1.68"},
	} {
		var got string
		err := conn.QueryRowContext(context.Background(), `SELECT coalesce(string_agg(CAST(round(usd_per_mtok, 9) AS VARCHAR), ' ' ORDER BY component), '')
FROM core.token_quote WHERE component IN ('blend_3', 'input', 'output') AND valid_from <= CAST($1 AS TIMESTAMP)
  AND (valid_to IS NULL OR CAST($1 AS TIMESTAMP) < valid_to)`, c.at).Scan(&got)
		if err != nil || got != c.want {
			t.Errorf("at %s: %q, want %q (%v)", c.at, got, c.want, err)
		}
	}
	// The mean by time over February 2025: 184 hours at 0.14 and 488 at 0.27.
	var mean string
	err = conn.QueryRowContext(context.Background(), `SELECT printf('%.10f', sum(usd_per_mtok * seconds) / sum(seconds)) FROM (
  SELECT usd_per_mtok, date_diff('second', greatest(valid_from, TIMESTAMP '2025-02-01'),
    least(coalesce(valid_to, TIMESTAMP '2025-03-01'), TIMESTAMP '2025-03-01')) AS seconds
  FROM core.token_quote WHERE component = 'input') WHERE seconds > 0`).Scan(&mean)
	if err != nil || mean != "0.2344047619" {
		t.Errorf("mean of February 2025: %s, want 0.2344047619 (%v)", mean, err)
	}
}

func TestStatedPricesWithAGapOrAnOverlapFailTheBuild(t *testing.T) {
	for name, c := range map[string]struct {
		rows []string
		fine bool
	}{
		"they meet":           {[]string{"input, 1, '2025-01-01', '2025-02-01'", "input, 2, '2025-02-01', NULL"}, true},
		"from the start":      {[]string{"input, 1, NULL, '2025-02-01'", "input, 2, '2025-02-01', NULL"}, true},
		"free in between":     {[]string{"input, 1, '2025-01-01', '2025-02-01'", "input, 0, '2025-02-01', '2025-03-01'", "input, 2, '2025-03-01', NULL"}, true},
		"gap of a second":     {[]string{"input, 1, '2025-01-01', '2025-02-01'", "input, 2, '2025-02-01 00:00:01', NULL"}, false},
		"gap at one price":    {[]string{"input, 1, '2025-01-01', '2025-02-01'", "input, 1, '2025-02-03', NULL"}, false},
		"overlap of a second": {[]string{"input, 1, '2025-01-01', '2025-02-01 00:00:01'", "input, 2, '2025-02-01', NULL"}, false},
		"one within another":  {[]string{"input, 1, '2025-01-01', '2025-12-01'", "input, 2, '2025-03-01', '2025-04-01'"}, false},
		"open, yet followed":  {[]string{"input, 1, '2025-01-01', NULL", "input, 2, '2025-03-01', NULL"}, false},
		"two at once":         {[]string{"input, 1, '2025-01-01', '2025-02-01'", "input, 2, '2025-01-01', '2025-02-01'"}, false},
		"free, then a gap":    {[]string{"input, 0, '2025-01-01', '2025-02-01'", "input, 1, '2025-02-01', '2025-03-01'", "input, 2, '2025-03-02', NULL"}, false},
	} {
		_, err := statedQuotes(t, c.rows...)
		if c.fine && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !c.fine && (err == nil || !strings.Contains(err.Error(), `check "stated intervals meet"`)) {
			t.Errorf("%s: built, or failed for another reason: %v", name, err)
		}
	}
}

func TestOffersThatOverlapFailTheBuild(t *testing.T) {
	m := modelNamed(t, "core.gpu_offer")
	// The model makes each interval end where the next begins, so the check is
	// put to a table of the same form.
	m.Select, m.Reads = "SELECT * FROM offers", nil
	for name, c := range map[string]struct {
		first, second string
		fine          bool
	}{
		"they meet": {"'2026-04-02', '2026-04-06'", "'2026-04-06', NULL", true},
		"a gap":     {"'2026-04-02', '2026-04-06'", "'2026-04-07', NULL", true}, // it was not on offer
		"overlap":   {"'2026-04-02', '2026-04-07'", "'2026-04-06', NULL", false},
		"open":      {"'2026-04-02', NULL", "'2026-04-06', NULL", false},
	} {
		conn := emptyWarehouse(t, "none")
		run(t, conn, `CREATE TABLE offers (cloud VARCHAR, instance_type VARCHAR, region VARCHAR, availability_zone VARCHAR, accelerator_name VARCHAR,
			gpu VARCHAR, gpu_count DOUBLE, tenure VARCHAR, usd_per_gpu_hour DOUBLE, includes_host BOOLEAN, flag VARCHAR,
			valid_from TIMESTAMP, valid_to TIMESTAMP, is_sample BOOLEAN)`)
		for _, held := range []string{c.first, c.second} {
			run(t, conn, "INSERT INTO offers VALUES ('lambda', 'x', 'r', '', 'H100', 'H100', 1, 'on_demand', 2, true, NULL, "+held+", false)")
		}
		_, err := BuildModels(context.Background(), conn, []transforms.Model{m}, nil, BuildOptions{})
		if c.fine && err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !c.fine && (err == nil || !strings.Contains(err.Error(), `check "no overlap"`)) {
			t.Errorf("%s: built, or failed for another reason: %v", name, err)
		}
	}
}
