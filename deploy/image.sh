#!/bin/sh
# Build the container image: deploy/image.sh [TAG]
#
# A Docker engine builds it where one answers; otherwise buildah does, for root on Debian.
# REQUIREMENTS=legacy takes paramiko 4, for old network devices that know SHA-1 alone for the key exchange.
# DIRECTORIES=yes adds what reads directories (ldap:, ldaps:), and makes it of Debian's packages.
# BASE_IMAGE=... names another base; BASE_IMAGE=local makes one of Debian's packages and the Python at hand
# (PYTHON, by default python3), which also happens where no registry answers.
set -eu
cd "$(dirname "$0")/.."
tag=${1:-localhost/safeguard:latest}
official=docker.io/library/python:3.12-slim
made=localhost/safeguard-base:latest
# buildah's default wants cgroups that containers and small machines do not have.
export BUILDAH_ISOLATION="${BUILDAH_ISOLATION:-chroot}"

stop() { echo "deploy/image.sh: $*" >&2; exit 1; }

# What the Python at hand is made of, without its tests, its site-packages and what only a desktop shows.
pack_python() {
  ( cd "$prefix" && find bin lib include -maxdepth 1 \( -path "*/$name" -o -name 'libpython*.so*' \) -print0 |
      tar --exclude=__pycache__ --exclude=site-packages --exclude='config-*' --exclude=test --exclude=idlelib \
        --exclude=tkinter --exclude=turtledemo --exclude='_tkinter*' --null --files-from=- -cf - )
}

# The Debian packages of the libraries that this Python is linked with.
libraries() {
  find "$prefix/bin/$name" "$prefix/lib/$name/lib-dynload" -type f ! -name '_tkinter*' -exec ldd {} + 2>/dev/null |
    awk -v own="$prefix/" '$2 == "=>" && $3 ~ /^\// && index($3, own) != 1 { sub(/.*\//, "", $3); print "*/" $3 }' |
    xargs dpkg -S 2>/dev/null | cut -d: -f1 | sort -u | paste -sd,
}

make_base() {
  command -v mmdebstrap >/dev/null || stop "mmdebstrap is missing (Debian: apt-get install mmdebstrap), or set BASE_IMAGE"
  python=${PYTHON:-python3}
  prefix=$($python -c 'import sys; print(sys.base_prefix)')
  name=$($python -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
  # shellcheck source=/dev/null
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME:?not a Debian release}")
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  trap 'exit 130' INT TERM
  echo "making $made of Debian $suite and $name"
  if [ "$prefix" = /usr ]; then
    mmdebstrap --quiet --variant=minbase --include=ca-certificates,python3,python3-venv "$suite" "$work/base.tar"
  else
    pack_python >"$work/python.tar"
    mmdebstrap --quiet --variant=minbase --include="ca-certificates,$(libraries)" \
      --customize-hook="tar-in $work/python.tar /usr/local" \
      --customize-hook="ln -s $name \"\$1/usr/local/bin/python3\"" \
      --customize-hook="chroot \"\$1\" ldconfig" \
      "$suite" "$work/base.tar"
  fi
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$work/base.tar" / >/dev/null
  buildah config --env PATH=/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin --cmd python3 "$container"
  buildah commit --quiet --rm "$container" "$made" >/dev/null
}

have() { buildah inspect --type image "$1" >/dev/null 2>&1; }

# Leaves the name of the base in $base.
choose_base() {
  base=${BASE_IMAGE:-}
  case $base in
  "") base=$official; have "$base" || timeout 120 buildah pull --quiet "$base" >/dev/null 2>&1 || base=$made ;;
  local) base=$made ;;
  esac
  [ "$base" != "$made" ] || have "$made" || make_base
}

version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
revision=$(git rev-parse --verify --quiet HEAD 2>/dev/null || echo unknown)
set -- --build-arg VERSION="$version" --build-arg REVISION="$revision" --tag "$tag"
[ -z "${DIRECTORIES:-}" ] || set -- "$@" --build-arg DIRECTORIES="$DIRECTORIES"
[ -z "${REQUIREMENTS:-}" ] || set -- "$@" --build-arg REQUIREMENTS="$REQUIREMENTS"
[ -z "${PIP_INDEX_URL:-}" ] || set -- "$@" --build-arg PIP_INDEX_URL="$PIP_INDEX_URL"

if docker version >/dev/null 2>&1; then
  [ -z "${BASE_IMAGE:-}" ] || set -- "$@" --build-arg BASE_IMAGE="$BASE_IMAGE"
  docker build "$@" .
else
  command -v buildah >/dev/null || stop "no Docker engine answers and buildah is missing (Debian: apt-get install buildah)"
  [ "$(id -u)" = 0 ] || stop "no Docker engine answers, and buildah needs root to build this image"
  choose_base
  # The authority is lent to the build only.
  [ -z "${PIP_CERT:-}" ] || set -- "$@" --build-arg PIP_CERT="$PIP_CERT" --volume "$PIP_CERT:$PIP_CERT:ro"
  buildah --log-level error bud --quiet --layers --network host --build-arg BASE_IMAGE="$base" "$@" .
fi
echo "built $tag"
