package decode_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"testing"

	"jevons/sources"
	"jevons/sources/decode"
)

// flatText is text in the layout of a BLS flat file.
func flatText(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("series_id        \tyear\tperiod\t       value\tfootnote_codes\r\n")
	for i := range rows {
		foot := ""
		if i%13 > 10 && i%468 > 450 {
			foot = "P"
		}
		fmt.Fprintf(&b, "CES%08d%02d    \t%d\tM%02d\t%12.1f\t%s\r\n", i/468, i/468%99, 1990+i/13%36, i%13+1, float64(i%150_000)/10, foot)
	}
	return b.Bytes()
}

func bench(b *testing.B, dec sources.Decoder, f sources.File, size int64) {
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		s, err := dec.Decode(context.Background(), f)
		if err != nil {
			b.Fatal(err)
		}
		for s.Next() {
		}
		if s.Err() != nil {
			b.Fatal(s.Err())
		}
		s.Release()
	}
}

func BenchmarkFlat(b *testing.B) {
	text := flatText(400_000)
	bench(b, flat, sources.File{Dataset: ces(), Open: open(text)}, int64(len(text)))
}

// BenchmarkFlatFile reads the file that FLAT_FILE names.
func BenchmarkFlatFile(b *testing.B) {
	p := os.Getenv("FLAT_FILE")
	st, err := os.Stat(p)
	if err != nil {
		b.Skip("FLAT_FILE names no file")
	}
	bench(b, flat, sources.File{Dataset: ces(), Open: onDisk(p)}, st.Size())
}

func BenchmarkCSV(b *testing.B) {
	text := bytes.ReplaceAll(bytes.ReplaceAll(flatText(400_000), []byte("\t"), []byte(",")), []byte("CES"), []byte(`CES`))
	bench(b, decode.CSV{Cells: flat.Cells}, sources.File{Dataset: ces(), Open: open(text)}, int64(len(text)))
}

func BenchmarkCSVQuoted(b *testing.B) {
	var t bytes.Buffer
	t.WriteString("series_id,year,period,value,footnote_codes\n")
	for i := range 200_000 {
		fmt.Fprintf(&t, "\"CES%d\",\"%d\",M%02d,\"%d\",\"a \"\"quoted\"\" text,\nof two lines\"\n", i, 2000+i%20, i%12+1, i)
	}
	bench(b, decode.CSV{}, sources.File{Dataset: ces(), Open: open(t.Bytes())}, int64(t.Len()))
}

func BenchmarkJSON(b *testing.B) {
	var t bytes.Buffer
	t.WriteString("[")
	for i := range 50_000 {
		if i > 0 {
			t.WriteString(",\n")
		}
		fmt.Fprintf(&t, `{"series_id": "CES%d", "year": %d, "period": "M01", "value": 1.5e3, "footnote_codes": null, "more": {"a": [1, 2, 3], "b": "text"}}`, i, 2000+i%20)
	}
	t.WriteString("]")
	bench(b, decode.JSON{}, sources.File{Dataset: ces(), Open: open(t.Bytes())}, int64(t.Len()))
}
