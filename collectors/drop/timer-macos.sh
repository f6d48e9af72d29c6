put /Library/LaunchDaemons/com.safeguard.drop.plist 0644 <<'END-OF-SAFEGUARD'
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>com.safeguard.drop</string>
  <key>ProgramArguments</key>
  <array><string>/bin/sh</string><string>/Library/Application Support/Safeguard/drop</string></array>
  <key>StartInterval</key><integer>3600</integer>
  <key>RunAtLoad</key><true/>
  <key>ProcessType</key><string>Background</string>
</dict>
</plist>
END-OF-SAFEGUARD
launchctl bootout system/com.safeguard.drop 2>/dev/null || :
launchctl bootstrap system /Library/LaunchDaemons/com.safeguard.drop.plist
