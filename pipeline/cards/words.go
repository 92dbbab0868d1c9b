package cards

import (
	"slices"
	"strings"

	"jevons/pipeline/report"
)

// claimWords is what a card says in words of its own.
type claimWords struct {
	consequence string                    // where the claim and its source differ: what follows for the measure
	answers     map[report.Verdict]string // one sentence for a reader who knows none of the terms
	caveats     []string
}

// answer returns the sentence of the card; found says whether it has a value.
func answer(c report.Card, found bool) string {
	if a, ok := words[c.ID].answers[c.Verdict]; ok && (found || c.Verdict == report.NotTestable || len(c.Value) == 0 || fixed[c.ID]) {
		return a
	}
	switch c.Verdict {
	case report.NotTestable:
		return "No public data can tell."
	case report.NotIdentified:
		if !found {
			return "No answer yet: the data for it are not loaded, or hold too little."
		}
		return "The data cannot tell one reading from another."
	case report.Supported:
		return "As measured here, yes."
	case report.Contradicted:
		return "As measured here, no."
	}
	return "As measured here, partly."
}

// fixed are the claims whose verdict does not hang on a value.
var fixed = map[string]bool{"junior_postings": true, "white_collar_jobs": true, "hardware_barrier": true, "jevons_paradox": true}

// coverage returns for whom the data of a card speak.
func coverage(datasets []string) (out []string) {
	has := func(prefixes ...string) bool {
		return slices.ContainsFunc(datasets, func(d string) bool {
			return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(d, p) })
		})
	}
	if has("bls.", "census.", "indeed.") {
		out = append(out, "These are figures of the United States; they do not speak for Hong Kong or China.")
	}
	if has("openrouter.rankings", "exposure.anthropic") {
		out = append(out, oneService)
	}
	return out
}

const (
	yes   = report.Supported
	no    = report.Contradicted
	mixed = report.Mixed
	open  = report.NotIdentified
	never = report.NotTestable
)

var words = func() map[string]claimWords {
	out := map[string]claimWords{}
	for _, part := range []map[string]claimWords{costWords, demandWords, exposureWords, workWords} {
		for id, w := range part {
			out[id] = w
		}
	}
	return out
}()

var costWords = map[string]claimWords{
	"training_cost_v3": {
		consequence: "The GPU-hours are the fact. The amount in dollars is a scenario, so three prices are shown.",
		answers: map[report.Verdict]string{
			yes: "Yes, if it means the last training run at an assumed rent of 2 USD an hour; no, if it means the whole cost of making the model.",
			no:  "No: the hours and the stated rent do not give that amount.",
		},
		caveats: []string{
			finalRun, "Few prices are posted for the H800, so a card of the same family stands in its place.",
			"Epoch's 5.39 million is the same figure in dollars of 2023, not a second estimate.",
		},
	},
	"finetune_cost_s1": {
		consequence: "50 USD would mean 7.21 USD an hour. The base model, which is the larger cost, is left out of it; it is compared with o1-preview, not with o1 or R1.",
		answers: map[report.Verdict]string{
			yes: "About right for the last step alone; the large model below it is not in the price.",
			no:  "Not to the dollar: the reported hours cost less than 50 USD at common rents. The large model below it is not in the price either.",
		},
		caveats: []string{finalRun + " Excludes the base model.", "The cost of the answers that it was trained on is not stated."},
	},
	"cost_trend": {
		consequence: "One cheap run is one dot. The claim is about the trend, so the trend is measured.",
		answers: map[report.Verdict]string{
			yes: "Yes: the cost of training the largest models fell from year to year.", mixed: "It depends on how the cost is counted.",
			no: "No: the cost of training the largest models has grown every year, however it is counted.",
		},
		caveats: []string{finalRun, "The rate depends on how many models are taken, how cost is counted and which state of the list is used; a single number would hide that.",
			"The published 2.4 times a year did not come out of the newer list under any of these choices."},
	},
	"token_price_posted_falls": {
		consequence: "A price list is followed in two ways: the same model over time, and the cheapest model that is good enough.",
		answers: map[report.Verdict]string{
			yes: "Yes: a given quality got cheaper fast, and the same models got somewhat cheaper too.", mixed: "Partly: the two ways of measuring disagree.",
			no: "No: neither the same models nor a given quality got cheaper.",
		},
		caveats: []string{notPaid, noCost, "Records are chosen for being low; a buyer who stays with one model sees less of the fall.",
			"Models that think before they answer emit many times more tokens, so a price per token is no price per task.",
			"Lists that people keep lag behind the vendors, and one name can stand for several models in turn.", "Single prices also rise: DeepSeek raised its own in September 2025."},
	},
	"gpu_hour_falls": {
		consequence: "A plain mean of posted prices follows the mix of machines. Like is compared with like, and quality is held constant.",
		answers: map[report.Verdict]string{
			yes: "Yes: a machine of a given strength got cheaper to rent.", mixed: "It cannot be told from chance: the range holds both a fall and a rise.",
			no: "No: a machine of a given strength got dearer to rent.", open: "Not enough months of price lists are loaded to say.",
		},
		caveats: []string{notPaid + " Discounts of a third to a half are reported.", "A price is that of a whole machine, with its processor and memory.",
			"Zones that repeat one price count once.", "The statistical office's price of hosting rose in dollars of the day over the same years; it is shown at the same size."},
	},
}

var demandWords = map[string]claimWords{
	"jevons_paradox": {
		consequence: "Spending that grows while prices fall is what the claim predicts, and also what a boom of any kind shows. All estimators are printed side by side.",
		answers: map[report.Verdict]string{
			yes: "Every way of estimating says that spending grows when prices fall; none of them shows an effect.", no: "Every way of estimating says that spending shrinks when prices fall.",
			open: "It cannot be told: the ways of estimating disagree, or too few quarters are loaded.",
		},
		caveats: []string{notEffect, "Until 2024 " + supplyShort + ".", "A published comparison across models on one service finds an elasticity near -0.05 to -0.07; that is across models, not over time.", wholeFirms},
	},
	"hardware_barrier": {
		answers: map[report.Verdict]string{
			yes: "Yes: a given score now fits on a smaller machine.", no: "No: a given score needs a larger machine than before.", mixed: "In part: for some scores the machine shrank, for others not.",
			open: "It cannot be told: too few open models have both a size and a score.",
		},
		caveats: []string{notPaid, "Memory follows all weights of a mixture of experts, speed only the active ones.", "Scores are of weights that are not quantised; with fewer bits a model may score lower.", "A benchmark may be in the training data."},
	},
	"nvidia_shock": {
		answers: map[report.Verdict]string{never: "Not testable here: no share prices that may be kept are among the data."},
		caveats: []string{"Reports of the closing price of 2025-01-27 differ, and the model's release was a week before: a window has to be stated before looking."},
	},
	"open_v_closed": {
		answers: map[report.Verdict]string{
			yes: "Nearly: open models follow the best closed ones within half a year on average.", mixed: "They follow by half a year to a year on average.", no: "No: they follow by more than a year.",
		},
		caveats: []string{"Levels that no open model has reached yet cannot be counted, which makes the lag look shorter.", "One index of capabilities; it moves by less than a point from fit to fit.", notPaid},
	},
	"china_frontier": {
		answers: map[report.Verdict]string{
			yes: "Nearly: Chinese models follow within three months on average.", mixed: "Not quite: Chinese models follow by three to twelve months on average.", no: "No: Chinese models follow by more than a year.",
		},
		caveats: []string{"Levels that no Chinese model has reached yet cannot be counted, which makes the gap look shorter.", "Which model is notable is judged late and from English sources; the newest year is never complete."},
	},
}

var exposureWords = map[string]claimWords{
	"exposure_80": {
		consequence: "What was rated is whether a task could be done in half the time, by people and by GPT-4. It is not a count of jobs that go.",
		answers: map[report.Verdict]string{
			yes: "Yes: about four in five jobs have a tenth of their tasks exposed, which means sped up, not done away with.", no: "No: the share comes out away from 80 %.",
		},
		caveats: []string{exposedMeans, betaMeans, "People and GPT-4 agree on about two tasks in three.", "The way in which codes of occupations are joined moves the share by up to three points."},
	},
	"exposure_19": {
		consequence: "The 19 % holds above one half. From one half on it is higher, since many office jobs lie at exactly one half. Both are shown.",
		answers: map[report.Verdict]string{
			yes: "Yes: about one job in five has half of its tasks exposed.", mixed: "It depends on whether jobs at exactly one half count: about 19 % without them, about 23 % with them.", no: "No: the share comes out away from 19 %.",
		},
		caveats: []string{exposedMeans, betaMeans, "Comparisons are made on unrounded shares; a score stored as 0.49999999999999994 counts as one half."},
	},
	"routine_cognitive": {
		consequence: "The study rated exposure. Routine and cognitive work are measures of other authors, used there for comparison only.",
		answers:     map[report.Verdict]string{never: "Not testable with data: how a study sorted its tasks stands in its text, and its label files hold no such sorting."},
		caveats:     []string{"The composites are means of standardised items; a score of zero is the mean over occupations and no amount."},
	},
	"adoption": {
		answers: map[report.Verdict]string{
			yes: "Yes: more firms say they use AI than before, asked the same question.", mixed: "It cannot be told from chance: asked the same question, about as many firms say so as before.", no: "No: fewer firms say they use AI than before, asked the same question.",
			open: "It cannot be told: the survey is not loaded.",
		},
		caveats: []string{"The question became wider on 2025-11-17; the jump at that day is the question's. No growth is computed across it.", "A share of firms is not a share of workers.", "What refusing firms lose is not measured by anybody."},
	},
}

var workWords = map[string]claimWords{
	"junior_postings": {
		consequence: "Postings do not say whether a junior is wanted. What is shown is software work against all work.",
		answers:     map[report.Verdict]string{open: "It cannot be told: public job postings do not say whether a junior is wanted."},
		caveats: []string{"The base of February 2020 makes 2022 look like a peak; a second base is shown.", "The source revises its history, so every edition is kept.", "Postings are not hires.",
			"Payroll data of one processor show fewer young workers in exposed work; they are not public."},
	},
	"white_collar_jobs": {
		answers: map[report.Verdict]string{open: "It cannot be told: the public figures are of industries, and no group to compare with is at hand."},
		caveats: []string{"An industry is not an occupation.", "Interest rates, the boom of 2021 and 2022 and its end fall into the same years.", "One in three establishments that are asked answers; March releases revise five years.",
			"The release of September 2025 was not made, and data of that autumn are partial."},
	},
	"productivity_silent": {
		answers: map[report.Verdict]string{
			yes: "Yes: output per hour grows no faster than chance would allow around its old pace.", no: "No: output per hour now grows faster than its old pace by more than chance would allow.",
		},
		caveats: []string{"One year of quarters has a standard error of about one point.", "The newest quarters are estimated twice and then revised with the national accounts.", "A faster pace has many possible reasons."},
	},
	"ai_deflation": {
		answers: map[report.Verdict]string{
			yes: "Yes: all three signs are there.", mixed: "Not as a whole: not all of its signs are there.", no: "No: none of its signs is there.",
		},
		caveats: []string{"Demand per head is real final sales to private domestic purchasers; where it is not loaded, one of three conditions cannot be tested.", "Quarters are revised."},
	},
	"three_views": {
		answers: map[report.Verdict]string{
			yes: "One of the three views has all its conditions met, and the others have not.", no: "No view has all its conditions met.",
			mixed: "More than one view has all its conditions met.", open: "It cannot be told: some conditions need data that are not public or not loaded.",
		},
		caveats: []string{"The conditions were registered before the figures were looked at; more than one may hold, and none is a valid result.", "No total is computed."},
	},
	"care_reserve": {
		answers: map[report.Verdict]string{
			yes: "Care work is rated less exposed than clerical work throughout; whether the jobs stay is another question.", no: "Not throughout: some care work is rated as exposed as clerical work.",
		},
		caveats: []string{exposedMeans, "Demand for health care follows age: its growth is no proof of safety.", crossOnly},
	},
	"gains_distribution": {
		answers: map[report.Verdict]string{
			yes: "Workers' share of income fell by more than revisions can account for.", no: "Workers' share of income rose by more than revisions can account for.",
			open: "It cannot be told: the change is no larger than revisions may be.",
		},
		caveats: []string{"The share is published as an index; how large it is cannot be read off.", "Index and percent are never on one axis.", crossOnly},
	},
	"hong_kong_fund": {
		answers: map[report.Verdict]string{never: "Not testable with public data: it is one firm's decision, and no table of Hong Kong has occupation by age by month."},
		caveats: []string{"Tables of Hong Kong are moving means over three months, by industry."},
	},
}
