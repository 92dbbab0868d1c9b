package decode

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"jevons/sources"
)

// SDMXML reads data messages of SDMX-ML 2.1, generic and structure-specific,
// as series or flat, plain, gzip or within a zip archive: one row for every
// observation. The ids of dimensions and attributes are the source names of
// the columns, beside TIME_PERIOD and OBS_VALUE; attributes of the series and
// of the data set stand on each of their rows. An OBS_VALUE of NaN is no value.
// _line is the ordinal of the observation.
//
// A message without observations, a structure message and an error message are
// refused with their own words, and so is one whose footer says that data are
// left out. Attributes of groups are not read; each group is counted as ignored.
type SDMXML struct {
	Cells
	Members string // path.Match pattern of members of an archive; "" is *.xml
}

var _ sources.Decoder = SDMXML{}

// Decode implements [sources.Decoder].
func (d SDMXML) Decode(ctx context.Context, f sources.File) (sources.Stream, error) {
	return Rows{Cells: d.Cells, Members: cmp.Or(d.Members, "*.xml"), Read: readSDMXML}.Decode(ctx, f)
}

// Names that SDMX gives to the observation.
const (
	timePeriod = "TIME_PERIOD"
	obsValue   = "OBS_VALUE"
)

const (
	maxComponents = 1_000 // dimensions and attributes of an observation, or structures of a message
	maxMessages   = 10    // texts of a footer or an error that are kept
)

func readSDMXML(in *Input, emit func(Record) error) error {
	limit := &allowance{in: in, max: maxRecord, what: "piece of XML"}
	x := &sdmxReader{in: in, emit: emit, limit: limit, dec: xml.NewDecoder(limit), atObs: map[string]string{}, row: map[string]string{}}
	if err := x.root(); err != nil {
		return err
	}
	if err := x.each(x.part); err != nil {
		return err
	}
	if err := x.end(); err != nil {
		return err
	}
	return x.judge()
}

// sdmxReader walks through one message.
type sdmxReader struct {
	in      *Input
	emit    func(Record) error
	limit   *allowance
	dec     *xml.Decoder
	depth   int
	generic bool

	atObs    map[string]string // structure id to the dimension of its observations
	at       string            // that of the data set being read
	row      map[string]string // cells of the observation being read
	obs      int64
	messages []string // of the footer
	fatal    bool     // one of them says that data lack
	late     bool     // one of them says that data come later
}

// next is the next start or end of an element, or text.
func (x *sdmxReader) next() (xml.Token, error) {
	for {
		x.limit.left = maxRecord
		t, err := x.dec.Token()
		if err != nil {
			var syntax *xml.SyntaxError
			if errors.As(err, &syntax) {
				line, _ := x.dec.InputPos()
				e := x.in.f.errorf(0, "", "line %d of the XML text: %s", line, printable(syntax.Msg))
				e.Hint = "fetch the file again; it may be cut short"
				return nil, e
			}
			return nil, err
		}
		switch t.(type) {
		case xml.StartElement:
			if x.depth++; x.depth > maxDepth {
				return nil, x.in.Errorf(0, "", "XML elements are nested deeper than the limit of %d", maxDepth)
			}
			return t, nil
		case xml.EndElement:
			x.depth--
			return t, nil
		case xml.CharData:
			return t, nil
		}
	}
}

// root finds the message and refuses what holds no data.
func (x *sdmxReader) root() error {
	words := false
	for {
		t, err := x.next()
		switch {
		case err == io.EOF && words:
			return x.in.Errorf(0, "", "the file is no XML text")
		case err == io.EOF:
			return x.in.Errorf(0, "", "the file is empty")
		case err != nil:
			return err
		}
		e, ok := t.(xml.StartElement)
		if !ok {
			text, _ := t.(xml.CharData)
			words = words || len(bytes.TrimSpace(text)) > 0
			continue
		}
		switch name := e.Name.Local; name {
		case "GenericData", "GenericTimeSeriesData":
			x.generic = true
			return nil
		case "StructureSpecificData", "StructureSpecificTimeSeriesData":
			return nil
		case "Structure":
			return x.in.Errorf(0, "", "an SDMX structure message, which describes codes and holds no data; ask for the data instead")
		case "Error", "Envelope", "Fault":
			texts, err := x.texts()
			if err != nil {
				return err
			}
			return x.in.Errorf(0, "", "the provider answered with a message instead of data: %s", said(texts))
		case "CompactData", "MessageGroup", "UtilityData", "CrossSectionalData":
			return x.in.Errorf(0, "", "an SDMX-ML 2.0 message (%s); ask for SDMX-ML 2.1", name)
		default:
			return x.in.Errorf(0, name, "is the root of the XML text, which is no SDMX data message")
		}
	}
}

// each hands every child of the current element to f, which reads it to its end.
func (x *sdmxReader) each(f func(xml.StartElement) error) error {
	for {
		t, err := x.next()
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := f(t); err != nil {
				return err
			}
		}
	}
}

func (x *sdmxReader) skip(xml.StartElement) error { return x.each(x.skip) }

// texts are the texts within the current element, at most maxMessages.
func (x *sdmxReader) texts() (out []string, err error) {
	for depth := x.depth; x.depth >= depth; {
		t, err := x.next()
		if err != nil {
			return nil, err
		}
		if text, ok := t.(xml.CharData); ok && len(out) < maxMessages {
			if s := strings.TrimSpace(string(text)); s != "" {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

func said(texts []string) string {
	if len(texts) == 0 {
		return "(without words)"
	}
	return printable(strings.Join(texts, "; "))
}

// end refuses what follows the message.
func (x *sdmxReader) end() error {
	for {
		t, err := x.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if _, ok := t.(xml.StartElement); ok {
			return x.in.Errorf(0, "", "a second XML document follows the message")
		}
	}
}

// part reads a child of the message.
func (x *sdmxReader) part(e xml.StartElement) error {
	switch e.Name.Local {
	case "Header":
		return x.each(x.header)
	case "DataSet":
		return x.dataSet(e)
	case "Footer":
		return x.each(x.message)
	}
	return x.skip(e)
}

func (x *sdmxReader) header(e xml.StartElement) error {
	if e.Name.Local == "Structure" {
		if len(x.atObs) == maxComponents {
			return x.in.Errorf(0, "", "the message names more than %d structures, which is the limit", maxComponents)
		}
		x.atObs[plainAttr(e, "structureID")] = plainAttr(e, "dimensionAtObservation")
	}
	return x.skip(e)
}

// message keeps the words of a footer. Codes are those of the SDMX web service
// guidelines; Eurostat announces by 413 that the data will be in a file.
func (x *sdmxReader) message(e xml.StartElement) error {
	code := plainAttr(e, "code")
	texts, err := x.texts()
	if err != nil {
		return err
	}
	if len(x.messages) < maxMessages {
		x.messages = append(x.messages, fmt.Sprintf("code %s: %s", code, strings.Join(texts, "; ")))
	}
	n, err := strconv.Atoi(code)
	x.late = x.late || n == 413
	x.fatal = x.fatal || err != nil || n == 130 || n >= 500 || plainAttr(e, "severity") == "Error"
	return nil
}

// judge looks at what the whole message held.
func (x *sdmxReader) judge() error {
	words := printable(strings.Join(x.messages, "; "))
	switch {
	case x.late:
		return x.in.Errorf(0, "", "the provider prepares the data as a file and says where: %s; fetch it from there once it is ready, or ask for less", words)
	case x.fatal:
		return x.in.Errorf(0, "", "the provider says that the data are not whole: %s", words)
	case x.obs == 0 && len(x.messages) > 0:
		return x.in.Errorf(0, "", "the message holds no observation: %s", words)
	case x.obs == 0:
		return x.in.Errorf(0, "", "the message holds no observation")
	}
	for range x.messages {
		if err := x.emit(Record{Ignore: "footer message"}); err != nil {
			return err
		}
	}
	return nil
}
