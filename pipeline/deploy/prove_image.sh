# Part of prove.sh: follows a Containerfile's lines and runs what comes out.

# clean_root SUITE DIR makes a root like the image debian:SUITE-slim.
clean_root() {
  mkdir -p "$2"
  local base=${BASE:-$work/base.tar}
  if [ -f "$base" ]; then
    tar -C "$2" -xpf "$base"
    return
  fi
  # shellcheck disable=SC2086
  timeout 900 nice debootstrap --variant=minbase "$1" "$2" ${MIRROR:-} >"$work/debootstrap.log" 2>&1 ||
    { tail -n 20 "$work/debootstrap.log"; die "could not make a Debian root; is a mirror in reach?"; }
  # The image lists its sources in this form.
  local mirror
  mirror=$(awk '$1 == "deb" { print $2; exit }' "$2/etc/apt/sources.list")
  rm "$2/etc/apt/sources.list"
  printf 'Types: deb\nURIs: %s\nSuites: %s %s-updates\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "$mirror" "$1" "$1" >"$2/etc/apt/sources.list.d/debian.sources"
  tar -C "$2" -cpf "$base" .
}

# mounts ROOT puts into a root what every engine puts there. It runs in a
# namespace of its own, whose end takes the mounts away.
mounts() {
  mount -t proc proc "$1/proc"
  mount -t tmpfs -o mode=755,size=64k dev "$1/dev"
  local d
  for d in null zero full random urandom tty; do
    : >"$1/dev/$d"
    mount --bind "/dev/$d" "$1/dev/$d"
  done
  ln -s /proc/self/fd "$1/dev/fd"
  for d in /etc/resolv.conf /etc/hosts; do
    [ -e "$1$d" ] || : >"$1$d"
    mount --bind "$d" "$1$d"
  done
  if [ -n "${modules:-}" ]; then
    mkdir -p "$1/mnt/modules"
    mount -o bind,ro "$modules" "$1/mnt/modules"
  fi
}

# run_line COMMAND does it as a line RUN would, in $root, $dir and with $env.
run_line() {
  export -f mounts
  root=$root modules=$modules timeout 2400 nice -n 10 unshare --mount --pid --fork --kill-child \
    bash -euc 'mounts "$root"; exec chroot "$root" "$@"' run \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "${env[@]}" "${args[@]}" \
    /bin/sh -c "cd \"\$1\" && $1" sh "$dir" </dev/null >"$work/run.log" 2>&1 ||
    { tail -n 30 "$work/run.log"; die "failed: RUN $1"; }
}

# copy_line is a line COPY.
copy_line() {
  local from=$repo words to src
  read -ra words <<<"$1"
  if [[ ${words[0]} == --from=* ]]; then
    from=$work/${words[0]#--from=}
    words=("${words[@]:1}")
  fi
  [[ ${words[0]} != --* ]] || die "cannot follow COPY ${words[0]}"
  to=${words[-1]}
  unset 'words[-1]'
  local target=$root/${to#/}
  [[ $to == /* ]] || target=$root$dir/${to#./}
  for src in "${words[@]}"; do
    if [ -d "$from/$src" ]; then
      mkdir -p "$target"
      cp -a --no-preserve=ownership "$from/$src/." "$target/"
    elif [[ $target == */ ]]; then
      mkdir -p "$target"
      cp -a --no-preserve=ownership "$from/$src" "$target"
    else
      cp -a --no-preserve=ownership "$from/$src" "$target"
    fi
  done
}

# words_of turns ["a", "b"] into a line for each word.
words_of() {
  [[ $1 =~ ^\[(\"[^\"\\]*\"(,\ )?)+\]$ ]] || die "cannot follow $1: a list of plain words is wanted"
  grep -oE '"[^"]*"' <<<"$1" | tr -d '"'
}

# build_image follows the Containerfile. Then $root is the image, $user runs it,
# "${entry[@]}" "${command[@]}" is what it starts and $health its check.
build_image() {
  say "building from the Containerfile"
  local line word rest n=0
  env=() args=() entry=() command=() dir=/ user=0:0 health='' root=''
  # The modules that this machine has, through the Containerfile's own argument,
  # so that a build does not fetch them again. go.sum checks them all the same.
  modules=$(go env GOMODCACHE 2>/dev/null || true)/cache/download
  if [ -d "$modules" ]; then
    export GOPROXY
    GOPROXY=file:///mnt/modules,$(go env GOPROXY)
  else
    modules=''
  fi
  while IFS= read -r line; do
    word=${line%% *} rest=${line#* }
    printf '%s\n' "${line:0:110}"
    case $word in
      FROM)
        [[ $rest =~ ^debian:([a-z]+)-slim(\ AS\ ([a-z]+))?$ ]] || die "cannot follow $line"
        n=$((n + 1)) env=() args=() dir=/ user=0:0
        root=$work/${BASH_REMATCH[3]:-image}
        clean_root "${BASH_REMATCH[1]}" "$root"
        ;;
      RUN) run_line "$rest" ;;
      COPY) copy_line "$rest" ;;
      ENV) read -ra words <<<"$rest" && env+=("${words[@]}") ;;
      ARG) if [ -n "${!rest:-}" ]; then args+=("$rest=${!rest}"); fi ;;
      WORKDIR) dir=$rest && mkdir -p "$root$dir" ;;
      USER) user=$rest ;;
      VOLUME) volume=$rest ;;
      HEALTHCHECK) health=${rest#* CMD } ;;
      ENTRYPOINT) mapfile -t entry < <(words_of "$rest") ;;
      CMD) mapfile -t command < <(words_of "$rest") ;;
      STOPSIGNAL) stop=$rest ;;
      *) die "cannot follow $line" ;;
    esac
  done < <(sed -e '/^#/d' "$deploy/Containerfile" | sed -e ':a' -e '/\\$/{N;s/\\\n//;ba' -e '}' -e '/^$/d')
  [ "$n" = 2 ] && [ "${#entry[@]}" -gt 0 ] && [ -n "$health" ] || die "the Containerfile has not two stages, an entry point and a health check"
  [ "${user%%:*}" -gt 0 ] || die "the image runs as root"
  if [ -n "${SERVE:-}" ]; then read -ra command <<<"$SERVE"; fi
  rm -rf --one-file-system "$work/build"
  du -sh "$root" | sed 's/\t.*/ is the size of the image/'
  ls -lh "$root/usr/bin/jevons"
}

# prove_container runs the image as an engine would that has no network.
prove_container() {
  say "running the image as $user, root read-only, loopback only"
  mkdir -p "$work/volume"
  cp -a "$root$volume/." "$work/volume/"
  chown --reference="$root$volume" "$work/volume"
  chmod --reference="$root$volume" "$work/volume"
  export -f mounts drive as_user wait_healthy
  work=$work image=$root as=$user at=$dir data=$volume check=$health signal=${stop#SIG} \
    vars="${env[*]}" jevons="${entry[*]}" service="${command[*]}" \
    timeout 600 unshare --mount --net --pid --fork --kill-child bash -euo pipefail -c drive </dev/null ||
    die "the image does not do what it should, see above"
}

# as_user COMMAND… runs it in the image as its user, without any privilege.
# With how=exec it takes the place of the shell.
as_user() {
  # shellcheck disable=SC2086
  ${how:-} chroot "$image" setpriv --reuid="${as%%:*}" --regid="${as##*:}" --clear-groups --no-new-privs --bounding-set=-all \
    env -i -C "$at" PATH=/usr/sbin:/usr/bin:/sbin:/bin $vars "$@"
}

# drive is all that is done inside the namespaces.
drive() {
  local pid began status=0 out
  ip link set lo up
  mkdir -p "$image/run/secrets"
  mount --bind "$image" "$image"
  mounts "$image"
  mount -t tmpfs -o mode=1777 tmp "$image/tmp"
  mount -t tmpfs -o mode=755 secrets "$image/run/secrets"
  echo not-a-real-key >"$image/run/secrets/FRED_API_KEY"
  mount --bind "$work/volume" "$image$data"
  mount -o remount,bind,ro "$image"

  as_user id
  ! as_user touch /usr/bin/jevons 2>/dev/null || { echo "the user can write the program"; exit 1; }
  # shellcheck disable=SC2086
  as_user $jevons version
  out=$(as_user $jevons doctor --offline || true)
  grep -A1 FRED_API_KEY <<<"$out" | grep 'is set' || { echo "a secret handed over as a file is not seen"; exit 1; }
  ! grep -q not-a-real-key <<<"$out" || { echo "doctor prints a key"; exit 1; }

  echo "-- the sample, twice"
  as_user $jevons demo --dir /tmp/demo >"$work/demo.txt"
  tail -n 14 "$work/demo.txt"
  as_user $jevons demo --dir /tmp/demo | grep unchanged

  echo "-- $jevons $service"
  if [[ $service == serve* ]] && ! as_user $jevons help serve >/dev/null 2>&1; then
    echo "this jevons has no serve; the sample is all there is to see"
    return
  fi
  how=exec as_user $jevons $service >"$work/service.log" 2>&1 &
  pid=$!
  wait_healthy "$pid" || { tail -n 40 "$work/service.log"; echo "never healthy"; exit 1; }
  kill -"$signal" "$pid"
  began=$SECONDS
  wait "$pid" || status=$?
  tail -n 5 "$work/service.log"
  echo "after SIG$signal: exit code $status in $((SECONDS - began)) s"
  [ "$status" = 0 ] && [ $((SECONDS - began)) -le 15 ] || { echo "it should have ended with 0 within 15 s"; exit 1; }
}

# wait_healthy PID runs the image's own check until it holds, at most a minute.
wait_healthy() {
  local i
  for i in {1..60}; do
    kill -0 "$1" 2>/dev/null || { echo "it ended by itself"; return 1; }
    if as_user sh -c "$check" 2>/dev/null; then
      echo "healthy after $i s"
      return
    fi
    sleep 1
  done
  return 1
}
