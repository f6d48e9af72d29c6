# shellcheck shell=sh
#: macos.boot
must csrutil
csrutil status || exit
csrutil authenticated-root status 2>/dev/null
# Of Macs with a T2 or of Apple silicon only.
system_profiler SPiBridgeDataType 2>/dev/null | sed -n 's/^ *Secure Boot: */secure=/p'
:

#: macos.gatekeeper
must spctl
spctl --status 2>&1
# Since macOS 15 it tells itself; before, its files do.
xprotect version 2>/dev/null
stat -f %m /Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Info.plist 2>/dev/null | sed 's/^/xprotect=/'
:

#: macos.extensions
must systemextensionsctl
systemextensionsctl list

#: macos.firewall
fw=/usr/libexec/ApplicationFirewall/socketfilterfw
[ -x "$fw" ] || fw=socketfilterfw
must "$fw"
"$fw" --getglobalstate || exit
"$fw" --getblockall
"$fw" --getallowsigned
:

#: macos.management
must profiles
profiles status -type enrollment
