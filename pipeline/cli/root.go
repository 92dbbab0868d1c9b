package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"jevons/pipeline"
	"jevons/pipeline/notify"
)

// DefaultDir is the data folder where neither --dir nor JEVONS_DIR names one.
const DefaultDir = "jevons-data"

const exitHelp = `Exit codes: 0 all is well; 1 the command failed; 2 it was called wrongly
(unknown flag, command, dataset or value); 3 some parts failed, were refused or
are held, and the rest is loaded and published.`

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "jevons",
		Short: "Keeps AI labour-market indicators current: employment, exposure, compute and token prices",
		Long: `jevons pulls public employment data, exposure scores and prices of compute and
tokens, keeps every vintage in an archive, and publishes one DuckDB file and
Parquet that analysts read.

  jevons demo          try it: offline, on an embedded sample, in seconds
  jevons run           look at every source and load what is new
  jevons serve         do so whenever something is due, and show it on pages
  jevons query "…"     ask the published database

The data folder is --dir, else JEVONS_DIR, else ./` + DefaultDir + `. In it,
jevons.duckdb and parquet/ are for readers, archive/ is what cannot be computed
again, and everything else can be.

Environment: JEVONS_DIR the data folder; JEVONS_CONTACT an e-mail address that
providers may write to (some refuse clients without); JEVONS_MEMORY in MiB and
JEVONS_THREADS limit the database; NO_COLOR turns colours off.

` + exitHelp,
		Example:       "  jevons demo\n  jevons run bls.ces --dir ./data\n  jevons query \"SELECT * FROM marts.exposure_workers_share\"",
		SilenceErrors: true, SilenceUsage: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return unknownCommand(cmd, args[0])
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	f := root.PersistentFlags()
	f.StringVar(&a.dir, "dir", "", "data folder `DIR` (default $JEVONS_DIR, else ./"+DefaultDir+")")
	f.StringVar(&a.mirror, "mirror", "", "run, backfill, plan read `DIR`/<host>/<path>, no network")
	f.BoolVar(&a.json, "json", false, "nothing but JSON on the standard output")
	f.IntVar(&a.memory, "memory", 0, "database memory in `MiB` (default $JEVONS_MEMORY, else 512)")
	f.IntVar(&a.threads, "threads", 0, "database threads `N` (default $JEVONS_THREADS, else all)")
	f.BoolVarP(&a.quiet, "quiet", "q", false, "tell errors only")
	f.BoolVarP(&a.verbose, "verbose", "v", false, "tell every step")
	f.SortFlags = false
	root.SetFlagErrorFunc(flagError)
	root.SetHelpCommand(helpCommand())
	root.AddCommand(a.demoCommand(), a.runCommand(), a.serveCommand(), a.loadCommand(), a.backfillCommand(), a.rebuildCommand(), a.buildCommand(), a.reportCommand(), a.queryCommand(), a.exportCommand(),
		a.planCommand(), a.approveCommand(), a.statusCommand(), a.quarantineCommand(), a.datasetsCommand(), a.doctorCommand(), a.versionCommand())
	return root
}

func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Explain a command", Long: "Explains a command, as COMMAND --help does.", Example: "  jevons help load",
		RunE: func(cmd *cobra.Command, args []string) error {
			found := cmd.Root()
			for _, name := range args {
				i := slices.IndexFunc(found.Commands(), func(c *cobra.Command) bool { return c.Name() == name })
				if i < 0 {
					return unknownCommand(found, name)
				}
				found = found.Commands()[i]
			}
			found.InitDefaultHelpFlag()
			return found.Help()
		},
	}
}

func unknownCommand(cmd *cobra.Command, name string) error {
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return &pipeline.UnknownError{What: "command", Name: name, Nearest: pipeline.Nearest(name, names)}
}

// flagError adds the nearest flag to an unknown one.
func flagError(cmd *cobra.Command, err error) error {
	var none *pflag.NotExistError
	if !errors.As(err, &none) {
		return &usageError{fmt.Errorf("%w; see %s --help", err, cmd.CommandPath())}
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	cmd.InheritedFlags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	name := none.GetSpecifiedName()
	near := "--" + pipeline.Nearest(name, names)
	if len(name) == 1 {
		return usagef("unknown flag -%s; see %s --help", name, cmd.CommandPath())
	}
	return &pipeline.UnknownError{What: "flag", Name: "--" + name, Nearest: near}
}

// answers are the commands whose output is what they were called for, which
// --quiet does not take away.
var answers = []string{"query", "status", "plan", "datasets", "list", "version", "export", "doctor"}

// action is a command's work, after the settings are read.
type action func(cmd *cobra.Command, args []string) error

// with reads what flags and environment say before it calls f.
func (a *app) with(f action) action {
	return func(cmd *cobra.Command, args []string) error {
		if err := a.settle(cmd); err != nil {
			return err
		}
		return f(cmd, args)
	}
}

func (a *app) settle(cmd *cobra.Command) error {
	if err := a.checkEnvironment(); err != nil {
		return err
	}
	flags := cmd.Flags()
	if a.dir == "" {
		if flags.Changed("dir") {
			return usagef("--dir is empty; name a folder")
		}
		if a.dir = a.env.Getenv("JEVONS_DIR"); a.dir == "" {
			a.dir = DefaultDir
		}
	}
	var err error
	if a.memory, err = a.number(flags, "memory", a.memory, "JEVONS_MEMORY", 64, 1<<24); err != nil {
		return err
	}
	if a.threads, err = a.number(flags, "threads", a.threads, "JEVONS_THREADS", 1, 1024); err != nil {
		return err
	}
	if flags.Changed("mirror") && cmd.Name() != "run" && cmd.Name() != "backfill" && cmd.Name() != "plan" {
		return usagef("--mirror belongs to jevons run and backfill; %s reads no provider", cmd.CommandPath())
	}
	if a.quiet && a.verbose {
		return usagef("--quiet and --verbose exclude each other")
	}
	a.screen.quiet = a.quiet
	a.mute = a.json || a.quiet && !slices.Contains(answers, cmd.Name())
	a.log = a.logger()
	a.screen.log = a.log
	if a.json {
		a.screen.terminal = false // a bar among JSON lines would be neither
	}
	return nil
}

// number is a flag's value, else that of an environment variable, else 0,
// which leaves the choice to the pipeline.
func (a *app) number(flags *pflag.FlagSet, flag string, value int, variable string, lo, hi int) (int, error) {
	name := "--" + flag
	if !flags.Changed(flag) {
		text := strings.TrimSpace(a.env.Getenv(variable))
		if text == "" {
			return 0, nil
		}
		var err error
		if value, err = strconv.Atoi(text); err != nil {
			return 0, usagef("%s is %q; set it to a whole number from %d to %d", variable, inert(text), lo, hi)
		}
		name = variable
	}
	if value < lo || value > hi {
		return 0, usagef("%s is %d; it goes from %d to %d", name, value, lo, hi)
	}
	return value, nil
}

// checkEnvironment refuses JEVONS_ variables that nothing reads: a misspelt
// one would be obeyed by nobody and noticed by nobody.
func (a *app) checkEnvironment() error {
	names := []string{"JEVONS_CONTACT", "JEVONS_DIR", "JEVONS_MEMORY", notify.AddressVariable, "JEVONS_THREADS"}
	known := append(slices.Clone(names), "JEVONS_REALDATA") // read by tests
	for _, d := range a.env.Datasets {
		for _, s := range pipeline.Secrets(d, a.env.Now()) {
			known = append(known, s.Env)
		}
	}
	for _, pair := range a.env.Environ {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "JEVONS_") && !slices.Contains(known, name) {
			return &pipeline.UnknownError{What: "environment variable", Name: name, Nearest: pipeline.Nearest(name, names)}
		}
	}
	return nil
}

// argsBetween refuses another number of arguments.
func argsBetween(lo, hi int, want string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < lo || hi >= 0 && len(args) > hi {
			return usagef("%s takes %s; see %s --help", cmd.CommandPath(), want, cmd.CommandPath())
		}
		return nil
	}
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Long: "Prints the version of the program.", Example: "  jevons version",
		Args: argsBetween(0, 0, "no argument"),
		RunE: a.with(func(*cobra.Command, []string) error {
			if a.json {
				return a.object(struct {
					Version string `json:"version"`
				}{a.env.Version})
			}
			_, err := fmt.Fprintln(a.out, "jevons", a.env.Version)
			return err
		}),
	}
}
