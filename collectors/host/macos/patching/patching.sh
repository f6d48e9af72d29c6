# shellcheck shell=sh
#: macos.updates
# What the Mac found when it looked last: to look anew takes the network, and would be written down here.
must softwareupdate
softwareupdate --list --no-scan 2>&1 || exit
