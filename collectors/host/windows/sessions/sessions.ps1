#: windows.lock
$system = values 'SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System' @('InactivityTimeoutSecs')
$logon = values 'SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon' @('ScreenSaverGracePeriod')
tell @{ system = $system; logon = $logon }

#: windows.screens
# The settings of those who are signed in, or whose settings are loaded for another reason; the others are only counted
# by their number.
administrator
$names = 'ScreenSaveActive', 'ScreenSaverIsSecure', 'ScreenSaveTimeOut', 'SCRNSAVE.EXE'
$loaded = [Microsoft.Win32.RegistryKey]::OpenBaseKey('Users', 'Registry64').GetSubKeyNames()
$seen = @()
$unseen = @()
foreach ($sid in @(keys 'SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList')) {
  if ($sid -notmatch '^S-1-(5-21|12-1)-[\d-]+$') { continue }
  if ($loaded -notcontains $sid) {
    $unseen += $sid
    continue
  }
  $policy = values "$sid\Software\Policies\Microsoft\Windows\Control Panel\Desktop" $names 'Users'
  $own = values "$sid\Control Panel\Desktop" $names 'Users'
  foreach ($said in $policy, $own) {
    # Only whether there is one: its path is the user's.
    if ($null -ne $said -and $said.ContainsKey('SCRNSAVE.EXE')) { $said['SCRNSAVE.EXE'] = [string]($said['SCRNSAVE.EXE'] -ne '') }
  }
  $seen += @{ sid = $sid; policy = $policy; own = $own }
}
tell @{ seen = @($seen); unseen = @($unseen) }
