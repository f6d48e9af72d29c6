sh "$here/drop" --now || echo "safeguard: no drop arrived yet; the timer tries it again each hour" >&2
sh "$here/drop" --key
