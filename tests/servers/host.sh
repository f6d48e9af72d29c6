#!/bin/sh
# Becomes the init of a test host: an overlay over a base, with settings written into it, in namespaces of its own.
# usage, in a mount, network, IPC and UTS namespace: host.sh BASE FOLDER NAME GROUP < SETTINGS
# FOLDER/upper then holds what the host has written. With the last process all mounts go.
set -eu
base=$1 w=$2 name=$3 group=$4
r=$w/root
mount -t tmpfs -o mode=755 none "$w"
mkdir "$w/upper" "$w/work" "$r" "$w/groups"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$w/upper,workdir=$w/work" "$r"
hostname "$name"
echo "$name" >"$r/etc/hostname"
for d in tmp run dev; do mount -t tmpfs -o mode=755,nosuid none "$r/$d"; done
chmod 1777 "$r/tmp"
for n in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "$r/dev/${n%:*}" c 1 "${n#*:}"; done
mknod -m 666 "$r/dev/tty" c 5 0
mkdir "$r/dev/pts" "$r/dev/shm"
mount -t devpts -o newinstance,ptmxmode=666 none "$r/dev/pts"
ln -s pts/ptmx "$r/dev/ptmx"
ln -s /proc/self/fd "$r/dev/fd"
mount -t sysfs -o ro,nosuid none "$r/sys"
# Disks and firmware are those of the machine that tests; the host has none of its own.
for d in block dev/block class/block class/dmi firmware; do
  [ ! -d "$r/sys/$d" ] || mount -t tmpfs -o ro none "$r/sys/$d"
done
mount -t proc none "$r/proc"
# It plays a machine: one with a console, a clock and disks of its own to answer for.
printf '#!/bin/sh\necho kvm\n' >"$r/usr/bin/systemd-detect-virt"
chroot "$r" /bin/sh -eu
umount "$r/proc"
mount -t cgroup2 none "$w/groups"
mkdir "$w/groups/$group"
echo 0 >"$w/groups/$group/cgroup.procs"
# With this file systemd knows that it must leave the clock and the kernel alone.
mkdir "$r/run/host"
echo lxc >"$r/run/host/container-manager"
# shellcheck disable=SC2016  # for the shell within
exec unshare --cgroup --pid --fork --kill-child sh -euc '
  cd "$1"
  mount -t proc none proc
  mount --bind proc/sys proc/sys
  mount -o remount,bind,ro proc/sys
  mount -t cgroup2 none sys/fs/cgroup
  exec setpriv --bounding-set -sys_module,-sys_time,-sys_rawio,-mknod,-sys_boot \
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin chroot . /sbin/init --log-target=null
' sh "$r"
