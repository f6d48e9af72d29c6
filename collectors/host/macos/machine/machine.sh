# shellcheck shell=sh disable=SC2154
#: macos.machine
# Without a name of its own a Mac is called as its network likes, another name in each: the one for Bonjour stays.
name=$(scutil --get HostName 2>/dev/null) || name=
[ "$name" ] || name=$(scutil --get LocalHostName 2>/dev/null) || name=$(hostname -s)
# shellcheck disable=SC2086  # system, name, kernel and architecture
set -- $about
printf 'system=%s\nhostname=%s\nkernel=%s\narch=%s\n' "$1" "$name" "$3" "$4"
printf 'uid=%s\nuser=%s\nclock=%s\n' "$caller_uid" "$(id -un)" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
for k in productName productVersion buildVersion; do printf '%s=%s\n' "$k" "$(sw_vers -"$k")"; done
printf 'virtual=%s\n' "$(sysctl -n kern.hv_vmm_present 2>/dev/null)"
# The same call tells the serial number: only the UUID leaves this line, and of that a digest is kept.
ioreg -rd1 -c IOPlatformExpertDevice 2>/dev/null | sed -n 's/.*"IOPlatformUUID" = "\([0-9A-Fa-f-]*\)".*/uuid=\1/p'
:

#: macos.preferences
pref() {
  # LAYER DOMAIN KEY..: what a file of preferences says. `defaults` takes one that it may not open for one that is not
  # there, so it is opened first.
  layer=$1 domain=$2
  shift 2
  case $layer in
    managed) file="/Library/Managed Preferences/$domain.plist" ;;
    *) file="/Library/Preferences/$domain.plist" ;;
  esac
  [ -e "$file" ] || return 0
  head -c 1 "$file" >/dev/null 2>&1 || { printf '%s %s=denied\n' "$layer" "$domain"; return 0; }
  for k; do
    v=$(defaults read "${file%.plist}" "$k" 2>/dev/null) && printf '%s %s.%s=%s\n' "$layer" "$domain" "$k" "$v"
  done
  :
}
must defaults
for l in managed set; do
  pref $l com.apple.SoftwareUpdate AutomaticCheckEnabled AutomaticDownload AutomaticallyInstallMacOSUpdates \
    CriticalUpdateInstall ConfigDataInstall LastSuccessfulDate LastFullSuccessfulDate LastBackgroundSuccessfulDate
  pref $l com.apple.security.smartcard enforceSmartCard allowSmartCard allowUnmappedUsers
  pref $l com.apple.MCX DisableGuestAccount EnableGuestAccount
done
pref managed com.apple.screensaver idleTime askForPassword askForPasswordDelay
pref managed com.apple.applicationaccess forceDelayedSoftwareUpdates enforcedSoftwareUpdateDelay \
  enforcedSoftwareUpdateMinorOSDeferredInstallDelay forceDelayedMajorSoftwareUpdates
pref managed com.apple.loginwindow com.apple.login.mcx.DisableAutoLoginClient
pref set com.apple.loginwindow GuestEnabled
# Whose account it is does not matter here.
! defaults read /Library/Preferences/com.apple.loginwindow autoLoginUser >/dev/null 2>&1 ||
  echo 'set com.apple.loginwindow.autoLoginUser=1'
:
