package sources

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Past is a source that still serves earlier states of itself. It does no I/O.
type Past interface {
	// Index are the questions that tell which states there were since a day.
	Index(since, now time.Time) []Request
	// States reads an answer: the states that it names, and the questions that
	// follow from it, such as the next page.
	States(done Request, body []byte) (states []State, more []Request, err error)
}

// State is an earlier state of a part of a dataset: where its bytes are, and
// since when they were public by the source's own word.
type State struct {
	Request Request
	KnownAt time.Time
}

// PastOf is how a dataset's earlier states are found: as it declares or, for
// files in a git repository that a code host serves, by the history of each
// file. Nil when the source serves its present only.
func (d *Dataset) PastOf(now time.Time) Past {
	if d.Past != nil {
		return d.Past
	}
	first := d.Fetch.First(now)
	if len(first) == 0 || d.Fetch.Pages() {
		return nil
	}
	for _, r := range first {
		if _, ok := gitFileOf(r.URL); !ok {
			return nil
		}
	}
	return gitPast(first)
}

// gitFile is a file of a repository at a branch.
type gitFile struct{ owner, repo, branch, path string }

const rawHost = "raw.githubusercontent.com"

func gitFileOf(rawURL string) (gitFile, bool) {
	u, err := url.Parse(rawURL)
	if err != nil || u.Host != rawHost {
		return gitFile{}, false
	}
	p := strings.TrimPrefix(u.Path, "/")
	p = strings.Replace(p, "/refs/heads/", "/", 1)
	part := strings.SplitN(p, "/", 4)
	if len(part) < 4 || slices.Contains(part, "") {
		return gitFile{}, false
	}
	return gitFile{part[0], part[1], part[2], part[3]}, true
}

// gitPast finds the commits that changed the files of some requests, through
// api.github.com. A file's state is known since its commit.
type gitPast []Request

// commitsPerPage is the most that one answer lists.
const commitsPerPage = 100

func (p gitPast) Index(since, now time.Time) []Request {
	var out []Request
	for _, r := range p {
		f, _ := gitFileOf(r.URL)
		out = append(out, Request{Part: r.Part, URL: "https://api.github.com/repos/" + f.owner + "/" + f.repo + "/commits",
			Header: map[string]string{"Accept": "application/vnd.github+json"},
			Query:  url.Values{"path": {f.path}, "sha": {f.branch}, "since": {since.UTC().Format(time.RFC3339)}, "per_page": {fmt.Sprint(commitsPerPage)}, "page": {"1"}}})
	}
	return out
}

func (p gitPast) States(done Request, body []byte) (states []State, more []Request, err error) {
	var commits []struct {
		SHA    string `json:"sha"`
		Commit struct {
			Committer struct {
				Date time.Time `json:"date"`
			} `json:"committer"`
		} `json:"commit"`
	}
	if err := json.Unmarshal(body, &commits); err != nil {
		return nil, nil, fmt.Errorf("the list of commits cannot be read: %w", err)
	}
	at := slices.IndexFunc(p, func(r Request) bool {
		f, _ := gitFileOf(r.URL)
		return r.Part == done.Part && f.path == done.Query.Get("path")
	})
	if at < 0 {
		return nil, nil, fmt.Errorf("the answer belongs to no file of the dataset")
	}
	f, _ := gitFileOf(p[at].URL)
	for _, c := range commits {
		if !isCommit(c.SHA) || c.Commit.Committer.Date.IsZero() {
			return nil, nil, errors.New("the list of commits names one without hash or date")
		}
		r := p[at]
		r.URL = "https://" + rawHost + "/" + f.owner + "/" + f.repo + "/" + c.SHA + "/" + f.path
		// The file may have lain elsewhere then, or been removed by the commit.
		r.MayLack = true
		states = append(states, State{Request: r, KnownAt: c.Commit.Committer.Date.UTC()})
	}
	if len(commits) < commitsPerPage {
		return states, nil, nil
	}
	next := done
	next.Query = url.Values{}
	for k, v := range done.Query {
		next.Query[k] = slices.Clone(v)
	}
	n := 0
	if _, err := fmt.Sscan(done.Query.Get("page"), &n); err != nil {
		return nil, nil, fmt.Errorf("page %q is no number", done.Query.Get("page"))
	}
	next.Query.Set("page", fmt.Sprint(n+1))
	return states, []Request{next}, nil
}

// isCommit tells whether s is the hash of a commit: it becomes part of an address.
func isCommit(s string) bool {
	if len(s) != 40 {
		return false
	}
	return strings.Trim(s, "0123456789abcdef") == ""
}
