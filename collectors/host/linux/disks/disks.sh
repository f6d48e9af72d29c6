# shellcheck shell=sh disable=SC2154
#: linux.lsblk
must lsblk
o=NAME,KNAME,TYPE,FSTYPE,UUID,SERIAL
lsblk -J -b -o "$o,MOUNTPOINTS" 2>/dev/null || lsblk -J -b -o "$o,MOUNTPOINT" || exit
echo @dm
# What made a mapping, CRYPT-LUKS2 or CRYPT-VERITY: anybody may read it.
for f in /sys/block/dm-*/dm/uuid; do
  d=${f#/sys/block/}
  { IFS=- read -r made kind _ <"$f"; } 2>/dev/null || continue
  printf '%s %s%s\n' "${d%%/*}" "$made" "${kind:+-$kind}"
done

#: linux.mounts
cat /proc/self/mounts || exit
echo @swaps
lines /proc/swaps

#: linux.crypt
root
some dmsetup
found=
for f in /sys/block/dm-*; do [ ! -e "$f" ] || found=1; done
[ "$found" ] || exit 96
table=$(dmsetup table) || exit
# The parts of every mapping, for one may be encrypted by half; of keys the length only.
printf '%s\n' "$table" | awk '$1 !~ /:$/ { print; next } {
  sub(/:$/, "", $1)
  if ($4 != "crypt") { print $1, $4; next }
  key = $6; bytes = length(key) / 2
  if (key ~ /^:/) { split(key, part, ":"); bytes = part[2] }
  print $1, "crypt", $5, int(bytes)
}'
