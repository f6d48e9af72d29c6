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
# Debian starts what it installs; an SSH server nobody asked for must not come up on this machine.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi
apt() { DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" >/dev/null; }
# shellcheck disable=SC2086  # a list of words
apt update && apt install --no-install-recommends $missing ||
  echo "could not install them all; tests that need them will say so" >&2
case $missing in
*openssh-server*) [ ! -d /run/systemd/system ] || systemctl --quiet disable ssh.service ;;
esac
