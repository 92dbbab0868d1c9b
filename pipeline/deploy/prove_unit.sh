# Part of prove.sh: installs the service as README.md says and lets systemd judge
# and run it.

exposure=${EXPOSURE:-2.0}

# in_host COMMAND does it in the root that stands for the machine. systemctl then
# changes files only, since systemd does not run there yet.
in_host() {
  local root=$work/host dir=/src env=(SYSTEMD_OFFLINE=1) args=() modules=''
  run_line "$1"
  cat "$work/run.log"
}

# install_unit follows the first commands of the README's section.
install_unit() {
  say "installing the service with the README's commands"
  clean_root trixie "$work/host"
  mkdir -p "$work/host/src/pipeline"
  cp "$root/usr/bin/jevons" "$work/host/src/jevons"
  cp -r "$deploy" "$work/host/src/pipeline/"
  in_host 'apt-get update && apt-get install -y --no-install-recommends systemd systemd-sysv dbus' >/dev/null
  local line n=0
  while IFS= read -r line; do
    line=${line//sudo /} line=${line/ --now/} # nothing starts before the boot
    case $line in "go build"*) continue ;; esac
    printf '%s\n' "$line"
    in_host "$line"
    n=$((n + 1))
  done < <(awk '/^## /{ on = $0 == "## Run it every day" } on && /^    /{ print substr($0, 5); had = 1; next } on && had { exit }' "$repo/README.md")
  [ "$n" -ge 5 ] || die "README.md has no commands that install the service"
  grep -q '^jevons:' "$work/host/etc/passwd" || die "there is no user jevons"
  [ -L "$work/host/etc/systemd/system/multi-user.target.wants/jevons.service" ] || die "the service is not enabled"
  install -d -m 700 "$work/host/etc/credstore"
  (umask 077 && echo not-a-real-key >"$work/host/etc/credstore/FRED_API_KEY")
}

prove_unit() {
  say "systemd-analyze"
  local out
  out=$(in_host 'systemd-analyze verify --man=no /etc/systemd/system/jevons.service')
  [ -z "$out" ] || { printf '%s\n' "$out"; die "systemd-analyze verify complains"; }
  echo "verify: nothing to complain of"
  out=$(in_host "systemd-analyze security --no-pager --offline=true --threshold=$(printf '%.0f' "${exposure/./}") /etc/systemd/system/jevons.service")
  grep -E '^✗|exposure level' <<<"$out"
}

# prove_boot boots the root, where prove_boot.sh looks on before all is powered off.
prove_boot() {
  say "booting systemd with the service enabled"
  command -v systemd-nspawn >/dev/null || { echo "skipped: no systemd-nspawn; try: apt-get install systemd-container"; return; }
  local unit=$work/host/etc/systemd/system w n
  # The same sandbox around all of the program but the network.
  sed -e 's|^ExecStart=.*|ExecStartPre=-/usr/bin/jevons doctor --offline\nExecStart=/usr/bin/jevons demo --dir /var/lib/jevons|' \
    -e 's/^Type=.*/Type=oneshot/' -e '/^Restart/d' -e '/^EnvironmentFile/d' -e '/^\[Install\]/,$d' \
    -e 's|/var/lib/jevons|/var/lib/jevons-sample|' -e 's/^StateDirectory=.*/StateDirectory=jevons-sample/' \
    "$unit/jevons.service" >"$unit/jevons-sample.service"
  printf '[Service]\nStandardOutput=append:/var/log/sample.txt\nStandardError=inherit\n' >>"$unit/jevons-sample.service"
  printf '%s\n' '[Unit]' 'After=multi-user.target' '[Service]' 'Type=oneshot' 'TimeoutStartSec=240' \
    'ExecStart=/bin/bash /usr/local/sbin/watch.sh' 'ExecStopPost=/bin/systemctl --no-block poweroff' \
    'StandardOutput=append:/var/log/watch.txt' 'StandardError=inherit' >"$unit/watch.service"
  install -m 755 "$deploy/prove_boot.sh" "$work/host/usr/local/sbin/watch.sh"
  printf '%s\n' "$health" >"$work/host/usr/local/sbin/health.sh"
  ln -sf ../watch.service "$unit/multi-user.target.wants/watch.service"
  ln -sf /dev/null "$unit/systemd-networkd-wait-online.service" # there is no network to wait for
  # Where the machine itself was not started by systemd, nobody can be asked for
  # a scope, and the groups that are made instead have to be removed here.
  local scope=() left=()
  if [ ! -d /run/systemd/system ]; then
    scope=(--register=no --keep-unit)
    for w in /sys/fs/cgroup /sys/fs/cgroup/*; do
      for n in payload supervisor; do if [ ! -e "$w/$n" ]; then left+=("$w/$n"); fi; done
    done
  fi
  SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 timeout -k 10 400 systemd-nspawn --quiet --directory "$work/host" --boot "${scope[@]}" --private-network --machine=jevons-prove \
    --console=pipe </dev/null >"$work/boot.log" 2>&1 || true
  if [ ${#left[@]} -gt 0 ]; then find "${left[@]}" -depth -type d -exec rmdir {} + 2>/dev/null || true; fi
  if [ ! -e "$work/host/var/log/watch.txt" ]; then
    tail -n 15 "$work/boot.log"
    echo "skipped: systemd does not boot in this sandbox"
    return
  fi
  cat "$work/host/var/log/watch.txt"
  grep -qx 'all is well' "$work/host/var/log/watch.txt" || { tail -n 20 "$work/host/var/log/sample.txt"; die "the service does not do what it should"; }
}
