#!/bin/sh
# Install the packages of debian.txt that are missing; does nothing unless it is root on Debian.
# What cannot be installed is said and left: the tests that need it skip, and with CI=true they fail.
set -eu
cd "$(dirname "$0")"
[ "$(id -u)" = 0 ] && [ -e /etc/debian_version ] || exit 0

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
missing=""
while read -r package _; do
  installed "$package" || missing="$missing $package"
done <<EOF
$(grep -v '^#' debian.txt)
EOF
[ -n "$missing" ] || exit 0

echo "installing for the tests (no service is started):$missing"
log=$(mktemp)
policy=/usr/sbin/policy-rc.d
trap 'rm -f "$log"' EXIT
trap 'exit 130' INT TERM
# Debian starts what it installs; an SSH server nobody asked for must not come up on this machine.
if [ ! -e "$policy" ]; then
  trap 'rm -f "$log" "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 "$@"
}
# Of one that this release of Debian does not have, nothing is known here: the others come all the same.
offered() { for package in $missing; do apt-cache show "$package" >/dev/null 2>&1 && echo "$package"; done; }
# shellcheck disable=SC2046  # a list of words
{ apt update && apt install --no-install-recommends $(offered); } >"$log" 2>&1 || {
  tail -n 20 "$log" >&2
  echo "They could not all be installed; tests that need them will say so." >&2
}

# Nor at the next start of the machine.
[ -d /run/systemd/system ] || exit 0
for package in $missing; do
  case $package in
  frr) systemctl --quiet disable frr.service ;;
  mariadb-server) systemctl --quiet disable mariadb.service ;;
  slapd) systemctl --quiet disable slapd.service ;;
  openssh-server) systemctl --quiet disable ssh.service ;;
  podman) systemctl --quiet disable podman.socket podman.service podman-restart.service podman-auto-update.timer ;;
  esac
done
