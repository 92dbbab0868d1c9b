#!/usr/bin/env bash
# Prove the packaging on a machine that has neither a container engine nor
# systemd to spare.
#
#   sudo pipeline/deploy/prove.sh [container] [unit] [boot]      (all three)
#
# container  follows the Containerfile's own lines, each read from it, in a clean
#            Debian root; runs the image without network, with a read-only root
#            and as its user; waits for its health check; stops it with SIGTERM
# unit       installs the service as README.md says; systemd-analyze verifies it
#            and must find less exposure than EXPOSURE (2.0 of 10)
# boot       boots that root with systemd and lets it start the service
#
# Variables: SERVE, the arguments of a long-running jevons, where they are not to
# be those of the Containerfile; MIRROR, a Debian mirror; BASE, a tar file that
# keeps the clean Debian for the next time. Everything lies in one temporary folder
# of about 4 GB, which goes when the script ends, as do all processes and mounts.
set -euo pipefail
cd "$(dirname "$0")/../.."
repo=$PWD deploy=$PWD/pipeline/deploy
say() { printf '\n== %s (%ss)\n' "$*" "$SECONDS"; }
die() { printf 'prove: %s\n' "$*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || die "needs root for chroot and namespaces; try: sudo $0"
for tool in debootstrap unshare setpriv ip timeout; do
  command -v "$tool" >/dev/null || die "needs $tool; try: apt-get install debootstrap util-linux iproute2 coreutils"
done
what=" ${*:-container unit boot} "
for w in $what; do
  case $w in container | unit | boot) ;; *) die "knows container, unit and boot, not $w" ;; esac
done

work=$(mktemp -d "${TMPDIR:-/tmp}/jevons-prove.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 130' INT TERM

# shellcheck source=pipeline/deploy/prove_image.sh
. "$deploy/prove_image.sh"
# shellcheck source=pipeline/deploy/prove_unit.sh
. "$deploy/prove_unit.sh"

build_image
case $what in *" container "*) prove_container ;; esac
case $what in *" unit "* | *" boot "*) install_unit ;; esac
case $what in *" unit "*) prove_unit ;; esac
case $what in *" boot "*) prove_boot ;; esac
say "done: proven${what% }"
