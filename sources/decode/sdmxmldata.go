package decode

import (
	"cmp"
	"encoding/xml"
	"maps"
	"slices"
	"strings"
)

// dataSet reads the observations, which stand in series or alone.
func (x *sdmxReader) dataSet(e xml.StartElement) error {
	ref := attrBy(e, func(n xml.Name) bool { return n.Local == "structureRef" })
	action := attrBy(e, func(n xml.Name) bool { return n.Local == "action" })
	if action == "Delete" {
		return x.in.Errorf(0, "", "the message tells of observations to delete, and only whole data are read")
	}
	if x.at = x.atObs[ref]; x.at == "" || x.at == "AllDimensions" {
		x.at = timePeriod
	}
	base := map[string]string{}
	if !x.generic {
		if err := x.attributes(base, e); err != nil {
			return err
		}
	}
	return x.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Attributes":
			return x.values(base)
		case "Group":
			if err := x.skip(e); err != nil {
				return err
			}
			return x.emit(Record{Ignore: "attributes of a group"})
		case "Series":
			return x.series(e, base)
		case "Obs":
			return x.observation(e, base)
		}
		return x.skip(e)
	})
}

func (x *sdmxReader) series(e xml.StartElement, base map[string]string) error {
	cells, seen := maps.Clone(base), false
	if !x.generic {
		if err := x.attributes(cells, e); err != nil {
			return err
		}
	}
	return x.each(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "SeriesKey", "Attributes":
			if seen {
				return x.in.Errorf(0, "", "%s stands after observations of its series, where it comes too late", e.Name.Local)
			}
			return x.values(cells)
		case "Obs":
			seen = true
			return x.observation(e, cells)
		}
		return x.skip(e)
	})
}

func (x *sdmxReader) observation(e xml.StartElement, series map[string]string) error {
	clear(x.row)
	maps.Copy(x.row, series)
	var err error
	if x.generic {
		err = x.each(x.piece)
	} else {
		err = x.flat(e)
	}
	if err != nil {
		return err
	}
	if x.row[obsValue] == "NaN" {
		delete(x.row, obsValue)
	}
	if x.obs++; x.obs == 1 {
		if err := x.in.otherTable(x.row); err != nil {
			return err
		}
	}
	return x.emit(Record{Cells: x.row})
}

// piece reads a child of a generic observation.
func (x *sdmxReader) piece(e xml.StartElement) error {
	name := ""
	switch e.Name.Local {
	case "ObsKey", "Attributes":
		return x.values(x.row)
	case "ObsDimension":
		name = cmp.Or(plainAttr(e, "id"), x.at)
	case "ObsValue":
		name = obsValue
	default:
		return x.skip(e)
	}
	if err := x.put(x.row, name, plainAttr(e, "value")); err != nil {
		return err
	}
	return x.skip(e)
}

// flat reads a structure-specific observation. One that states its measure by
// its type has the type's name for the dimension at the observation.
func (x *sdmxReader) flat(e xml.StartElement) error {
	if err := x.attributes(x.row, e); err != nil {
		return err
	}
	kind := attrBy(e, func(n xml.Name) bool { return n.Local == "type" && n.Space != "" })
	if _, ok := x.row[x.at]; !ok && kind != "" {
		if err := x.put(x.row, x.at, kind[strings.LastIndexByte(kind, ':')+1:]); err != nil {
			return err
		}
	}
	return x.each(func(e xml.StartElement) error {
		if e.Name.Local != "Annotations" {
			return x.in.Errorf(0, e.Name.Local, "stands within an observation, which SDMX-ML 2.1 does not know")
		}
		return x.skip(e)
	})
}

// values reads the Value elements of a key or of attributes into cells.
func (x *sdmxReader) values(cells map[string]string) error {
	return x.each(func(e xml.StartElement) error {
		if e.Name.Local == "Value" {
			if err := x.put(cells, plainAttr(e, "id"), plainAttr(e, "value")); err != nil {
				return err
			}
		}
		return x.skip(e)
	})
}

// attributes reads the attributes of a structure-specific element; those with a
// namespace are not of the data.
func (x *sdmxReader) attributes(cells map[string]string, e xml.StartElement) error {
	for _, a := range e.Attr {
		if a.Name.Space == "" && a.Name.Local != "xmlns" {
			if err := x.put(cells, a.Name.Local, a.Value); err != nil {
				return err
			}
		}
	}
	return nil
}

// put adds a cell. Two texts for one name would lose one of them.
func (x *sdmxReader) put(cells map[string]string, name, value string) error {
	if was, ok := cells[name]; ok && was != value {
		return x.in.Errorf(0, was+" and "+value, "are two values for %s in one place", printable(name))
	}
	cells[name] = value
	if len(cells) > maxComponents {
		return x.in.Errorf(0, "", "an observation has more than %d dimensions and attributes, which is the limit", maxComponents)
	}
	return nil
}

func plainAttr(e xml.StartElement, name string) string {
	return attrBy(e, func(n xml.Name) bool { return n.Space == "" && n.Local == name })
}

func attrBy(e xml.StartElement, is func(xml.Name) bool) string {
	if i := slices.IndexFunc(e.Attr, func(a xml.Attr) bool { return is(a.Name) }); i >= 0 {
		return e.Attr[i].Value
	}
	return ""
}
