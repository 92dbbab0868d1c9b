// Package fetch asks providers for bytes. It is the only user of net/http as a
// client, and does for every dataset alike: conditional requests, spacing per
// host, retries that wait as long as they are told to, secrets that go to one
// host and into no text, and the refusal of answers that are not the data.
//
// What lies under a [Client] is an http.RoundTripper: [LiveTransport] for the
// network, [Mirror] for a folder laid out as host/path, a test's own. Nothing
// downstream can tell which.
//
//	c, err := fetch.New(fetch.Config{Transport: fetch.LiveTransport(), Version: "1.0", Contact: "someone@example.org", …})
//	in, err := archive.New()
//	answer, err := c.Do(ctx, dataset, request, fetch.Validators{ETag: last.ETag}, in)
//	if err == nil && !answer.NotModified { isNew, err = in.Commit(answer.SHA256) }
//
// The error of [Client.Do] is a [*StatusError] when the host is at fault (also
// for an answer with status 200 that is not the data), a [*ConfigError] when
// the user has to set something, or that of the context or the sink.
package fetch
