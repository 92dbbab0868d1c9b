package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"jevons/pipeline"
	"jevons/pipeline/warehouse"
)

var formats = []string{"table", "csv", "json", "markdown"}

func (a *app) queryCommand() *cobra.Command {
	var format string
	var limit int
	c := &cobra.Command{
		Use: "query SQL", Short: "Ask the published database",
		Long: `Runs SQL on the published database, which it opens read-only: a run that works
in the same folder is neither disturbed nor waited for. SQL may be - for the
standard input. The dialect is DuckDB's.

Formats: table fits the terminal, cuts long cells with … and shows --limit rows;
csv and json (one object a line) give all rows and all of every cell; markdown
is a table to paste. A number that is not finite is a text in JSON.

Schemas: marts (indicators), core (cleaned), latest (newest state of each
dataset), raw (every vintage; raw.NAME_asof(TIME) is the state as known then),
ref (tables kept by hand), meta (ledger, quarantine, dictionary).

` + exitHelp,
		Example: "  jevons query \"SELECT * FROM marts.gpu_hour_price WHERE cloud = 'all' LIMIT 5\"\n" +
			"  jevons query -f csv \"SELECT * FROM latest.llmprices_history\" > prices.csv",
		Args: argsBetween(1, 1, "one SQL text"),
		RunE: a.with(func(cmd *cobra.Command, args []string) error {
			if a.json {
				if cmd.Flags().Changed("format") && format != "json" {
					return usagef("--json and --format %s exclude each other", inert(format))
				}
				format = "json"
			}
			if !slices.Contains(formats, format) {
				return &pipeline.UnknownError{What: "format", Name: format, Nearest: pipeline.Nearest(format, formats)}
			}
			if limit < 1 {
				return usagef("--limit is %d; it is at least 1", limit)
			}
			text := args[0]
			if text == "-" {
				b, err := io.ReadAll(io.LimitReader(a.in, 1<<20))
				if err != nil {
					return fmt.Errorf("read SQL from the standard input: %w", err)
				}
				text = string(b)
			}
			if strings.TrimSpace(text) == "" {
				return usagef("the SQL text is empty; see jevons query --help")
			}
			if format != "table" && !cmd.Flags().Changed("limit") {
				limit = 0
			}
			return a.query(cmd.Context(), text, format, limit)
		}),
	}
	c.Flags().StringVarP(&format, "format", "f", "table", "table, csv, json or markdown")
	c.Flags().IntVar(&limit, "limit", 100, "most rows shown (default of a table only)")
	_ = c.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// reader is how the published database is opened. done removes what it leaves.
func (a *app) reader() (opt warehouse.Options, done func(), err error) {
	// Not in the data folder: the process that works there empties its own.
	tmp, err := os.MkdirTemp("", "jevons-query-")
	if err != nil {
		return opt, nil, fmt.Errorf("make a folder for what does not fit into memory: %w", err)
	}
	opt = warehouse.Options{TempDir: tmp, MemoryMB: a.memory, Threads: a.threads}
	if opt.Threads == 0 {
		opt.Threads = runtime.GOMAXPROCS(0)
	}
	return opt, func() { _ = os.RemoveAll(tmp) }, nil
}

// errEnough stops a query whose rows are more than are shown.
var errEnough = errors.New("enough rows")

// query runs one statement and prints at most limit rows, all for 0.
func (a *app) query(ctx context.Context, sql, format string, limit int) error {
	opt, done, err := a.reader()
	if err != nil {
		return err
	}
	defer done()
	out := a.printer(format)
	n, more := 0, false
	err = warehouse.Query(ctx, a.dir, sql, opt,
		func(columns, types []string, row []any) error {
			if row == nil {
				return out.begin(columns, types)
			}
			if limit > 0 && n == limit {
				more = true
				return errEnough
			}
			n++
			for i, v := range row {
				row[i] = warehouse.Plain(v)
			}
			return out.row(row)
		})
	if err != nil && !errors.Is(err, errEnough) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("query: %w", err)
	}
	return out.end(n, more)
}
