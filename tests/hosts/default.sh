# shellcheck shell=sh disable=SC2016,SC2154,SC2153
# As Debian ships it, without the auditd that the base has for others.
dpkg --purge auditd >/dev/null 2>&1
