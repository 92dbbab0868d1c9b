// Package landing keeps what was fetched, for ever: the bytes, and the record of
// who looked when and what came of it. Everything else in jevons can be
// computed again from here.
//
// Below the data folder it holds
//
//	archive/objects/ab/<sha256>     bytes as they came, named by their hash, mode 0444
//	archive/journal/<dataset>.jsonl one line per look
//	archive/ledger.jsonl            one line per landing that the warehouse merged or refused
//	archive/tmp/                    bytes on their way in; swept when the archive is opened
//
// It promises that what [Incoming.Commit], [Archive.Append] and
// [Archive.AppendLoad] have acknowledged survives a kill, a full disk and a
// power loss, that an object is whole or absent, and that a line is whole or
// absent. Unacknowledged work may survive; as objects are named by content and
// landings by [ID], doing it again changes nothing.
//
// It does not promise to be safe under two writers: a process that opens an
// archive for writing holds the folder's [Lock] while it does.
package landing
