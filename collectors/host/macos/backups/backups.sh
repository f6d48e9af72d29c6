# shellcheck shell=sh
#: macos.timemachine
# Without Full Disk Access even root cannot open it, and `defaults` says then that there is none.
f=/Library/Preferences/com.apple.TimeMachine.plist
[ -e "$f" ] || exit 96
head -c 1 "$f" >/dev/null 2>&1 || exit 97
plutil -convert xml1 -o - "$f"

#: macos.backup-tools
for f in /Library/LaunchDaemons/*.plist; do
  f=${f##*/}
  case $f in
    com.backblaze.* | com.code42.* | com.crashplan.* | com.bombich.* | com.haystacksoftware.* | com.arqbackup.* | \
      com.acronis.* | com.druva.* | com.carbonite.* | com.veeam.* | com.retrospect.* | com.cohesity.* | com.rubrik.* | \
      *restic* | *borg* | *kopia* | *duplic*) printf '%s\n' "${f%.plist}" ;;
  esac
done
:
