# shellcheck shell=sh
#: macos.filevault
must fdesetup
fdesetup status

#: macos.volumes
must diskutil
diskutil apfs list -plist || exit
printf '\n@list\n'
diskutil list -plist || exit
# Disk images lie on volumes that are told here anyway.
printf '\n@images\n'
hdiutil info -plist 2>/dev/null
:

#: macos.swap
sysctl vm.swapusage
