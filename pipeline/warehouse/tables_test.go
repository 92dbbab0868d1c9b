package warehouse

import (
	"context"
	"testing"

	"jevons/sources"
)

// TestOtherWordsAboutADatasetCostNoLoad changes texts only: the dictionary
// follows, and the rows stay.
func TestOtherWordsAboutADatasetCostNoLoad(t *testing.T) {
	ctx := context.Background()
	w, s := open(t), newShelf(toy())
	if _, err := w.Ensure(ctx, []*sources.Dataset{s.d}); err != nil {
		t.Fatal(err)
	}
	s.load(t, w, s.put("", "series_id|period|value|note\nA|1|1|\n", day(1)))
	renamed := toy(func(d *sources.Dataset) {
		d.About, d.Fresh.Why, d.Columns[2].Unit = "Other words.", "because", "thousand jobs"
	})
	clear(w.ready) // as after a restart
	changed, err := w.Ensure(ctx, []*sources.Dataset{renamed})
	if err != nil || len(changed) > 0 {
		t.Fatal(changed, err)
	}
	for query, want := range map[string]string{
		"SELECT count(*) FROM raw.toy_series":                                                                                    "1",
		"SELECT about || ' ' || freshness_why FROM meta.dataset":                                                                 "Other words. because",
		`SELECT unit FROM meta."column" WHERE name = 'value'`:                                                                    "thousand jobs",
		"SELECT comment FROM duckdb_views() WHERE schema_name = 'latest' AND view_name = 'toy_series'":                           "Other words. Newest state. nobody",
		"SELECT comment FROM duckdb_columns() WHERE schema_name = 'raw' AND table_name = 'toy_series' AND column_name = 'value'": "Value. Unit: thousand jobs.",
	} {
		var got string
		if err := w.conn.QueryRowContext(ctx, query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %q %v, want %q", query, got, err, want)
		}
	}
	renamed.Columns[2].Null = false
	clear(w.ready)
	if changed, err = w.Ensure(ctx, []*sources.Dataset{renamed}); err != nil || len(changed) != 1 {
		t.Error(changed, err)
	}
}
