package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"jevons/pipeline"
)

const noPublishHelp = "load only; publish with a later command"

func (a *app) runCommand() *cobra.Command {
	var noPublish bool
	var rules string
	c := &cobra.Command{
		Use: "run [DATASET…]", Short: "Look at sources, load what is new, publish",
		Long: `Looks at the datasets named, or at all that are on, with conditional requests;
keeps the bytes that are new, loads them, rebuilds the indicators and publishes
them, if anything changed. What fails or is refused does not stop the rest, and
its last good data stay.

With --mirror the same requests are answered from a folder DIR/<host>/<path>
instead of the network, and datasets that are off are looked for too. Folders
DIR/@2026-09-04/<host>/<path> are states of several dates, read oldest first.

` + approveIfHelp + `

` + exitHelp,
		Example: "  JEVONS_CONTACT=someone@example.org jevons run\n  jevons run bls.ces bls.ces_series\n  jevons run --mirror ./mirror --json\n  jevons run --approve-if \"vanished=0 and revised<5%\"",
		Args:    func(_ *cobra.Command, args []string) error { return a.known(args) }, ValidArgsFunction: a.completeDatasets,
		RunE: a.with(func(cmd *cobra.Command, args []string) error {
			src, done, err := a.source(cmd)
			if err != nil {
				return err
			}
			defer done()
			if src.Mirror != nil && len(args) == 0 {
				args = a.names()
			}
			ctx := cmd.Context()
			return a.workUnder(ctx, rules, func(r *pipeline.Runner) error {
				if err := r.Unmixed(false); err != nil {
					return &usageError{err}
				}
				runs, err := r.Run(ctx, src, args...)
				if err == nil && len(runs) == 0 {
					return usagef("the mirror %s holds no file of %s; files lie in it as <host>/<path>", a.mirror, count(int64(len(args)), "dataset"))
				}
				return a.finish(ctx, r, runs, err, noPublish)
			})
		}),
	}
	c.Flags().BoolVar(&noPublish, "no-publish", false, noPublishHelp)
	c.Flags().StringVar(&rules, "approve-if", "", approveIfFlag)
	return c
}

// source is where the looks of a command go: live, or the mirror of --mirror.
func (a *app) source(cmd *cobra.Command) (src pipeline.Source, done func(), err error) {
	if !cmd.Flags().Changed("mirror") {
		return src, func() {}, nil
	}
	src.Mirror, done, err = openMirror(a.mirror)
	return src, done, err
}

// openMirror opens a folder so that links inside it cannot lead out of it.
func openMirror(dir string) (fs.FS, func(), error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, &usageError{fmt.Errorf("open the mirror: %w", err)}
	}
	return root.FS(), func() { _ = root.Close() }, nil
}

func (a *app) loadCommand() *cobra.Command {
	var noPublish bool
	var part, at, rules string
	c := &cobra.Command{
		Use: "load DATASET FILE…", Short: "Load files from disk and publish",
		Long: `Loads files that somebody got by hand. The tables come out the same in whatever
order they are loaded. --part says which piece of the dataset a file is, where
its path does not tell. --at states since when its content was known: a day
(00:00 UTC) or an instant such as 2026-09-04T12:30:00Z; without it, that is now,
and bytes seen before change nothing. A file that is not what it should be is
refused, and the last good data stay; one that breaks --approve-if (see jevons
run --help) is held until jevons approve.

` + exitHelp,
		Example: "  jevons load bls.oews_national oesm24nat.zip\n  jevons load skypilot.vms vms.csv --part lambda --at 2026-05-06",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				if err := a.known(args[:1]); err != nil {
					return err
				}
			}
			return argsBetween(2, -1, "a dataset and at least one file")(cmd, args)
		},
		ValidArgsFunction: func(cmd *cobra.Command, args []string, to string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveDefault
			}
			return a.completeDatasets(cmd, args, to)
		},
		RunE: a.with(func(cmd *cobra.Command, args []string) error {
			stated, err := parseTime("--at", at)
			if err != nil {
				return err
			}
			if !stated.IsZero() && stated.After(a.env.Now()) {
				return usagef("--at %s is in the future; nothing is known as of then", inert(at))
			}
			for _, file := range args[1:] {
				if _, err := os.Stat(file); err != nil {
					return &usageError{fmt.Errorf("load %s: %w", args[0], err)}
				}
			}
			ctx := cmd.Context()
			return a.workUnder(ctx, rules, func(r *pipeline.Runner) error {
				if err := r.Unmixed(false); err != nil {
					return &usageError{err}
				}
				runs, err := a.loadFiles(ctx, r, args[0], args[1:], part, stated)
				return a.finish(ctx, r, runs, err, noPublish)
			})
		}),
	}
	c.Flags().StringVar(&part, "part", "", "piece of the dataset, such as a year or a cloud")
	c.Flags().StringVar(&at, "at", "", "`TIME` since which it was known, such as 2026-09-04")
	c.Flags().BoolVar(&noPublish, "no-publish", false, noPublishHelp)
	c.Flags().StringVar(&rules, "approve-if", "", approveIfFlag)
	return c
}

func (a *app) loadFiles(ctx context.Context, r *pipeline.Runner, name string, files []string, part string, at time.Time) ([]pipeline.Run, error) {
	var runs []pipeline.Run
	for _, file := range files {
		run, err := r.LoadFile(ctx, name, file, part, at)
		if err != nil {
			return runs, err
		}
		runs = append(runs, run)
		if ctx.Err() != nil {
			return runs, ctx.Err()
		}
	}
	return runs, nil
}

// parseTime reads the value of a flag.
func parseTime(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, usagef("%s %q is neither a day such as 2026-09-04 nor an instant such as 2026-09-04T12:30:00Z", flag, inert(s))
	}
	return t.UTC(), nil
}

func (a *app) rebuildCommand() *cobra.Command {
	var noPublish bool
	c := &cobra.Command{
		Use: "rebuild", Short: "Compute everything again from the archive",
		Long: `Throws the working database away and loads every landing of the archive again,
with the rules of today, in the order of their vintages. Nothing is fetched, and
nothing in the archive changes. The result is what it was, unless a dataset is
declared otherwise now, or a landing that was refused is accepted.

` + exitHelp,
		Example: "  jevons rebuild",
		Args:    argsBetween(0, 0, "no argument"),
		RunE: a.with(func(cmd *cobra.Command, _ []string) error {
			if err := a.mustExist(); err != nil {
				return err
			}
			ctx := cmd.Context()
			return a.work(ctx, func(r *pipeline.Runner) error {
				if err := r.Rebuild(ctx); err != nil {
					return err
				}
				runs, err := r.Standing(ctx)
				if err != nil {
					return err
				}
				a.say("loaded %s again from the archive", count(int64(len(runs)), "landing"))
				return a.finish(ctx, r, runs, nil, noPublish)
			})
		}),
	}
	c.Flags().BoolVar(&noPublish, "no-publish", false, noPublishHelp)
	return c
}

func (a *app) exportCommand() *cobra.Command {
	var to string
	c := &cobra.Command{
		Use: "export", Short: "Write the indicators of the published database as Parquet",
		Long: `Writes every indicator of the published database as a Parquet file, and a
manifest with their hashes. Files that would not change are left alone. A run
does this by itself into the data folder; --to names another place.

` + exitHelp,
		Example: "  jevons export --to ./public",
		Args:    argsBetween(0, 0, "no argument"),
		RunE: a.with(func(cmd *cobra.Command, _ []string) error {
			if err := a.mustExist(); err != nil {
				return err
			}
			if cmd.Flags().Changed("to") && to == "" {
				return usagef("--to is empty; name a folder")
			}
			ctx := cmd.Context()
			return a.work(ctx, func(r *pipeline.Runner) error {
				if to == "" {
					to = pipeline.Folder(a.dir).Parquet()
				}
				m, err := r.Export(ctx, to)
				if err != nil {
					return err
				}
				if a.json {
					return a.object(m)
				}
				t := &table{style: a.text, head: []string{"table", "rows", "size"}}
				t.numeric("rows", "size")
				for _, f := range m.Files {
					t.add(f.Table, thin(f.Rows), bytesText(f.Size))
				}
				if a.mute {
					return nil
				}
				if _, _, err := t.print(a.out); err != nil {
					return err
				}
				mark := ""
				if m.Sample {
					mark = " " + a.text.yellow("SAMPLE: the figures are made up")
				}
				a.say("exported snapshot %s to %s%s", m.Snapshot, inert(to), mark)
				return nil
			})
		}),
	}
	c.Flags().StringVar(&to, "to", "", "folder to write to (default parquet in the data folder)")
	return c
}

// mustExist refuses to make a data folder for a command that needs its content.
func (a *app) mustExist() error {
	if _, err := os.Stat(a.dir); errors.Is(err, fs.ErrNotExist) {
		return usagef("there is no data folder %s; jevons demo or jevons run makes one, --dir names another", a.dir)
	}
	return nil
}
