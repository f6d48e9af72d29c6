# shellcheck shell=sh disable=SC2154,SC2016  # apt has a $( ) of its own
#: linux.updates
if command -v apt-get >/dev/null 2>&1; then
  echo manager=apt
  # What the lists know is as old as the archives say they are: a failed update leaves them as they were.
  targets=$(apt-get indextargets --format '$(FILENAME)' 2>&1)
  # Apt only warns where a source of it cannot be read, and then knows less.
  seen /var/lib/apt/lists
  case $state$targets in denied* | *'ermission denied'*) exit 97 ;; esac
  for f in /var/lib/apt/lists/*_InRelease /var/lib/apt/lists/*_Release; do
    [ -e "$f" ] || continue
    stem=${f%Release}
    case $targets in
      *"${stem%In}"*)
        awk '/^(MD5|SHA)/ { exit } /^(Origin|Label|Suite|Codename|Date): / { s = s $0 "|" } END { print "archive=" s }' "$f"
        ;;
    esac
  done
  # As nobody, so that it cannot write its cache; where that cannot be, or nobody may not read all sources, without the
  # cache (and slower).
  without=
  as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
  if [ "$caller_uid" != 0 ]; then
    as_nobody=
  elif ! $as_nobody [ -x /var/lib/apt/lists ] 2>/dev/null ||
    [ "$($as_nobody apt-get indextargets --format '$(FILENAME)' 2>&1)" != "$targets" ]; then
    as_nobody=
    without="-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache="
  fi
  # shellcheck disable=SC2086
  waiting=$($as_nobody apt-get -s -q -o Debug::NoLocking=1 --ignore-hold -o APT::Get::Always-Include-Phased-Updates=true \
    $without dist-upgrade) || exit
  printf '%s\n' "$waiting"
  # A fix may lie behind a later version that is in another archive: any that is newer than what is installed counts.
  # shellcheck disable=SC2086
  printf '%s\n' "$waiting" | awk '$1 == "Inst" { print $2 }' | xargs -r $as_nobody apt-cache $without policy | awk '
    /^[^ ].*:$/ { name = $1; sub(/:$/, "", name); newer = 1; n++ }
    /^ [*]/ { newer = 0 }
    newer && /^        .*(-security|\/updates)\// { print "behind=" name; newer = 0 }
    END { print "versions=" n + 0 }'
  held=$(cat /etc/apt/preferences /etc/apt/preferences.d/* 2>/dev/null | grep -ciE '^[[:space:]]*pin:[[:space:]]*version')
  printf 'excluded=%s\n' "${held:-0}"
elif command -v dnf >/dev/null 2>&1; then
  echo manager=dnf
  # Only what is enabled; and apart, what tells which updates are for security. When dnf has looked and found nothing new
  # it sets the time of the list of packages, and of nothing else.
  sources=no
  for id in $(dnf -q -C repolist --enabled 2>/dev/null | awk 'NR > 1 { sub(/^[*!]/, ""); sub(/[ \/].*/, ""); print }'); do
    for f in "/var/cache/dnf/$id"-*/repodata/repomd.xml "/var/cache/libdnf5/$id"-*/repodata/repomd.xml; do
      [ -e "$f" ] || continue
      at=$(stat -c %Y "${f%/*}"/*primary.xml* "$f" 2>/dev/null | sort -rn | head -n 1)
      printf 'looked=%s\n' "$at"
      ! grep -q 'type="updateinfo"' "$f" || { sources=yes; printf 'fixes=%s\n' "$at"; }
    done
  done
  printf 'sources=%s\n' "$sources"
  # Held at a release, by Amazon Linux itself or by a variable, or at a minor one of RHEL: what came later is not seen.
  for f in /etc/dnf/vars/releasever /etc/yum/vars/releasever; do
    [ ! -r "$f" ] || printf 'releasever=%s\n' "$(head -n 1 "$f")"
  done
  ! cat /etc/yum.repos.d/*.repo 2>/dev/null | grep -qE '^[^#]*/dist/rhel[0-9]+/[0-9]+[.][0-9]+/' || echo releasever=minor
  held=$(cat /etc/dnf/plugins/versionlock.list /etc/yum/pluginconf.d/versionlock.list 2>/dev/null | grep -cv '^[[:space:]]*\(#\|$\)')
  locked=$(cat /etc/dnf/versionlock.toml 2>/dev/null | grep -c '^[[:space:]]*name[[:space:]]*=')
  out=$(cat /etc/dnf/dnf.conf /etc/yum.repos.d/*.repo 2>/dev/null | awk '
    function tell() { if (on && n) all += n; on = 1; n = 0 }
    /^[ \t]*\[/ { tell() }
    /^[ \t]*enabled[ \t]*=[ \t]*(0|false|no|off)/ { on = 0 }
    /^[ \t]*(exclude|excludepkgs|includepkgs)[ \t]*=[ \t]*[^ \t]/ { n++ }
    END { tell(); print all + 0 }')
  printf 'excluded=%s\n' "$((${held:-0} + ${locked:-0} + ${out:-0}))"
  # From what it has: no network. It notes the call in its own log.
  dnf -q -C updateinfo info --security || exit
elif command -v zypper >/dev/null 2>&1; then
  echo manager=zypper
  # An enabled repository tells of patches, or of nothing: an installation medium, Tumbleweed, a machine not registered.
  sources=no
  # shellcheck disable=SC2013  # no alias holds a blank
  for alias in $(cat /etc/zypp/repos.d/*.repo 2>/dev/null | awk '
    function tell() { if (on) print name }
    /^\[/ { tell(); name = substr($0, 2, index($0, "]") - 2); gsub(/\//, "_", name); on = 0 }
    /^[ \t]*enabled[ \t]*=[ \t]*1/ { on = 1 }
    END { tell() }'); do
    case $alias in *LTSS*) echo extended=yes ;; esac
    f=/var/cache/zypp/raw/$alias/repodata/repomd.xml
    [ -e "$f" ] || continue
    printf 'looked=%s\n' "$(stat -c %Y "$f")"
    ! grep -q 'type="updateinfo"' "$f" || { sources=yes; printf 'fixes=%s\n' "$(stat -c %Y "$f")"; }
  done
  printf 'sources=%s\n' "$sources"
  printf 'excluded=%s\n' "$(cat /etc/zypp/locks 2>/dev/null | grep -c '^[[:space:]]*solvable_name:')"
  zypper -q --no-refresh --non-interactive list-patches --category security || exit
elif command -v apk >/dev/null 2>&1; then
  echo manager=apk
  for f in /var/cache/apk/APKINDEX*; do
    [ ! -e "$f" ] || printf 'looked=%s\n' "$(stat -c %Y "$f")"
  done
  # What is to be of one version or less stays there: `nginx=1.26`, `nginx<1.27`; not `nginx>=1.26`. A name with a dot in
  # front is no package: `apk add -t` makes it, with a date for a version.
  printf 'excluded=%s\n' "$(grep -v '^[.]' /etc/apk/world 2>/dev/null | grep -cE '[^>]=|[<~]')"
  apk --no-network version -l '<' || exit
else
  exit 98
fi
for f in /run/reboot-required /var/run/reboot-required /run/reboot-needed; do [ ! -e "$f" ] || echo restart=due; done
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
