package decode

// Every input is bounded. A limit that is hit is named in the error, so that
// an operator can tell a hostile file from one that has outgrown the figure.
const (
	maxRecord  = 8 << 20 // bytes of one line, record or sheet row
	maxCell    = 1 << 20 // bytes of one cell
	maxHeader  = 20_000  // cells of a header
	maxCells   = 65_536  // cells of a row that are handed to a Ragged or Skip rule
	maxDepth   = 64      // nesting of a JSON document
	maxArchive = 256 << 20
	maxEntries = 10_000
	maxSheet   = 1 << 30 // bytes that a workbook expands to

	// A compressed file may expand to maxExpanded bytes. Above ratioFree bytes
	// it may not be more than maxRatio times its compressed size: real tables
	// stay below 100.
	maxExpanded = 8 << 30
	ratioFree   = 64 << 20
	maxRatio    = 1000
)

// The block is the unit of work of one goroutine. It follows the batch size,
// so that small batches do not wait for a large read.
const (
	minBlock = 256
	maxBlock = 2 << 20
)

func blockSize(batchRows int) int {
	return min(max(min(batchRows, maxBlock)*32, minBlock), maxBlock)
}
