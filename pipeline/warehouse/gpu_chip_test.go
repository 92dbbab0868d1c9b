package warehouse

import (
	"context"
	"slices"
	"strings"
	"testing"

	"jevons/transforms"
)

// Some catalogues write GiB into a field named MiB: 80 read as MiB is 0.08 GB.
func TestMemoryOfAGPUInTheWrongUnitStopsTheBuild(t *testing.T) {
	conn := emptyWarehouse(t)
	models, refs := loadedModels(t, conn)
	run(t, conn, "CREATE SCHEMA IF NOT EXISTS core",
		`CREATE TABLE core.chip AS SELECT 'NVIDIA H100 SXM5 80GB' AS hardware, 80 / 1024.0 AS memory_gb,
			989e12 AS tensor_fp16_flops, 134e12 AS fp16_flops`)
	at := slices.IndexFunc(models, func(m transforms.Model) bool { return m.Table.String() == "core.gpu_chip" })
	_, err := BuildModels(context.Background(), conn, models[at:at+1], refs, BuildOptions{})
	if err == nil || !strings.Contains(err.Error(), "gigabytes of memory") {
		t.Errorf("memory of 0.08 GB passes: %v", err)
	}
}
