package catalog_test

import (
	"os"
	"strings"
	"testing"

	"jevons/sources/sourcetest"
)

// cloudFile decodes a real file of a cloud's prices and compares the sums of
// its ledger.
func cloudFile(t *testing.T, name, part, file string, kept int64, ignored string) *sourcetest.Result {
	t.Helper()
	body, err := os.ReadFile(realFile(t, file))
	if err != nil {
		t.Fatal(err)
	}
	return cloudText(t, name, part, file, body, kept, ignored)
}

func cloudText(t *testing.T, name, part, file string, body []byte, kept int64, ignored string) *sourcetest.Result {
	t.Helper()
	d := dataset(t, name)
	r, err := sourcetest.Decode(d, sourcetest.Body{Name: file, Part: part, Bytes: body}, sourcetest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if l := r.Ledger; l.Kept != kept || l.Quarantined != 0 || l.IgnoredText() != ignored || len(l.Warnings) > 0 {
		t.Errorf("want %d rows and ignored %q: %s", kept, ignored, r.LedgerText())
	}
	if keys := byKey(d, r); int64(len(keys)) != kept {
		t.Errorf("%d keys in %d rows", len(keys), kept)
	}
	for check, n := range violations(t, d, r) {
		if n > 0 {
			t.Errorf("%d rows break the check %q", n, check)
		}
	}
	return r
}

// rowOf is the row in which the columns have the values, as a map.
func rowOf(t *testing.T, r *sourcetest.Result, want map[string]string) map[string]string {
	t.Helper()
	for _, row := range r.Rows {
		got := map[string]string{}
		for i, name := range r.Header {
			got[name] = row[i]
		}
		same := true
		for name, text := range want {
			same = same && got[name] == text
		}
		if same {
			return got
		}
	}
	t.Errorf("no row has %v", want)
	return nil
}

// TestRealPriceListOfAmazon: the two rows of the cut file are of a machine with
// Windows on hosts of its own, which is not kept. As a machine with Linux on
// shared hosts, they are the hourly price and the upfront fee of a reservation.
func TestRealPriceListOfAmazon(t *testing.T) {
	const file = "aws/AmazonEC2_20250912225308_index_CUT.csv"
	if got := dataset(t, "aws.prices").PartOf(file); got != "world" {
		t.Errorf("PartOf(%q) is %q", file, got)
	}
	cloudFile(t, "aws.prices", "world", file, 0, "header 1, metadata line 5, not on shared hosts 2")
	body, err := os.ReadFile(realFile(t, file))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(`"Dedicated"`, `"Shared"`, `"Windows"`, `"Linux"`, `"SQL Web"`, `"NA"`).Replace(string(body))
	r := cloudText(t, "aws.prices", "world", file, []byte(text), 2, "header 1, metadata line 5")
	hour := rowOf(t, r, map[string]string{"unit": "Hrs"})
	for name, want := range map[string]string{
		"sku": "2223B6PCG6QAUYY6", "offer_term_code": "38NPMPTW36", "rate_code": "2223B6PCG6QAUYY6.38NPMPTW36.6YS6EN2CT7", "term_type": "Reserved",
		"region": "ap-northeast-1", "instance_type": "c6i.large", "vcpus": "2", "memory": "4 GiB", "gpus": sourcetest.Null, "price": "0.10463", "currency": "USD",
		"starting_range": "0", "ending_range": sourcetest.Null, "effective_date": "2025-09-12", "lease_contract_length": "3yr", "purchase_option": "Partial Upfront",
	} {
		if hour[name] != want {
			t.Errorf("%s is %q, want %q", name, hour[name], want)
		}
	}
	if fee := rowOf(t, r, map[string]string{"unit": "Quantity"}); fee["price"] != "2750" || fee["price_description"] != "Upfront Fee" {
		t.Errorf("the upfront fee is %v", fee)
	}
}

func TestRealSpotPricesOfAmazon(t *testing.T) {
	r := cloudFile(t, "aws.spot_history", "", "aws/DescribeSpotPriceHistory_m5_large.json", 250, "")
	if got := rowOf(t, r, map[string]string{"at": "2021-02-09 01:40:10Z"}); got["usd_per_hour"] != "0.0437" || got["availability_zone"] != "us-east-1f" {
		t.Errorf("the newest price is %v", got)
	}
	r = cloudFile(t, "aws.spot_advisor", "", "aws/spot-advisor-data.json", 25_323, "")
	d := dataset(t, "aws.spot_advisor")
	regions := map[string]bool{}
	for _, row := range r.Rows {
		regions[row[0]] = true
	}
	if len(regions) != 33 {
		t.Errorf("%d regions, want 33", len(regions))
	}
	if got := count(d, r, "savings_percent", "-62"); got == 0 {
		t.Error("spot is dearer than on demand somewhere by 62 percent, but no row says so")
	}
	for _, column := range []string{"vcpus", "memory_gib", "emr", "interruption_label"} {
		if n := count(d, r, column, sourcetest.Null); n > 0 {
			t.Errorf("%d rows without %s", n, column)
		}
	}
}

// TestRealPricingPagesOfAmazon reads the prices of two regions in one document.
func TestRealPricingPagesOfAmazon(t *testing.T) {
	r := cloudFile(t, "aws.on_demand", "world", "aws/ec2_calculator_metered_gpu_two_regions.json", 18, "")
	d := dataset(t, "aws.on_demand")
	if a, b := count(d, r, "region", "us-east-1"), count(d, r, "region", "us-east-2"); a != 10 || b != 8 {
		t.Errorf("%d machines in Virginia and %d in Ohio, want 10 and 8", a, b)
	}
	got := rowOf(t, r, map[string]string{"rate_code": "G2B25BSJJUB6HQPQ.JRTCKXETXF.6YS6EN2CT7"})
	if got["instance_type"] != "p6-b300.48xlarge" || got["usd_per_hour"] != "142.416" || got["location"] != "US East (N. Virginia)" {
		t.Errorf("got %v", got)
	}
	// The same machine costs a hair less in Ohio.
	got = rowOf(t, r, map[string]string{"rate_code": "V2VPYCJZ8GJ23VKP.JRTCKXETXF.6YS6EN2CT7"})
	if got["instance_type"] != "p4d.24xlarge" || got["usd_per_hour"] != "21.95764" || got["vcpus"] != "96" || got["memory"] != "1152 GiB" {
		t.Errorf("got %v", got)
	}
}

func TestRealProductOfAmazon(t *testing.T) {
	r := cloudFile(t, "aws.products", "", "aws/GetProducts_m5_large.json", 21, "")
	d := dataset(t, "aws.products")
	if a, b, c := count(d, r, "term_type", "OnDemand"), count(d, r, "unit", "Quantity"), count(d, r, "price", "0"); a != 1 || b != 8 || c != 4 {
		t.Errorf("%d prices on demand, %d upfront fees, %d hours paid upfront, want 1, 8 and 4", a, b, c)
	}
	if got := rowOf(t, r, map[string]string{"term_type": "OnDemand"}); got["price"] != "0.096" || got["currency"] != "USD" || got["region"] != sourcetest.Null || got["location"] != "US East (N. Virginia)" {
		t.Errorf("got %v", got)
	}
	if got := rowOf(t, r, map[string]string{"rate_code": "6C86BEPQVG73ZGGR.NQ3QZPMQV9.2TG2D8R56U"}); got["price"] != "949" || got["purchase_option"] != "All Upfront" || got["starting_range"] != sourcetest.Null {
		t.Errorf("got %v", got)
	}
}

func TestRealMachinesOfAmazon(t *testing.T) {
	r := cloudFile(t, "aws.instance_types", "", "aws/DescribeInstanceTypes_25.json", 25, "")
	got := rowOf(t, r, map[string]string{"instance_type": "a1.2xlarge"})
	if got["vcpus"] != "8" || got["memory_mib"] != "16384" || got["architectures"] != "arm64" || got["clock_ghz"] != "2.3" || got["accelerator_name"] != sourcetest.Null {
		t.Errorf("got %v", got)
	}
}

// TestRealPricesOfAzure reads copies whose fields their makers trimmed; what
// they lack is NULL, and their meters are known by name.
func TestRealPricesOfAzure(t *testing.T) {
	r := cloudFile(t, "azure.retail", "machines", "azure/retail_items_gpu_first30.json", 30, "")
	got := rowOf(t, r, map[string]string{"arm_sku_name": "Standard_ND96isr_H200_v5", "region": "usgovvirginia"})
	if got["retail_price"] != "106" || got["unit_of_measure"] != "1 Hour" || got["type"] != "Consumption" || got["currency"] != sourcetest.Null {
		t.Errorf("got %v", got)
	}
	r = cloudFile(t, "azure.retail", "tokens.eastus", "azure/retail_prices_page_openai_tokens.json", 8, "")
	d := dataset(t, "azure.retail")
	if m, k := count(d, r, "unit_of_measure", "1M"), count(d, r, "unit_of_measure", "1K"); m != 7 || k != 1 {
		t.Errorf("%d prices per million tokens and %d per thousand, want 7 and 1", m, k)
	}
	if got := rowOf(t, r, map[string]string{"meter_name": "gpt 4.1 Inp regnl Tokens"}); got["retail_price"] != "0.0022" || got["arm_sku_name"] != sourcetest.Null {
		t.Errorf("got %v", got)
	}
}

// TestRealSKUOfGoogle: the file is a template with placeholders, which is no
// JSON, followed by one real SKU with three regions and three tiers.
func TestRealSKUOfGoogle(t *testing.T) {
	const file = "gcp/skus_page_with_placeholders.json.txt"
	body, err := os.ReadFile(realFile(t, file))
	if err != nil {
		t.Fatal(err)
	}
	_, err = sourcetest.Decode(dataset(t, "gcp.skus"), sourcetest.Body{Name: "skus.json", Bytes: body}, sourcetest.Options{})
	if err == nil || !strings.Contains(err.Error(), "at byte") {
		t.Errorf("the template is read: %v", err)
	}
	text, _, _ := strings.Cut(string(body), `"nextPageToken"`)
	from, to := strings.Index(text, `{
      "name": "services/6F81`), strings.LastIndex(text, "]")
	if from < 0 || to < from {
		t.Fatal("the file is not the one that this test knows")
	}
	r := cloudText(t, "gcp.skus", "", "skus.json", []byte(`{"skus":[`+text[from:to]+`]}`), 9, "")
	for start, price := range map[string]string{"0": "0.12", "1024": "0.11", "10240": "0.08"} {
		for _, region := range []string{"us-central1", "us-east1", "us-west1"} {
			got := rowOf(t, r, map[string]string{"region": region, "start_usage_amount": start})
			if got["price"] != price || got["sku_id"] != "02EE-77CE-ACCD" || got["usage_unit"] != "GiBy" || got["effective_time"] != "2021-11-26 10:50:40.206Z" {
				t.Errorf("got %v, want the price %s", got, price)
			}
		}
	}
}

func TestRealPricesOfTPUs(t *testing.T) {
	r := cloudFile(t, "gpuhunt.tpu_prices", "", "gcp/tpu_pricing.json", 21, "")
	got := rowOf(t, r, map[string]string{"tpu": "TPU v2 device", "region": "europe-west4"})
	if got["on_demand_usd_per_chip_hour"] != "1.2375" || got["spot_usd_per_chip_hour"] != "1.26225" || got["location"] != "Netherlands" {
		t.Errorf("got %v", got)
	}
}

// TestRealFilesThatAreNoPriceLists: files about the same things in other
// layouts are refused with words.
func TestRealFilesThatAreNoPriceLists(t *testing.T) {
	for _, c := range []struct{ dataset, file, words string }{
		{"aws.prices", "aws/GetProducts_m5_large.json", "index.csv"},
		{"aws.prices", "aws/ec2_calculator_metered_gpu_two_regions.json", "index.csv"},
		{"gpuhunt.catalog", "gpuhunt/gpu_prices_2024-09-24.json", "without machines and locations"},
		{"gpuhunt.catalog", "gcp/acceleratortypezone.csv", "instance_name"},
		{"gcp.skus", "gcp/tpu_pricing.json", "skus"},
		{"gcp.skus", "gcp/acceleratortypezone.csv", "JSON"},
		{"azure.retail", "gcp/tpu_pricing.json", "Items"},
		{"aws.spot", "aws/pricing-ebs.jsonp.txt", "no machine types"},
		{"aws.spot", "aws/ec2_calculator_metered_gpu_two_regions.json", "config.regions"},
		{"aws.spot_history", "aws/DescribeInstanceTypes_25.json", "SpotPriceHistory"},
		{"aws.spot_advisor", "aws/DescribeInstanceTypes_25.json", "spot_advisor"},
	} {
		body, err := os.ReadFile(realFile(t, c.file))
		if err != nil {
			t.Fatal(err)
		}
		_, err = sourcetest.Decode(dataset(t, c.dataset), sourcetest.Body{Name: c.file, Part: "world", Bytes: body}, sourcetest.Options{})
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s read as %s: error %v, want it to say %q", c.file, c.dataset, err, c.words)
		}
	}
}
