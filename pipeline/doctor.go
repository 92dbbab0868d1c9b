package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"jevons/pipeline/fetch"
	"jevons/pipeline/landing"
	"jevons/sources"
)

// Finding is one thing that the doctor looked at.
type Finding struct {
	About string `json:"about"` // "folder", "disk", "clock", "contact", "key", "host"
	Name  string `json:"name"`  // which of them
	Good  bool   `json:"good"`
	Grave bool   `json:"grave"` // nothing works until it is mended
	Text  string `json:"text"`  // how it stands, and what to do
}

// wantedDisk is the free space below which a full set of landings may not fit.
const wantedDisk = 5 << 30

// Doctor looks at whatever has to be right before a run can work: the folder,
// the disk, the clock, the contact, the keys, and whether each host can be
// reached. It sends every host at most one request, for headers only, and
// changes nothing. offline leaves the hosts out.
func Doctor(ctx context.Context, cfg Config, offline bool) []Finding {
	out := doctorFolder(cfg)
	out = append(out, doctorSettings(cfg)...)
	if offline {
		return out
	}
	return append(out, doctorHosts(ctx, cfg)...)
}

func doctorFolder(cfg Config) []Finding {
	f := Finding{About: "folder", Name: cfg.Dir, Good: true, Text: "can be written"}
	bad := func(format string, a ...any) { f.Good, f.Grave, f.Text = false, true, fmt.Sprintf(format, a...) }
	at := cfg.Dir
	for { // the folder may not be made yet
		st, err := os.Stat(at)
		if err == nil && !st.IsDir() {
			bad("%s is no folder; name another one with --dir", at)
		} else if errors.Is(err, fs.ErrNotExist) && filepath.Dir(at) != at {
			at = filepath.Dir(at)
			f.Text = "is not there yet; it can be made"
			continue
		} else if err != nil {
			bad("%v", err)
		}
		break
	}
	if f.Good {
		if err := writable(at); err != nil {
			bad("cannot be written (%v); give this user the right to, or name another folder with --dir", err)
		} else if err := CheckFolder(cfg.Dir); err != nil {
			bad("%v", err)
		} else if o, held, err := landing.Holder(filepath.Join(cfg.Dir, "lock")); err == nil && held {
			f.Text += fmt.Sprintf("; pid %d works in it since %s", o.PID, o.Since.UTC().Format("2006-01-02 15:04 UTC"))
		}
	}
	d := Finding{About: "disk", Name: at}
	switch free, err := landing.Free(at); {
	case err != nil:
		d.Text = fmt.Sprintf("its free space cannot be read (%v)", err)
	case free < wantedDisk:
		d.Text = fmt.Sprintf("%.1f GiB are free; a full set of landings wants %d GiB", float64(free)/(1<<30), wantedDisk>>30)
	default:
		d.Good, d.Text = true, fmt.Sprintf("%.1f GiB are free", float64(free)/(1<<30))
	}
	return []Finding{f, d}
}

// writable makes and removes a file.
func writable(dir string) error {
	f, err := os.CreateTemp(dir, ".jevons-doctor-")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func doctorSettings(cfg Config) []Finding {
	now := cfg.Env.Now()
	contact := Finding{About: "contact", Name: "JEVONS_CONTACT"}
	var wanting []string
	keys, users := map[string]*Finding{}, map[string][]string{}
	for _, d := range cfg.Datasets {
		if d.Off == "" && slices.ContainsFunc(d.Fetch.First(now), func(r sources.Request) bool { return r.Contact }) {
			wanting = append(wanting, d.Name)
		}
		for _, s := range Secrets(d, now) {
			k := keys[s.Env]
			if k == nil {
				k = &Finding{About: "key", Name: s.Env, Good: true}
				keys[s.Env] = k
			}
			users[s.Env] = append(users[s.Env], d.Name)
			k.Good = k.Good && (s.Optional || d.Off != "")
		}
	}
	_, err := fetch.New(fetch.Config{Transport: cfg.Env.Live, Contact: cfg.Env.Getenv("JEVONS_CONTACT"), Getenv: cfg.Env.Getenv,
		Now: cfg.Env.Now, Sleep: cfg.Env.Sleep, Jitter: cfg.Env.Jitter})
	switch {
	case err != nil:
		contact.Text = strings.TrimPrefix(err.Error(), "JEVONS_CONTACT ")
	case cfg.Env.Getenv("JEVONS_CONTACT") != "":
		contact.Good, contact.Text = true, "is set"
	case len(wanting) == 0:
		contact.Good, contact.Text = true, "is not set; nothing that is on wants it"
	default:
		contact.Text = fmt.Sprintf("is not set; %d datasets want it, since their hosts refuse clients that name nobody to write to; set it to an e-mail address", len(wanting))
	}
	out := []Finding{contact}
	for name, k := range keys {
		state := "is not set; without it there is no "
		switch {
		case cfg.Env.Getenv(name) != "":
			k.Good, state = true, "is set; for "
		case k.Good:
			state = "is not set, and need not be; for "
		}
		k.Text = state + few(users[name], 3)
		out = append(out, *k)
	}
	slices.SortFunc(out[1:], func(a, b Finding) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// doctorHosts asks every host of the datasets that are on, several at a time.
func doctorHosts(ctx context.Context, cfg Config) []Finding {
	client, err := fetch.New(fetch.Config{Transport: cfg.Env.Live, Version: cfg.Version, Contact: cfg.Env.Getenv("JEVONS_CONTACT"),
		Getenv: cfg.Env.Getenv, Now: cfg.Env.Now, Sleep: cfg.Env.Sleep, Jitter: cfg.Env.Jitter})
	if err != nil {
		return nil // said of the contact
	}
	ask, users := hostsOf(cfg)
	add, end := cfg.Progress.Begin("ask the hosts", int64(len(ask)))
	defer end()
	got := make([]fetch.Probed, len(ask))
	slots := make(chan struct{}, 8)
	var wg sync.WaitGroup
	for i, r := range ask {
		wg.Add(1)
		go func() {
			defer wg.Done()
			slots <- struct{}{}
			defer func() { <-slots }()
			got[i] = client.Probe(ctx, r)
			add(1)
		}()
	}
	wg.Wait()
	clock := Finding{About: "clock", Name: "this machine's", Text: "no host told its time"}
	var out []Finding
	var offsets []time.Duration
	for i, p := range got {
		f := Finding{About: "host", Name: p.Host, Good: p.Wrong == "", Text: p.Wrong}
		if f.Good {
			f.Text = fmt.Sprintf("answers (status %d)", p.Status)
		}
		f.Text += "; for " + few(users[i], 3)
		if !p.Clock.IsZero() {
			offsets = append(offsets, cfg.Env.Now().Sub(p.Clock))
		}
		out = append(out, f)
	}
	if len(offsets) > 0 {
		slices.Sort(offsets)
		off := offsets[len(offsets)/2].Round(time.Second)
		clock.Good = off.Abs() < time.Minute
		clock.Text = fmt.Sprintf("differs from the hosts' by %s", off.Abs())
		if !clock.Good {
			clock.Text += "; set it, since vintages are ordered by it"
		}
	}
	return append([]Finding{clock}, out...)
}

// hostsOf gives one request for each host, with the datasets that want it.
func hostsOf(cfg Config) (ask []sources.Request, users [][]string) {
	at := map[string]int{}
	for _, d := range cfg.Datasets {
		if d.Off != "" {
			continue
		}
		for _, r := range d.Fetch.First(cfg.Env.Now()) {
			host := hostOf(r.URL)
			i, ok := at[host]
			if !ok {
				i = len(ask)
				at[host] = i
				ask, users = append(ask, r), append(users, []string{d.Name})
				continue
			}
			ask[i].Contact = ask[i].Contact || r.Contact
			if !slices.Contains(users[i], d.Name) {
				users[i] = append(users[i], d.Name)
			}
		}
	}
	return ask, users
}

// hostOf is the host of an address, without port.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// few joins the first n names and counts the rest.
func few(names []string, n int) string {
	if len(names) <= n {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:n], ", "), len(names)-n)
}
