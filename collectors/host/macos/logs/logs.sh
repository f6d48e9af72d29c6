# shellcheck shell=sh disable=SC2012
#: macos.audit
root
! launchctl print system/com.apple.auditd >/dev/null 2>&1 || echo loaded=yes
! pgrep -x auditd >/dev/null 2>&1 || echo runs=yes
stat -f %m /var/audit/[0-9]*.* 2>/dev/null | sort -n |
  awk 'NR == 1 { print "oldest=" $0 } { last = $0 } END { if (NR) print "newest=" last }'
show /etc/security/audit_control /etc/security/audit_user
finish

#: macos.unified-log
root
for f in /var/db/diagnostics/Persist /var/db/.AppleSetupDone; do
  seen "$f"
  # shellcheck disable=SC2154  # set by seen
  [ "$state" != denied ] || exit 97
done
stat -f %m /var/db/diagnostics/Persist/*.tracev3 2>/dev/null | sort -n | sed -n '1s/^/oldest=/p'
stat -f %m /var/db/.AppleSetupDone 2>/dev/null | sed 's/^/begun=/'
:

#: macos.time
root
must systemsetup
systemsetup -getusingnetworktime || exit
systemsetup -getnetworktimeserver
! launchctl print system/com.apple.timed >/dev/null 2>&1 || echo timed=yes
:
