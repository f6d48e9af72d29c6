# shellcheck shell=sh disable=SC2154
#: linux.accounts
# As glibc reads it: four fields make an account, blanks before it do not count, no shell is /bin/sh. What it may read in
# another way is only said to be there. The hash, should one stand here, is reduced to its class on this machine.
# shellcheck disable=SC2016
awk -F: '
  function account(   class) {
    sub(/^[ \t]+/, "")
    if (/^(#|$)/) return
    if (/^[+-]/ || NF < 4 || $3 !~ /^[ \t]*[+]?[0-9]+$/ || $4 !~ /^[ \t]*[+]?[0-9]+$/) { print "odd"; return }
    class = $2 == "" ? "empty" : $2 == "x" ? "shadow" : $2 ~ /^[*!]/ ? "locked" : "here"
    print $1 ":" $3 ":" $4 ":" $7 ":" class
  }
  BEGIN {
    while ((got = (getline <"/etc/passwd")) > 0) account()
    if (got < 0) exit 1
    print "@groups"
    while ((got = (getline <"/etc/group")) > 0) if (NF > 3) print $1 ":" $3 ":" $4
    if (got < 0) exit 1
    print "@shells"
    while ((getline <"/etc/shells") > 0) if (/^\//) print
    print "@directories"
    n = split("/etc/nsswitch.conf /usr/etc/nsswitch.conf", file, " ")
    for (i = 1; i <= n && got <= 0; i++) while ((getline <file[i]) > 0) {
      got = 1
      if (sub(/^passwd:[ \t]*/, "")) print
    }
  }'

#: linux.shadow
root
seen /etc/shadow
[ "$state" != absent ] || exit 96
awk -F: '
  function class(h) {
    if (h == "") return "empty"
    if (h ~ /^[*!]/ || h == "x") return "locked"
    s = substr(h, 1, 3)
    if (s == "$y$") return "yescrypt"
    if (s == "$gy") return "gost-yescrypt"
    if (s == "$7$") return "scrypt"
    if (s == "$6$") return "sha512"
    if (s == "$5$") return "sha256"
    if (substr(h, 1, 2) == "$2") return "bcrypt"
    if (s == "$1$") return "md5"
    if (length(h) == 13 || substr(h, 1, 1) == "_") return "des"
    return "other"
  }
  NF >= 2 { print $1 ":" class($2) ":" $3 ":" $5 ":" $7 ":" $8 }
' /etc/shadow

#: linux.logins
# PAM tells lastlog2 of every session; lastlog knows of terminals only, not of `ssh HOST COMMAND` and SFTP.
if command -v lastlog2 >/dev/null 2>&1; then
  echo @all
  list=$(lastlog2) || exit
else
  some lastlog
  [ -e /var/log/lastlog ] || exit 96
  list=$(lastlog) || exit
fi
printf '%s\n' "$list" | awk 'NR > 1 {
  if (/\*\*Never logged in\*\*/) print $1, "never"
  else if (NF >= 6) print $1, $(NF - 4), $(NF - 3), $(NF - 2), $(NF - 1), $NF
}'

#: linux.sudo
some sudo doas
root
# What SUSE delivers lies in /usr/etc, until there is one in /etc.
if [ -e /usr/etc/sudoers ] && [ ! -e /etc/sudoers ]; then show /usr/etc/sudoers; else show /etc/sudoers; fi
every /usr/etc/sudoers.d ''
every /etc/sudoers.d ''
show /etc/doas.conf
every /etc/doas.d .conf
for f in /etc/nsswitch.conf /usr/etc/nsswitch.conf; do
  [ -r "$f" ] || continue
  while read -r word rest || [ "$word" ]; do case $word in sudoers:*) printf '#directories %s\n' "${word#sudoers:} $rest" ;; esac; done <"$f"
  break
done
finish

#: linux.password-rules
show /etc/login.defs /usr/etc/login.defs /etc/security/pwquality.conf
every /etc/security/pwquality.conf.d .conf
show /etc/security/faillock.conf /etc/security/pwhistory.conf
# Linux-PAM reads pwhistory.conf since 1.5.3, and in some distributions an older one does: the module itself tells.
for f in /lib*/security/pam_pwhistory.so /lib/*/security/pam_pwhistory.so \
  /usr/lib*/security/pam_pwhistory.so /usr/lib/*/security/pam_pwhistory.so; do
  [ -r "$f" ] || continue
  grep -q pwhistory.conf "$f"
  case $? in 0) echo '#pwhistory read' ;; 1) echo '#pwhistory unread' ;; esac
done
finish
