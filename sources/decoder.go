package sources

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
)

// File is what a decoder reads: the bytes of one landing, or of some of its lines.
type File struct {
	Dataset *Dataset
	Part    string
	Name    string // base name, for messages
	Size    int64
	Open    func() (io.ReadCloser, error)

	// LineAt maps a line of this file to that of the landing it was cut from;
	// nil is identity.
	LineAt func(line int64) int64

	// Coder gives the numbers of coded columns; nil leaves them as text.
	Coder Coder

	BatchRows int              // most rows a batch; 0 is 65,536
	Workers   int              // goroutines that parse; 0 is one a core
	Mem       memory.Allocator // nil is the Go allocator
	Progress  func(n int64)    // told of every n bytes read; may be nil
}

// Coder numbers texts: the same text has the same number for as long as the
// coder lives. It is safe for concurrent use; text is not kept.
type Coder interface {
	Code(text []byte) (int32, error)
}

// Decoder turns bytes into Arrow batches. It must give the same rows for the
// same bytes, whatever the batch size and the number of workers, and never
// panic on hostile bytes. An error at once, or from the stream's Err, is a
// *DecodeError where a place in the file can be named.
type Decoder interface {
	Decode(ctx context.Context, f File) (Stream, error)
}

// Stream is a decoded file: batches of [Dataset.Schema] in file order, once.
// Release ends it early; the ledger is whole after Next has returned false
// with a nil Err.
type Stream interface {
	array.RecordReader
	Ledger() *Ledger
}

// LineKeyed is implemented by a decoder whose files are one header line and
// then one row a line, the key being the row's first cells. Two landings of
// such a file can be compared as bytes, and only lines that differ decoded.
// ok is false when this decoder's options rule that out.
type LineKeyed interface {
	KeyCells() (comma byte, cells int, ok bool)
}

// MaxRejects is how many quarantined rows of one landing are kept with their
// text. A landing with more is refused whatever its contract allows.
const MaxRejects = 10_000

// Ledger accounts for every record of a file. After a whole pass
// Records = Kept + Quarantined + the sum of Ignored, and Lines equals the
// lines counted when the bytes were archived.
type Ledger struct {
	Bytes       int64 // as decoded, after decompression
	Lines       int64 // 0 for formats without lines
	Records     int64 // headers, blank lines, notes and rows
	Kept        int64
	Quarantined int64
	Ignored     map[string]int64 // reason to count; "header" is one of them
	Rejects     []Reject         // the first MaxRejects quarantined rows
	Ascending   bool             // keys were strictly ascending as bytes: sorted and unique
	Warnings    []string         // unknown columns and the like
}

// Ignore counts n records that are not data, with the reason.
func (l *Ledger) Ignore(reason string, n int64) {
	if l.Ignored == nil {
		l.Ignored = map[string]int64{}
	}
	l.Ignored[reason] += n
}

// Reject quarantines a row.
func (l *Ledger) Reject(r Reject) {
	l.Quarantined++
	if len(l.Rejects) < MaxRejects {
		l.Rejects = append(l.Rejects, r)
	}
}

// IgnoredRows is the sum of Ignored.
func (l *Ledger) IgnoredRows() (n int64) {
	for _, v := range l.Ignored {
		n += v
	}
	return n
}

// DataRows are the rows that claimed to be data: kept or quarantined.
func (l *Ledger) DataRows() int64 { return l.Kept + l.Quarantined }

// Close checks that the sums close.
func (l *Ledger) Close() error {
	if got := l.Kept + l.Quarantined + l.IgnoredRows(); got != l.Records {
		return fmt.Errorf("row ledger does not close: %d records read, but %d kept + %d quarantined + %d ignored = %d",
			l.Records, l.Kept, l.Quarantined, l.IgnoredRows(), got)
	}
	return nil
}

// IgnoredText lists the reasons with their counts, sorted.
func (l *Ledger) IgnoredText() string {
	var b strings.Builder
	for i, k := range slices.Sorted(maps.Keys(l.Ignored)) {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%s %d", k, l.Ignored[k])
	}
	return b.String()
}

// Reasons for which a row is quarantined.
const (
	ReasonCells     = "cell_count"    // more or fewer cells than the header
	ReasonType      = "not_a_value"   // text that is not of the column's type
	ReasonMissing   = "missing"       // no value in a column that must have one
	ReasonEnum      = "not_in_list"   // a text outside the declared values
	ReasonRange     = "out_of_range"  // a number outside the declared bounds
	ReasonEncoding  = "not_utf8"      // bytes that are not UTF-8
	ReasonDuplicate = "duplicate_key" // the key occurs again with other values
	ReasonCheck     = "check"         // a declared check does not hold
	ReasonDerive    = "not_derivable" // a derived column could not be computed
	ReasonTooLong   = "cell_too_long" // a cell over the size limit
	ReasonSyntax    = "malformed"     // broken quoting or JSON
)

// Reject is one quarantined row.
type Reject struct {
	Line   int64
	Column string // "" when the whole row is at fault
	Text   string // the offending text, cut to RejectText bytes
	Reason string // one of the Reason constants
	Detail string // what was expected
	Raw    string // the row as it stands in the file, cut to RejectRaw bytes
}

// How much of a bad cell and of a bad row is kept.
const (
	RejectText = 200
	RejectRaw  = 2000
)

// DecodeError says where a file cannot be read. It refuses the landing.
type DecodeError struct {
	Dataset, Part string
	Line          int64 // 0 when no line can be named
	Column        string
	Text          string // offending text, cut
	Reason        string
	Hint          string // what to do
}

func (e *DecodeError) Error() string {
	var b strings.Builder
	b.WriteString(e.Dataset)
	if e.Part != "" {
		fmt.Fprintf(&b, " part %s", e.Part)
	}
	if e.Line > 0 {
		fmt.Fprintf(&b, " line %d", e.Line)
	}
	if e.Column != "" {
		fmt.Fprintf(&b, " column %s", e.Column)
	}
	b.WriteString(": ")
	if e.Text != "" {
		fmt.Fprintf(&b, "%q ", Cut(e.Text, RejectText))
	}
	b.WriteString(e.Reason)
	if e.Hint != "" {
		fmt.Fprintf(&b, "; %s", e.Hint)
	}
	return b.String()
}

// Errorf makes a DecodeError for a place in f.
func (f *File) Errorf(line int64, column, text, format string, a ...any) *DecodeError {
	return &DecodeError{Dataset: f.Dataset.Name, Part: f.Part, Line: line, Column: column,
		Text: Cut(text, RejectText), Reason: fmt.Sprintf(format, a...)}
}

// Cut shortens s to at most n bytes at a rune boundary and marks the cut.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "…"
}

// SniffLen is how much of a body [Dataset.Recognize] looks at.
const SniffLen = 4096

// Recognize refuses a body that is plainly not the dataset: empty, an HTML
// page, or the provider's own refusal. It is asked for fetched answers and for
// files that a user loads.
func (d *Dataset) Recognize(head []byte) error {
	h := bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	if len(h) == 0 {
		return fmt.Errorf("the answer is empty")
	}
	low := bytes.ToLower(h[:min(len(h), 512)])
	for _, p := range []string{"<!doctype html", "<html", "<head", "<body"} {
		if bytes.HasPrefix(low, []byte(p)) {
			return fmt.Errorf("the answer is an HTML page, not data%s", pageTitle(h))
		}
	}
	if d.Refused != nil {
		return d.Refused(head)
	}
	return nil
}

// pageTitle quotes an HTML page's title, so that "Access Denied" reaches the operator.
func pageTitle(page []byte) string {
	low := bytes.ToLower(page)
	i := bytes.Index(low, []byte("<title>"))
	if i < 0 {
		return ""
	}
	rest := page[i+len("<title>"):]
	j := bytes.IndexByte(rest, '<')
	if j < 0 {
		return ""
	}
	return fmt.Sprintf(" (title %q)", Cut(strings.TrimSpace(string(rest[:j])), 80))
}
