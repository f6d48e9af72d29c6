# shellcheck shell=sh disable=SC2154
#: linux.malware
! barred clamd clamscan clamdscan clamonacc mdatp falconctl || exit 97
for t in clamd clamscan clamdscan clamonacc freshclam mdatp falconctl; do
  ! command -v "$t" >/dev/null 2>&1 || printf 'tool=%s\n' "$t"
done
[ ! -x /opt/CrowdStrike/falconctl ] || echo tool=falconctl
[ ! -d /opt/sophos-spl ] || echo tool=sophos-spl
[ ! -d /opt/sentinelone ] || echo tool=sentinelone
[ ! -d /opt/ds_agent ] || echo tool=ds_agent
for d in /proc/[0-9]*; do
  { read -r name <"$d/comm"; } 2>/dev/null || continue
  case $name in clamd | clamonacc) printf 'runs=%s\n' "$name" ;; esac
done
seen /var/lib/clamav
[ "$state" != denied ] || echo definitions=denied
for f in /var/lib/clamav/daily.cld /var/lib/clamav/daily.cvd; do
  [ ! -e "$f" ] || printf 'definitions=%s\n' "$(stat -c %Y "$f")"
done
if command -v mdatp >/dev/null 2>&1; then
  for k in healthy real_time_protection_enabled definitions_updated_minutes_ago; do
    printf 'mdatp.%s=%s\n' "$k" "$(mdatp health --field "$k" 2>/dev/null | head -n 1)"
  done
fi
# With a kernel that it does not know, Falcon runs and does next to nothing.
[ ! -x /opt/CrowdStrike/falconctl ] ||
  printf 'falcon=%s\n' "$(/opt/CrowdStrike/falconctl -g --rfm-state 2>/dev/null | grep -oE 'rfm-state=(true|false)')"
:

#: linux.integrity
! barred aide tripwire samhain osqueryd wazuh-agentd || exit 97
for t in aide tripwire samhain osqueryd wazuh-agentd; do
  ! command -v "$t" >/dev/null 2>&1 || printf 'tool=%s\n' "$t"
done
[ ! -x /var/ossec/bin/wazuh-syscheckd ] && [ ! -d /var/ossec/queue/fim ] || echo tool=wazuh
# Wazuh compares files unless its settings, or those of its manager, say no, or name none. Comments are taken out first.
if [ -r /var/ossec/etc/ossec.conf ]; then
  watch=$(cat /var/ossec/etc/ossec.conf /var/ossec/etc/shared/agent.conf 2>/dev/null | tr '\n' ' ' |
    sed 's/<!--/\n&/g; s/-->/&\n/g' | sed '/^<!--/d' | tr '\n' ' ' |
    sed 's/<syscheck>/\n&/g; s|</syscheck>|&\n|g' | grep '^<syscheck>')
  if case $watch in *'<directories'*) false ;; esac || printf '%s\n' "$watch" | grep -q '<disabled>[[:space:]]*yes'; then
    echo wazuh=off
  else
    echo wazuh=on
  fi
fi
for f in /var/lib/aide/aide.db /var/lib/aide/aide.db.gz /var/lib/tripwire/*.twd /var/lib/samhain/samhain_file; do
  seen "$f"
  case $state in ok) printf 'database=%s\n' "$(stat -c %Y "$f")" ;; denied) echo database=denied ;; esac
done
:

#: linux.boot
[ -d /sys/firmware/efi ] || { echo firmware=bios; exit; }
echo firmware=efi
seen /sys/firmware/efi/efivars
[ "$state" = ok ] || exit 97
# In setup mode nothing is checked; and shim can be told to start what nobody signed.
for v in SecureBoot SetupMode MokSBStateRT; do
  for f in /sys/firmware/efi/efivars/"$v"-*; do
    [ ! -e "$f" ] || printf '%s=%s\n' "$v" "$(od -An -tu1 "$f" | awk '{ v = $NF } END { print v }')"
  done
done
:

#: linux.firewall
some nft iptables
root
# An interface speaks IPv6, or a new one would.
off=1
{ while read -r _ _ _ _ _ name; do [ "$name" = lo ] || off=0; done </proc/net/if_inet6; } 2>/dev/null
[ "$off" = 0 ] || { read -r off </proc/sys/net/ipv6/conf/default/disable_ipv6; } 2>/dev/null
[ "$off" != 0 ] || echo '#ipv6'
if command -v nft >/dev/null 2>&1; then
  echo '#nft'
  nft -j list ruleset || exit
  echo
fi
for t in iptables iptables-legacy ip6tables ip6tables-legacy; do
  if command -v "$t" >/dev/null 2>&1; then
    printf '#%s\n' "$t"
    # Where nft has not told it all already, iptables must.
    "$t" -S 2>/dev/null || command -v nft >/dev/null 2>&1 || [ "$t" != iptables ] || exit 98
  fi
done
:

#: linux.crypto-policy
some update-crypto-policies
printf 'policy=%s\n' "$(update-crypto-policies --show 2>/dev/null)"
show /etc/crypto-policies/back-ends/opensslcnf.config
finish
