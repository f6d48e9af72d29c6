# A host that is made up: answers with sections that were recorded once (FILE), under the mark that it is asked by and a
# name of its own. usage, as the forced command of an SSH server: made_up.sh FILE < SCRIPT
# shellcheck shell=sh
preface=$(printf '%s' "$SSH_ORIGINAL_COMMAND" | grep -oE '[0-9a-f]{32}' | head -n 1)
mark=$(sed -n 's/^mark=//p' | head -n 1)
body=$(sed "s/@MARK@/$mark/; s/^hostname=.*/hostname=made-up-$$/" "$1" | sed "/^$mark done /,\$d")
printf '\n%s cat\n%s\n%s done %s\n' "$preface" "$body" "$mark" "$(printf '%s' "$body" | sha256sum | cut -d ' ' -f 1)"
