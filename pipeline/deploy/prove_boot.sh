#!/usr/bin/env bash
# Part of prove.sh: runs inside the booted root and looks at the service there.
# Its last line is "all is well" where all is.
set -euo pipefail
fail() { echo "FAILED: $*"; systemctl status --no-pager --full --lines=20 jevons jevons-sample || true; exit 1; }

echo "-- the sample inside the service's sandbox"
systemctl start jevons-sample || fail "the sample does not run in the sandbox"
grep -A1 FRED_API_KEY /var/log/sample.txt | grep 'is set' || fail "the key from the credential store is not seen"
! grep -q not-a-real-key /var/log/sample.txt || fail "a key is printed"
ls -ld /var/lib/jevons-sample /var/lib/jevons-sample/jevons.duckdb
[ "$(stat -c %U:%a /var/lib/jevons-sample)" = jevons:750 ] || fail "the data folder has other rights than it should"

if ! /usr/bin/jevons help serve >/dev/null 2>&1; then
  echo "this jevons has no serve; the sample is all there is to see"
  echo "all is well"
  exit 0
fi
echo "-- the service"
for i in {1..60}; do
  if sh /usr/local/sbin/health.sh 2>/dev/null; then break; fi
  [ "$i" -lt 60 ] || fail "never healthy"
  sleep 1
done
systemctl show --property=ActiveState,NRestarts,MemoryMax,MainPID jevons
[ "$(systemctl show --value --property=NRestarts jevons)" = 0 ] || fail "it was restarted"
systemctl kill --signal=KILL --kill-whom=main jevons
for i in {1..60}; do
  if [ "$(systemctl show --value --property=NRestarts jevons)" = 1 ] && sh /usr/local/sbin/health.sh 2>/dev/null; then break; fi
  [ "$i" -lt 60 ] || fail "not healthy again after kill -9"
  sleep 1
done
echo "healthy again $i s after kill -9"
systemctl stop jevons
systemctl show --property=Result,ActiveState,ExecMainStatus jevons
[ "$(systemctl show --value --property=ActiveState jevons)" = inactive ] || fail "stopping it left it failed"
echo "all is well"
