package aws_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"testing"

	"jevons/sources"
	"jevons/sources/aws"
	"jevons/sources/sourcetest"
)

// listOf makes a price list row by row as it is read, so that the test itself
// holds none of it. One row in a hundred is of a machine with accelerators.
type listOf struct {
	rows, at int
	text     bytes.Buffer
	peak     uint64
}

const streamHead = "FormatVersion,v1.0\nDisclaimer,made\nPublication Date,2026-01-09T00:00:00Z\nVersion,1\nOfferCode,AmazonEC2\n" +
	"SKU,OfferTermCode,RateCode,TermType,PriceDescription,EffectiveDate,StartingRange,EndingRange,Unit,PricePerUnit,Currency,LeaseContractLength,PurchaseOption," +
	"OfferingClass,Product Family,Location,Instance Type,Instance Family,vCPU,Physical Processor,Memory,Tenancy,Operating System,usageType,CapacityStatus,GPU,Pre Installed S/W,Region Code\n"

func (l *listOf) Read(p []byte) (int, error) {
	for l.text.Len() < len(p) && l.at < l.rows {
		machine, system := "c6i.4xlarge", "Windows"
		if l.at%100 == 0 {
			machine, system = "p5.48xlarge", "Linux"
		}
		fmt.Fprintf(&l.text, `"MADE%012d","JRTCKXETXF","MADE%012d.JRTCKXETXF.6YS6EN2CT7","OnDemand","$1 per On Demand %s %s Instance Hour, and words that make a row as long as real ones are, with commas, too","2026-01-01","0","Inf","Hrs","1.0000000000","USD",,,,"Compute Instance","US East (N. Virginia)","%s","Compute optimized","16","Intel Xeon 8375C (Ice Lake)","32 GiB","Shared","%s","BoxUsage:%s","Used",,"NA","us-east-1"`+"\n",
			l.at, l.at, system, machine, machine, system, machine)
		if l.at++; l.at%20_000 == 0 {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			l.peak = max(l.peak, m.HeapAlloc)
		}
	}
	if l.text.Len() == 0 {
		return 0, io.EOF
	}
	return l.text.Read(p)
}

// TestALargePriceListIsReadInBoundedMemory reads a made list of more than 100
// MB, a third of a real region's.
func TestALargePriceListIsReadInBoundedMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads more than 100 MB")
	}
	var prices *sources.Dataset
	for _, d := range aws.Datasets() {
		if d.Name == "aws.prices" {
			prices = d
		}
	}
	made := &listOf{rows: 250_000}
	made.text.WriteString(streamHead)
	var kept int64
	stream, err := prices.Decode.Decode(context.Background(), sources.File{
		Dataset: prices, Part: "us-east-1", Name: "index.csv",
		Open: func() (io.ReadCloser, error) { return io.NopCloser(made), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Release()
	for stream.Next() {
		kept += stream.Record().NumRows()
	}
	l := stream.Ledger()
	if err := stream.Err(); err != nil || l.Close() != nil {
		t.Fatal(err, l.Close())
	}
	if l.Bytes < 100<<20 || kept != 2500 || l.Kept != kept || l.Ignored["machine without accelerator"] != 247_500 {
		t.Errorf("%s", (&sourcetest.Result{Ledger: l}).LedgerText())
	}
	// Blocks of 2 MiB for each core and the texts cut out of them.
	if limit := uint64(64+32*runtime.GOMAXPROCS(0)) << 20; made.peak > limit {
		t.Errorf("the heap grew to %d MiB while %d MiB were read, want at most %d MiB", made.peak>>20, l.Bytes>>20, limit>>20)
	}
	t.Logf("%d MiB read, heap at most %d MiB", l.Bytes>>20, made.peak>>20)
}
