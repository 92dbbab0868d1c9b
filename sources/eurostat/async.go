package eurostat

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"

	"jevons/sources"
)

// A large extraction is not answered at once but announced, in one of three
// ways, all of them with a success status:
//
//   - the statistics API sends a warning with status 413: the same question is
//     answered later;
//   - the SDMX APIs send an envelope with the id of a job, whose status is asked
//     for until its data are available;
//   - the older SDMX service sends a message without data, whose footer has the
//     code 413 and names the address of a file that is there later.
const (
	async     = "https://ec.europa.eu/eurostat/api/dissemination/1.0/async/"
	asyncHost = "ec.europa.eu"
	// patience is how long to wait before asking again; the pipeline asks 60 times.
	patience = time.Minute
	// maxNotice bounds what is read as an announcement; a longer answer is data.
	maxNotice = 64 << 10
)

// paged fetches one cube, waiting for it where it is announced.
func paged(code string, filter url.Values) sources.Fetch {
	first := ask(code, filter).First(time.Time{})
	return sources.Paged{
		Requests: func(time.Time) []sources.Request { return first },
		Follow:   follow,
	}
}

// follow returns the request for what an answer announces, nil where it is data.
func follow(done sources.Request, body []byte) (*sources.Request, error) {
	b := bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	switch {
	case len(b) == 0 || len(b) > maxNotice:
		return nil, nil
	case b[0] == '{':
		var answer struct {
			Warning *struct {
				Status int
				Label  string
			}
		}
		if json.Unmarshal(b, &answer) != nil || answer.Warning == nil {
			return nil, nil
		}
		if w := answer.Warning; w.Status != 413 || strings.Contains(w.Label, "TOO_BIG") {
			return nil, fmt.Errorf("the provider answered with a warning instead of data: status %d, %s", w.Status, plain(w.Label))
		}
		again := done
		again.Replaces, again.Wait = true, patience
		return &again, nil
	case b[0] == '<':
		return promised(b)
	}
	return nil, nil
}

// notice is what an XML announcement says.
type notice struct {
	id, status string
	footer     string   // code of the footer's message
	texts      []string // its words
}

var jobID = regexp.MustCompile(`^[0-9A-Za-z-]{1,64}$`)

// promised reads an XML answer, which may be an announcement or data.
func promised(body []byte) (*sources.Request, error) {
	n, err := readNotice(body)
	if err != nil {
		return nil, nil // the decoder says what is wrong with it
	}
	switch {
	case n.footer == "413":
		at, err := promisedFile(n.texts)
		if err != nil {
			return nil, err
		}
		return &sources.Request{URL: at, Replaces: true, Wait: patience}, nil
	case n.status == "":
		return nil, nil
	case !jobID.MatchString(n.id):
		return nil, fmt.Errorf("the extraction is %s, but its id is %q", plain(n.status), plain(n.id))
	case n.status == "AVAILABLE":
		return &sources.Request{URL: async + "data/" + n.id, Replaces: true, Stream: true}, nil
	case n.status == "SUBMITTED" || n.status == "PROCESSING":
		return &sources.Request{URL: async + "status/" + n.id, Replaces: true, Wait: patience}, nil
	}
	return nil, fmt.Errorf("the extraction ended as %s; the next look asks for it anew", plain(n.status))
}

func readNotice(body []byte) (n notice, err error) {
	dec := xml.NewDecoder(bytes.NewReader(body))
	var path []string
	for {
		t, err := dec.Token()
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			path = append(path, t.Name.Local)
			if t.Name.Local == "Message" && len(path) > 1 && path[len(path)-2] == "Footer" {
				for _, a := range t.Attr {
					if a.Name.Local == "code" {
						n.footer = a.Value
					}
				}
			}
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			text := strings.TrimSpace(string(t))
			if text == "" || len(path) == 0 {
				continue
			}
			switch path[len(path)-1] {
			case "id", "key":
				n.id = text
			case "status":
				n.status = text
			case "Text":
				n.texts = append(n.texts, text)
			}
		}
	}
}

// promisedFile finds the address in a footer's words. Only the provider's own
// host is believed, and asked over TLS whatever the words say.
func promisedFile(texts []string) (string, error) {
	for _, s := range texts {
		u, err := url.Parse(s)
		if err != nil || u.Host == "" {
			continue
		}
		if !strings.EqualFold(u.Host, asyncHost) || (u.Scheme != "http" && u.Scheme != "https") || u.User != nil {
			return "", fmt.Errorf("the extraction is promised at %q, which is not an address of %s", plain(s), asyncHost)
		}
		u.Scheme = "https"
		return u.String(), nil
	}
	return "", errors.New("the extraction is promised without an address")
}

// plain makes a provider's words safe to print.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, sources.Cut(s, sources.RejectText))
}
