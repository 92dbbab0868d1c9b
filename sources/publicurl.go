package sources

import (
	"net/url"
	"regexp"
	"strings"
)

// secretQuery matches names of query parameters that carry a key at some
// provider, or a signature made with one.
var secretQuery = regexp.MustCompile(`(?i)^(.*[_-])?(api[_-]?key|registration[_-]?key|subscription[_-]?key|user[_-]?id[_-]?key|key|token|secret|pass(word|wd)?|auth(orization)?|credential|signature|sig|session)$`)

// PublicURL is rawURL as it may be stored, logged and shown: without user name
// and password, without fragment, and without query parameters that carry
// keys. A text that is no URL gives "", since nobody can say what is in it.
func PublicURL(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return ""
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	var kept []string
	for pair := range strings.SplitSeq(u.RawQuery, "&") {
		name, _, _ := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		if pair == "" || err != nil || secretQuery.MatchString(plain) {
			continue
		}
		kept = append(kept, pair)
	}
	u.RawQuery, u.ForceQuery = strings.Join(kept, "&"), false
	return u.String()
}
