#!/bin/sh
# Make a virtual environment with pip in it: venv.sh PYTHON FOLDER [GOAL]
# Debian takes ensurepip out of its python3: a pip that is there makes up for it, or, for root, the package that has it.
set -eu
python=$1 folder=$2

has() { "$python" -c "import $1" 2>/dev/null; }
version() { "$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])'; }
young() { "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; }
fail() {
  echo "$1" >&2
  exit 1
}

next="make ${3:-scan} PYTHON=/path/to/python3.12"
command -v "$python" >/dev/null || fail "There is no $python here. safeguard needs Python 3.11 or newer: $next"
young || fail "safeguard needs Python 3.11 or newer; $python is $(version). Name another one: $next"

debian() { [ -e /etc/debian_version ] && [ "$(command -v "$python")" = /usr/bin/python3 ]; }
if ! has ensurepip && ! has pip && [ "$(id -u)" = 0 ] && debian; then
  echo "installing python3-venv (Debian's python3 lacks it)"
  export DEBIAN_FRONTEND=noninteractive
  apt="apt-get -qq -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0"
  log=$(mktemp)
  { $apt update && $apt install --no-install-recommends python3-venv; } >"$log" 2>&1 || tail -n 5 "$log" >&2
  rm -f "$log"
fi

# An old pip knows no pinned name by one with extras: it is replaced by the one that is locked.
quiet="--quiet --disable-pip-version-check"
locked="--require-hashes --only-binary :all: -r $(dirname "$0")/venv.txt"
if has ensurepip && has venv; then
  echo "making $folder"
  "$python" -m venv "$folder"
  # shellcheck disable=SC2086  # options, each a word
  "$folder/bin/python" -m pip $quiet install $locked
elif has pip && has venv; then
  echo "making $folder"
  "$python" -m venv --without-pip "$folder"
  # shellcheck disable=SC2086
  "$python" -m pip $quiet --python "$folder" install $locked
else
  fail "$python cannot make virtual environments. Debian and Ubuntu: apt-get install python3-venv"
fi
