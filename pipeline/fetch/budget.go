package fetch

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// Budget is how many requests a host answers in a span of time.
type Budget struct {
	Requests int
	Keyed    int // with a key; 0 is Requests
	Per      time.Duration
}

// budgets holds the hosts that count requests over hours: whoever sends more is
// locked out, so the count must survive a restart.
var budgets = map[string]Budget{
	"sdmx.oecd.org":  {Requests: 60, Per: time.Hour},                  // data downloads, by address
	"api.github.com": {Requests: 60, Per: time.Hour},                  // without a key, by address
	"api.bls.gov":    {Requests: 25, Keyed: 500, Per: 24 * time.Hour}, // a day, by address or by key
}

// maxBudgetWait is how long a request waits for its turn; a longer wait is left
// to the next look.
const maxBudgetWait = time.Minute

// Spent remembers which requests were sent to hosts that have a budget. With a
// file it does so across restarts; the file belongs to whoever holds the data
// folder's lock.
type Spent struct {
	mu   sync.Mutex
	path string
	at   map[string][]time.Time
}

type spentLine struct {
	Host string    `json:"host"`
	At   time.Time `json:"at"`
}

// maxSpentLines bounds the file: the budgets together allow some thousands a day.
const maxSpentLines = 100_000

// OpenSpent reads a file of requests sent, without those older than two days;
// "" keeps them in memory only. A line that cannot be read, such as one that a
// crash cut short, is passed over.
func OpenSpent(path string, now time.Time) (*Spent, error) {
	s := &Spent{path: path, at: map[string][]time.Time{}}
	if path == "" {
		return s, nil
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read which requests were sent: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	kept, read := 0, 0
	for lines.Scan() && read < maxSpentLines {
		read++
		var l spentLine
		if json.Unmarshal(lines.Bytes(), &l) == nil && now.Sub(l.At) < 48*time.Hour && !l.At.After(now) {
			s.at[l.Host] = append(s.at[l.Host], l.At)
			kept++
		}
	}
	if kept == read && lines.Err() == nil {
		return s, nil
	}
	return s, s.rewrite()
}

// rewrite puts the requests that still count into a new file.
func (s *Spent) rewrite() error {
	var b strings.Builder
	for host, times := range s.at {
		for _, at := range times {
			line, err := json.Marshal(spentLine{host, at})
			if err != nil {
				return err
			}
			b.Write(append(line, '\n'))
		}
	}
	tmp := s.path + ".new"
	if err := os.WriteFile(tmp, []byte(b.String()), 0o644); err != nil {
		return fmt.Errorf("write which requests were sent: %w", err)
	}
	return os.Rename(tmp, s.path)
}

// take enters a request that is about to be sent. left is how long to wait when
// the budget is used up; the request is then not entered.
func (s *Spent) take(host string, b Budget, now time.Time) (left time.Duration, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	// A clock that was set back must not free what was spent "later".
	times := slices.DeleteFunc(s.at[host], func(at time.Time) bool { return now.Sub(at) >= b.Per })
	slices.SortFunc(times, time.Time.Compare)
	s.at[host] = times
	if len(times) >= b.Requests {
		return times[len(times)-b.Requests].Add(b.Per).Sub(now), nil
	}
	s.at[host] = append(times, now)
	if s.path == "" {
		return 0, nil
	}
	line, err := json.Marshal(spentLine{host, now})
	if err != nil {
		return 0, err
	}
	f, err := os.OpenFile(s.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return 0, fmt.Errorf("write that a request is sent: %w", err)
	}
	_, err = f.Write(append(line, '\n'))
	return 0, errors.Join(err, f.Close())
}

// Used tells how many requests the host's budget allows, and how many of them
// were sent; ok is false for a host without budget.
func (s *Spent) Used(host string, keyed bool, now time.Time) (used int, b Budget, ok bool) {
	b, ok = budgetOf(host, keyed, nil)
	if !ok {
		return 0, b, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, at := range s.at[host] {
		if now.Sub(at) < b.Per {
			used++
		}
	}
	return used, b, true
}

func budgetOf(host string, keyed bool, more map[string]Budget) (Budget, bool) {
	b, ok := more[host]
	if !ok {
		b, ok = budgets[host]
	}
	if keyed && b.Keyed > 0 {
		b.Requests = b.Keyed
	}
	return b, ok
}

// spend waits for the budget of a host, or says when it has room again.
func (c *Client) spend(t *trip, u *url.URL) (time.Duration, error) {
	host := strings.ToLower(u.Hostname())
	b, ok := budgetOf(host, len(t.hidden) > 0, c.cfg.Budgets)
	if !ok {
		return 0, nil
	}
	left, err := c.cfg.Spent.take(host, b, c.cfg.Now())
	if err != nil || left <= 0 {
		return 0, err
	}
	if left > maxBudgetWait {
		span := "in " + b.Per.String()
		switch b.Per {
		case time.Hour:
			span = "an hour"
		case 24 * time.Hour:
			span = "a day"
		}
		return 0, &heldError{left: left, text: fmt.Sprintf("not sent, because the %d requests %s that %s allows are used up until %s",
			b.Requests, span, inert(host, 100), c.cfg.Now().Add(left).UTC().Format("15:04 UTC"))}
	}
	return left, nil
}
