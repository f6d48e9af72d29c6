# shellcheck shell=sh disable=SC2016,SC2154,SC2153
# Every host has two people: scanner, who may use sudo for the script, and visitor, who may not. Both come with a key, and
# so does root where it is let in.
rm -f /etc/ssh/ssh_host_*
ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key
for who in scanner visitor; do
  useradd --create-home --shell /bin/bash $who
  install -d -o $who -g $who -m 700 /home/$who/.ssh
  printf '%s\n' "$PUBLIC_KEY" >/home/$who/.ssh/authorized_keys
done
install -d -m 700 /root/.ssh
printf '%s\n' "$PUBLIC_KEY" >/root/.ssh/authorized_keys
echo 'scanner ALL=(root) NOPASSWD: /usr/bin/sh -s, /bin/sh -s' >/etc/sudoers.d/safeguard
chmod 440 /etc/sudoers.d/safeguard
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*

archive() {
  # WHEN [VERSION]: an archive of security fixes on the host itself, as it was published then, with one package in it:
  # sudo, older than that which is installed unless a version is given. Apt has looked.
  d=/srv/archive/dists/fixes
  list=main/binary-$(dpkg --print-architecture)/Packages
  mkdir -p "$d/${list%/*}"
  printf '%s\n' 'Package: sudo' "Version: ${2:-0.1}" "Architecture: $(dpkg --print-architecture)" \
    'Filename: sudo.deb' 'Size: 1' "SHA256: $(sha256sum </dev/null | cut -d ' ' -f 1)" >"$d/$list"
  printf '%s\n' 'Origin: Debian' 'Label: Debian-Security' 'Suite: stable-security' 'Codename: fixes' \
    "Date: $(date -u -d "$1" '+%a, %d %b %Y %H:%M:%S UTC')" "Architectures: $(dpkg --print-architecture)" \
    'Components: main' 'SHA256:' " $(sha256sum <"$d/$list" | cut -d ' ' -f 1) $(wc -c <"$d/$list") $list" >"$d/Release"
  echo 'deb [trusted=yes] file:/srv/archive fixes main' >/etc/apt/sources.list
  apt-get -qq update
}

program() {
  # NAME: a program of this name that does nothing.
  printf '#!/bin/sh\n' >"/usr/local/bin/$1"
  chmod 755 "/usr/local/bin/$1"
}
