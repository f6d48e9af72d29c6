# shellcheck shell=sh disable=SC2154
#: linux.shell
# What a login really sets, not what a file says: profile scripts may set, reset or test it.
# shellcheck disable=SC2016
tell='printf "\nTMOUT=%s\n" "${TMOUT-unset}"; readonly -p 2>/dev/null | grep -c "[ ]TMOUT=" | sed "s/^/readonly=/"'
if command -v bash >/dev/null 2>&1; then
  env -i HOME=/nonexistent TERM=dumb LC_ALL=C PATH="$PATH" bash -lic "$tell" 2>/dev/null
  printf '\nshell=bash\n'
else
  env -i HOME=/nonexistent TERM=dumb LC_ALL=C PATH="$PATH" sh -lc "$tell" 2>/dev/null
  printf '\nshell=sh\n'
  sh --help 2>&1 | grep -c -i busybox | sed 's/^/busybox=/'
fi
:

#: linux.logind
[ -d /run/systemd/system ] || exit 96
for d in /usr/lib/systemd /lib/systemd /usr/local/lib/systemd /etc/systemd /run/systemd; do
  [ ! -e "$d/logind.conf" ] || show "$d/logind.conf"
done
for d in /usr/lib/systemd /usr/local/lib/systemd /run/systemd /etc/systemd; do
  every "$d/logind.conf.d" .conf
done
finish

#: linux.desktop
found=
for d in /usr/share/xsessions /usr/share/wayland-sessions; do
  for f in "$d"/*.desktop; do [ ! -e "$f" ] || { found=1; printf '#session %s\n' "${f##*/}"; }; done
done
[ "$found" ] || exit 96
for k in 'org.gnome.desktop.session idle-delay' 'org.gnome.desktop.screensaver lock-enabled' \
  'org.gnome.desktop.screensaver lock-delay'; do
  # shellcheck disable=SC2086
  v=$(GSETTINGS_BACKEND=memory HOME=/nonexistent gsettings get $k 2>/dev/null) && printf '#default %s %s\n' "$k" "$v"
done
show /etc/dconf/profile/user
for d in /etc/dconf/db/*.d; do
  [ -d "$d" ] || continue
  every "$d" ''
  every "$d/locks" ''
done
finish
