# A host that is made up: answers with sections that were recorded once (FILE), under the mark that it is asked by and a
# name of its own. usage, as the forced command of an SSH server: made_up.sh FILE < SCRIPT
# shellcheck shell=sh
mark=$(sed -n 's/^mark=//p' | head -n 1)
body=$(sed "s/@MARK@/$mark/; s/^hostname=.*/hostname=made-up-$$/" "$1" | sed "/^$mark done /,\$d")
printf '\n%s cat\n%s\n%s done %s\n' "$mark" "$body" "$mark" "$(printf '%s' "$body" | sha256sum | cut -d ' ' -f 1)"
