# shellcheck shell=sh
#: macos.accounts
must dscl
numbers=$(dscl . -list /Users UniqueID) || exit
printf '@numbers\n%s\n@shells\n' "$numbers"
dscl . -list /Users UserShell || exit
# How each may prove who they are, in words: what stands there holds names and digests of certificates.
echo @ways
ways=$(dscl . -list /Users AuthenticationAuthority) || exit
printf '%s\n' "$ways" | awk '
  NF {
    w = ""
    if (/;DisabledUser;/) w = w " disabled"
    if (/;ShadowHash;/) w = w " shadow"
    if (/;LocalCachedUser;/) w = w " cached"
    if (/;SecureToken;/) w = w " token"
    list = ""
    if (match($0, /HASHLIST:<[A-Z0-9,-]*>/)) list = substr($0, RSTART + 10, RLENGTH - 11)
    print $1 ":" w ":" list
  }'
echo @administrators
printf '%s\n' "$numbers" | while read -r name uid; do
  case $uid in -* | '' | *[!0-9]*) continue ;; esac
  ! id -Gn "$name" 2>/dev/null | tr ' ' '\n' | grep -qx admin || printf '%s\n' "$name"
done
echo @guest
sysadminctl -guestAccount status 2>&1 | sed -n 's/.*[Gg]uest account \([a-z]*\).*/\1/p'
echo @directories
dscl /Search -read / CSPSearchPath 2>/dev/null | sed -n 's|^[^/]*/\([A-Za-z0-9 ]*\)/.*|\1|p' | sort -u
:

#: macos.sudo
some sudo
root
show /etc/sudoers
every /etc/sudoers.d ''
finish

#: macos.password-policy
must pwpolicy
pwpolicy -getaccountpolicies 2>/dev/null || exit
