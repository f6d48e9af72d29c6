# shellcheck shell=sh disable=SC2154
#: linux.shell
# What a login really sets, not what a file says: profile scripts may set, reset or test it, also by who asks.
# So an ordinary user asks; where root asks, both do.
# shellcheck disable=SC2016
tell='printf "\nTMOUT=%s\n" "${TMOUT-unset}"
case "$(readonly -p 2>/dev/null)" in *" TMOUT="*) echo readonly=1 ;; *) echo readonly=0 ;; esac'
if command -v bash >/dev/null 2>&1; then
  login="bash -lic"
  echo shell=bash
else
  login="sh -lc"
  echo shell=sh
  case $(sh --help 2>&1) in *[Bb]usy[Bb]ox*) echo busybox=1 ;; esac
fi
ask() {
  printf '\n@as %s\n' "$1"
  shift
  # shellcheck disable=SC2086  # login is words
  env -i HOME=/nonexistent TERM=dumb LC_ALL=C PATH="$PATH" "$@" $login "$tell" 2>/dev/null
}
as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
# What a profile leaves behind in the background holds the output open: a substitution is ended with its question.
if [ "$caller_uid" != 0 ]; then
  said=$(ask ordinary)
  printf '%s\n' "$said"
else
  said=$(ask root)
  printf '%s\n' "$said"
  # shellcheck disable=SC2086
  said=$(ask ordinary $as_nobody)
  # Where nobody can be become there is no answer; where one's login says nothing, an empty one.
  # shellcheck disable=SC2086
  case $said in *TMOUT=*) true ;; *) $as_nobody true 2>/dev/null ;; esac && printf '%s\n' "$said"
fi
printf '\n@logins\n'
IFS=$nl
# shellcheck disable=SC2013  # lines
for f in $(awk -F: '($3 == 0 || $3 >= 1000 && $3 != 65534) && !met[$7]++ { print $7 == "" ? "/bin/sh" : $7 }' /etc/passwd); do
  [ ! -L "$f" ] || f=$(readlink -f "$f")
  printf '%s\n' "${f##*/}"
done

#: linux.logind
[ -d /run/systemd/system ] || exit 96
for d in /usr/lib/systemd /lib/systemd /usr/local/lib/systemd /etc/systemd /run/systemd; do
  { [ ! -e "$d/logind.conf" ] && [ ! -L "$d/logind.conf" ]; } || show "$d/logind.conf"
done
for d in /usr/lib/systemd /usr/local/lib/systemd /run/systemd /etc/systemd; do
  every "$d/logind.conf.d" .conf
done
printf '#changed=%s\n' "$(changed /etc/systemd/logind.conf /run/systemd/logind.conf /etc/systemd/logind.conf.d \
  /run/systemd/logind.conf.d /etc/systemd/logind.conf.d/*.conf /run/systemd/logind.conf.d/*.conf)"
finish

#: linux.desktop
found=
for d in /usr/share/xsessions /usr/share/wayland-sessions; do
  for f in "$d"/*.desktop; do [ ! -e "$f" ] || { found=1; printf '#session %s\n' "${f##*/}"; }; done
done
[ "$found" ] || exit 96
for k in 'org.gnome.desktop.session idle-delay' 'org.gnome.desktop.screensaver lock-enabled' \
  'org.gnome.desktop.screensaver lock-delay' 'org.gnome.desktop.lockdown disable-lock-screen'; do
  # shellcheck disable=SC2086
  v=$(GSETTINGS_BACKEND=memory HOME=/nonexistent gsettings get $k 2>/dev/null) && printf '#default %s %s\n' "$k" "$v"
done
# What counts is the database that `dconf update` made of the files, if it did after their last change.
for d in /etc/dconf/db/*; do
  case $d in *.d) continue ;; esac
  [ -f "$d" ] || continue
  made=whole
  if [ ! -d "$d.d" ] || [ "$(find "$d.d" -newer "$d" | head -n 1)" ]; then made=stale; fi
  printf '#made %s %s\n' "${d##*/}" "$made"
done
show /etc/dconf/profile/user
for d in /etc/dconf/db/*.d; do
  [ -d "$d" ] || continue
  every "$d" ''
  every "$d/locks" ''
done
finish
