# shellcheck shell=sh disable=SC2154
#: macos.screen
# Each person sets it for themselves, on this Mac alone: the file is called after the Mac's own UUID. A lock is told to
# its owner, and only while they are signed in.
must dscl
must defaults
pref() {
  # LAYER FILE KEY..: `defaults` takes a file that it may not open for one that is not there, so it is opened first.
  layer=$1 file=$2
  shift 2
  [ -e "$file" ] || return 0
  head -c 1 "$file" >/dev/null 2>&1 || { printf '%s=denied\n' "$layer"; return 0; }
  for k; do
    v=$(defaults read "${file%.plist}" "$k" 2>/dev/null) && printf '%s.%s=%s\n' "$layer" "$k" "$v"
  done
  :
}
uuid=$(ioreg -rd1 -c IOPlatformExpertDevice 2>/dev/null | sed -n 's/.*"IOPlatformUUID" = "\([0-9A-Fa-f-]*\)".*/\1/p')
me=$(id -un)
people=$(dscl . -list /Users UniqueID) || exit
printf '%s\n' "$people" | while read -r name uid; do
  case $uid in -* | '') continue ;; *[!0-9]*) echo @odd; continue ;; esac
  [ "$uid" -ge 500 ] || continue
  printf '@user %s\n' "$name"
  pref managed "/Library/Managed Preferences/$name/com.apple.screensaver.plist" idleTime askForPassword askForPasswordDelay
  if [ "$name" = "$me" ]; then
    lock=$(sysadminctl -screenLock status 2>&1)
  elif [ "$caller_uid" = 0 ]; then
    lock=$(launchctl asuser "$uid" sudo -n -u "$name" sysadminctl -screenLock status 2>&1)
  else
    echo own=denied
    continue
  fi
  printf '%s\n' "$lock" | sed -n 's/.*screenLock \([a-z].*\)/lock=\1/p'
  home=$(dscl . -read "/Users/$name" NFSHomeDirectory 2>/dev/null | sed -n 's/^NFSHomeDirectory://; s/^ *//; /./p' | head -n 1)
  pref host "$home/Library/Preferences/ByHost/com.apple.screensaver.$uuid.plist" idleTime
  pref own "$home/Library/Preferences/com.apple.screensaver.plist" idleTime
done
echo @power
pmset -g custom 2>/dev/null | awk '$1 == "displaysleep" { print "displaysleep=" $2 }'
:

#: macos.shell
# What a login really sets, not what a file says. An ordinary user asks; root asks as one.
must dscl
# shellcheck disable=SC2016
tell='printf "\nTMOUT=%s\n" "${TMOUT-unset}"; readonly -p 2>/dev/null | grep -c "[ ]TMOUT=" | sed "s/^/readonly=/"'
as=
[ "$caller_uid" != 0 ] || as="sudo -n -u nobody"
for s in zsh bash; do
  command -v $s >/dev/null 2>&1 || continue
  printf '\n@%s\n' "$s"
  # shellcheck disable=SC2086  # words
  $as env -i HOME=/nonexistent TERM=dumb LC_ALL=C PATH="$PATH" $s -lic "$tell" 2>/dev/null
done
printf '\n@logins\n'
{ dscl . -list /Users UniqueID && echo @ && dscl . -list /Users UserShell; } | awk '
  $1 == "@" { shells = 1; next }
  !shells { if ($2 >= 500) person[$1] = 1; next }
  $1 in person { n = split($2, part, "/"); print part[n] }
  END { if (!shells) exit 1 }'
