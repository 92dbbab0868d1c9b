// Package sources says what a dataset is: where its bytes are, how they are
// read, what its columns mean and what must hold for a landing to be believed.
//
// A dataset is one literal in one file of a provider's folder:
// sources/bls/ces.go declares bls.ces. The literal is plain data plus, where a
// provider is odd, a function. Everything else (fetching, archiving, decoding
// in parallel, vintages, publication) is done by the core and is the same for
// all datasets.
//
// This package knows nothing of HTTP, disks, DuckDB or cron. It holds
//
//   - [Dataset], [Column] and [Contract], the declaration;
//   - [Request] and [Fetch], which bytes to ask for;
//   - [File], [Decoder], [Stream] and [Ledger], how bytes become Arrow batches and
//     how every line of the input is accounted for;
//   - [DecodeError], the error that names dataset, part, line, column and text.
package sources
