#!/usr/bin/env bash
# Load, revise and publish generated BLS files of 8 and 16 million rows (700 MB
# of temporary disk), each beside DuckDB's own reader in the same run, and print
# ratios and peak memory. Takes a few minutes; arguments go to go test.
set -eu
cd "$(dirname "$0")/.."
go test -c -o "${TMPDIR:-/tmp}/jevons-bench" ./pipeline
for rows in 8000000 16000000; do
  "${TMPDIR:-/tmp}/jevons-bench" -test.run '^$' -test.bench 'Load$' -test.benchtime 3x -rows "$rows" "$@"
done
rm -f "${TMPDIR:-/tmp}/jevons-bench"
