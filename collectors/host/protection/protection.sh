# shellcheck shell=sh disable=SC2154
#: linux.updates
if command -v apt-get >/dev/null 2>&1; then
  echo manager=apt
  # What the lists know is as old as the archives say they are: a failed update leaves them as they were.
  targets=$(apt-get indextargets --format '$(FILENAME)' 2>/dev/null)
  for f in /var/lib/apt/lists/*_InRelease /var/lib/apt/lists/*_Release; do
    [ -e "$f" ] || continue
    stem=${f%Release}
    case $targets in
      *"${stem%In}"*)
        awk '/^(MD5|SHA)/ { exit } /^(Origin|Label|Suite|Codename|Date): / { s = s $0 "|" } END { print "archive=" s }' "$f"
        ;;
    esac
  done
  # As nobody, so that it cannot write its cache; where that cannot be, without the cache (and slower).
  as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
  if [ "$(id -u)" != 0 ]; then
    as_nobody=
  elif ! $as_nobody true 2>/dev/null; then
    as_nobody=
    without="-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache="
  fi
  # shellcheck disable=SC2086
  $as_nobody apt-get -s -q -o Debug::NoLocking=1 --ignore-hold -o APT::Get::Always-Include-Phased-Updates=true \
    ${without-} dist-upgrade || exit
elif command -v dnf >/dev/null 2>&1; then
  echo manager=dnf
  # Only what is enabled; and apart, what tells which updates are for security.
  sources=no
  for id in $(dnf -q -C repolist --enabled 2>/dev/null | awk 'NR > 1 { sub(/^[*!]/, ""); sub(/[ \/].*/, ""); print }'); do
    for f in "/var/cache/dnf/$id"-*/repodata/repomd.xml "/var/cache/libdnf5/$id"-*/repodata/repomd.xml; do
      [ -e "$f" ] || continue
      printf 'looked=%s\n' "$(stat -c %Y "$f")"
      ! grep -q 'type="updateinfo"' "$f" || { sources=yes; printf 'fixes=%s\n' "$(stat -c %Y "$f")"; }
    done
  done
  printf 'sources=%s\n' "$sources"
  # From what it has: no network. It notes the call in its own log.
  dnf -q -C updateinfo info --security || exit
elif command -v zypper >/dev/null 2>&1; then
  echo manager=zypper
  for f in /var/cache/zypp/raw/*/repodata/repomd.xml; do
    [ ! -e "$f" ] || printf 'looked=%s\n' "$(stat -c %Y "$f")"
  done
  zypper -q --no-refresh --non-interactive list-patches --category security || exit
elif command -v apk >/dev/null 2>&1; then
  echo manager=apk
  for f in /var/cache/apk/APKINDEX* /lib/apk/db/installed; do
    case $f in */installed) continue ;; esac
    [ ! -e "$f" ] || printf 'looked=%s\n' "$(stat -c %Y "$f")"
  done
  apk --no-network version -l '<' || exit
else
  exit 98
fi
for f in /run/reboot-required /var/run/reboot-required; do [ ! -e "$f" ] || echo restart=due; done
printf 'running=%s\n' "$(uname -r)"
for d in /lib/modules/*/kernel; do
  d=${d%/kernel}
  [ ! -d "$d/kernel" ] || printf 'kernel=%s\n' "${d##*/}"
done
if command -v needs-restarting >/dev/null 2>&1; then needs-restarting -r >/dev/null 2>&1 || echo restart=due; fi
:

#: linux.auto-updates
if command -v apt-config >/dev/null 2>&1; then
  echo manager=apt
  apt-config dump APT::Periodic::Enable APT::Periodic::Unattended-Upgrade \
    Unattended-Upgrade::Allowed-Origins Unattended-Upgrade::Origins-Pattern || exit
  ! command -v unattended-upgrade >/dev/null 2>&1 || echo tool=unattended-upgrade
elif command -v dnf >/dev/null 2>&1; then
  echo manager=dnf
  for f in /etc/dnf/automatic.conf /usr/share/dnf5/dnf5-plugins/automatic.conf /etc/dnf/dnf5-plugins/automatic.conf; do
    [ ! -e "$f" ] || [ -r "$f" ] || exit 97
    [ ! -e "$f" ] || grep -E '^[[:space:]]*(apply_updates|upgrade_type)[[:space:]]*=' "$f"
  done
else
  exit 98
fi
:

#: linux.malware
for t in clamd clamscan clamonacc freshclam mdatp falconctl; do
  ! command -v "$t" >/dev/null 2>&1 || printf 'tool=%s\n' "$t"
done
[ ! -x /opt/CrowdStrike/falconctl ] || echo tool=falconctl
[ ! -d /opt/sophos-spl ] || echo tool=sophos-spl
[ ! -d /opt/sentinelone ] || echo tool=sentinelone
[ ! -d /opt/ds_agent ] || echo tool=ds_agent
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
:

#: linux.integrity
for t in aide tripwire samhain osqueryd wazuh-agentd; do
  ! command -v "$t" >/dev/null 2>&1 || printf 'tool=%s\n' "$t"
done
[ ! -x /var/ossec/bin/wazuh-syscheckd ] && [ ! -d /var/ossec/queue/fim ] || echo tool=wazuh
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
for f in /sys/firmware/efi/efivars/SecureBoot-*; do
  [ ! -e "$f" ] || printf 'secure=%s\n' "$(od -An -tu1 "$f" | awk '{ v = $NF } END { print v }')"
done

#: linux.firewall
if ! command -v nft >/dev/null 2>&1 && ! command -v iptables >/dev/null 2>&1; then exit 96; fi
root
# An interface speaks IPv6, or a new one would.
if grep -qsv '[[:space:]]lo$' /proc/net/if_inet6 || grep -qsx 0 /proc/sys/net/ipv6/conf/default/disable_ipv6; then
  echo '#ipv6'
fi
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
