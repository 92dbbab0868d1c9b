// Package fault names the places at which tests break jevons on purpose.
//
// Production code calls [Point] where a crash, an error or a cancellation would
// hurt most. Unless a test has set [Hook], a point does nothing and costs one
// load. Nothing in a released binary arms a point: no flag, no environment
// variable. Test binaries do it through package faulttest, which can also kill
// a child process exactly at the n-th time it reaches a point.
package fault

// The points, in the order in which one datum meets them. Their short names
// are what a test arms.
const (
	FetchHeaders = "F1" // an answer's headers have come
	FetchBody    = "F2" // before each block of a body
	TempWritten  = "A1" // an archive object is whole in its temporary file
	BeforeRename = "A2" // it is synced, and about to get its name
	AfterRename  = "A3" // it has its name, its folder is not yet synced
	DecodeBatch  = "D1" // a batch was decoded
	CheckDone    = "C1" // the contract holds, nothing is merged
	MergeBegin   = "M1" // a transaction of the warehouse is open
	MergeRows    = "M2" // rows are in, the ledger is not
	MergeCommit  = "M3" // before commit
	MergeDone    = "M4" // after commit
	Model        = "Q1" // before a model is built
	SnapshotCopy = "S1" // a snapshot is written, not yet verified
	SnapshotName = "S2" // before it gets its name
	SnapshotDone = "S3" // it has its name
	ExportMid    = "P1" // a Parquet file is written under a temporary name
	ExportName   = "P2" // before it gets its name
	StateBefore  = "T1" // before a journal or ledger line is written
	StateAfter   = "T2" // after it is durable
)

// Points are all names, in order.
func Points() []string {
	return []string{FetchHeaders, FetchBody, TempWritten, BeforeRename, AfterRename, DecodeBatch, CheckDone,
		MergeBegin, MergeRows, MergeCommit, MergeDone, Model, SnapshotCopy, SnapshotName, SnapshotDone,
		ExportMid, ExportName, StateBefore, StateAfter}
}

// Hook is called at every point with its name; the error it returns is what
// the step fails with. A test sets it before it starts the work and resets it
// to nil afterwards; it must bear calls from several goroutines.
var Hook func(name string) error

// Point is the place called name. It returns nil unless a test says otherwise.
func Point(name string) error {
	if h := Hook; h != nil {
		return h(name)
	}
	return nil
}
