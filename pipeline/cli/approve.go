package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"jevons/pipeline"
	"jevons/pipeline/landing"
	"jevons/sources"
)

const approveIfHelp = `--approve-if states what a landing may change without anybody's word, beside
what its dataset's contract says: MEASURE OP BOUND, joined by and. MEASURE is
new, revised or vanished (keys, beside those known before), quarantined (rows)
or rows (of the landing); OP is < <= = >= or >; BOUND is a count, or a share
such as 5% (of the keys known; for quarantined of the rows read). move, or
move(COLUMN), is the factor by which a number changes, such as move<10. The
first landing of a part has nothing to be held against. A landing that does not
comply is held until jevons approve: its bytes are kept, the last good data
stay, and the exit code is 3.`

const approveIfFlag = "`RULES` that hold a landing, such as \"revised<5%\""

// rulesUsage makes rules that cannot be used a mistake in the call.
func rulesUsage(err error) error {
	var rules *pipeline.RulesError
	if errors.As(err, &rules) {
		return &usageError{fmt.Errorf("--approve-if: %w", err)}
	}
	return err
}

func (a *app) approveCommand() *cobra.Command {
	var reject, noPublish bool
	var who, why string
	c := &cobra.Command{
		Use: "approve RUN…", Short: "Load landings that are held, or reject them",
		Long: `Loads landings that are held because they drop or move more than the rules
allow, and publishes. With --reject they are refused for good instead, and the
last good data stay. jevons status tells what is held, why, and its RUN; the
first four digits are enough, as are those of its SHA-256, or the dataset's name
where one landing of it is held.

Who decided, when and --why are kept beside the archive, and every rebuild
abides by them. While another jevons works in the folder the decision is written
down, and that one carries it out before its next look.

` + exitHelp,
		Example: "  jevons approve 3f2a --why \"benchmark revision of March\"\n  jevons approve --reject bls.ces --why \"the file is cut short\"",
		Args:    argsBetween(1, -1, "at least one RUN, as jevons status tells it"),
		RunE: a.with(func(cmd *cobra.Command, args []string) error {
			if err := a.mustExist(); err != nil {
				return err
			}
			for _, name := range []string{"USER", "LOGNAME"} {
				if who == "" {
					who = a.env.Getenv(name)
				}
			}
			if who == "" {
				return usagef("who decides is not known; say it with --by")
			}
			v := pipeline.Verdict{Approved: !reject, Who: who, Why: why}
			err := a.decide(cmd, args, v, noPublish)
			var locked *landing.LockedError
			if errors.As(err, &locked) {
				return a.decideFor(args, v, locked.Owner)
			}
			return err
		}),
	}
	f := c.Flags()
	f.BoolVar(&reject, "reject", false, "refuse them for good")
	f.StringVar(&why, "why", "", "reason, kept with the decision")
	f.StringVar(&who, "by", "", "who decides (default $USER)")
	f.BoolVar(&noPublish, "no-publish", false, noPublishHelp)
	return c
}

func (a *app) decide(cmd *cobra.Command, args []string, v pipeline.Verdict, noPublish bool) error {
	ctx := cmd.Context()
	return a.work(ctx, func(r *pipeline.Runner) error {
		var runs []pipeline.Run
		for _, name := range args {
			run, err := r.Decide(ctx, name, v)
			if err != nil {
				return heldUsage(err)
			}
			runs = append(runs, run)
		}
		if v.Approved {
			return a.finish(ctx, r, runs, nil, noPublish)
		}
		for _, run := range runs {
			if a.json {
				if err := a.object(lineOf(run)); err != nil {
					return err
				}
			}
			a.say("rejected %s %s of %s; the last good data stay", inert(run.Dataset), inert(run.Part), day(run.KnownAt))
		}
		return nil
	})
}

// decideFor leaves the work to the process that has the folder.
func (a *app) decideFor(args []string, v pipeline.Verdict, by landing.Owner) error {
	for _, name := range args {
		h, err := pipeline.DecideFor(a.dir, a.env.Datasets, name, v, a.env.Now())
		if err != nil {
			return heldUsage(err)
		}
		if a.json {
			if err := a.object(h); err != nil {
				return err
			}
		}
		a.say("written down for %s %s; pid %d, which works in the folder, carries it out before its next look", inert(h.Dataset), inert(h.Part), by.PID)
	}
	return nil
}

func heldUsage(err error) error {
	var none *pipeline.NotHeldError
	if errors.As(err, &none) {
		return &usageError{fmt.Errorf("%s", inert(err.Error()))}
	}
	return err
}

// sayHeld tells what waits for approval.
func (a *app) sayHeld(all []pipeline.Held) {
	for _, h := range all {
		a.say("%s %s %s %s of %s, since %s: %s", a.text.yellow("HELD:"), h.ID, inert(h.Dataset), inert(h.Part), h.KnownAt.UTC().Format("2006-01-02"), a.when(h.Since),
			inert(sources.Cut(h.Why, 1000)))
	}
	if len(all) > 0 {
		a.say("jevons approve %s loads it, with --reject it is refused for good", all[0].ID[:8])
	}
}
