#: windows.password-rules
administrator
try {
  secluded $folder
  $file = [IO.Path]::Combine($folder, 'policy.inf')
  $null = program 'secedit.exe' @('/export', '/cfg', $file, '/areas', 'SECURITYPOLICY', '/log', [IO.Path]::Combine($folder, 'log'), '/quiet')
  if (-not (Test-Path -LiteralPath $file)) { code 98 }
  $part = ''
  foreach ($line in [IO.File]::ReadAllLines($file)) {
    if ($line -match '^\[(.+)\]') { $part = $Matches[1] }
    if ($part -eq 'System Access' -and $line -match '^(MinimumPasswordAge|MaximumPasswordAge|MinimumPasswordLength|PasswordComplexity|PasswordHistorySize|LockoutBadCount|ResetLockoutCount|LockoutDuration|ClearTextPassword|AllowAdministratorLockout)\s*=\s*(-?\d+)') { "$($Matches[1]) = $($Matches[2])" }
  }
} finally {
  if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
}
if (Test-Path -LiteralPath $folder) { 'left = 1' } else { 'left = 0' }

#: windows.accounts
$type = values 'SYSTEM\CurrentControlSet\Control\ProductOptions' @('ProductType')
if ($null -ne $type -and $type['ProductType'] -eq 'LanmanNT') { absent }
must 'Get-LocalUser'
$accounts = @()
foreach ($user in @(Get-LocalUser)) {
  $accounts += @{ name = [string]$user.Name; sid = $user.SID.Value; enabled = [bool]$user.Enabled; required = [bool]$user.PasswordRequired; set = (epoch $user.PasswordLastSet); last = (epoch $user.LastLogon); expires = (epoch $user.AccountExpires); source = [string]$user.PrincipalSource }
}
# The group by its number: its name is in the language of Windows. Not Get-LocalGroupMember: one member that no domain
# knows any more makes it fail.
$group = (New-Object Security.Principal.SecurityIdentifier 'S-1-5-32-544').Translate([Security.Principal.NTAccount]).Value
$group = $group.Split('\')[-1]
$members = @()
foreach ($member in @(([ADSI]"WinNT://./$group,group").psbase.Invoke('Members'))) {
  $bytes = $member.GetType().InvokeMember('objectSid', 'GetProperty', $null, $member, $null)
  $sid = New-Object Security.Principal.SecurityIdentifier -ArgumentList ([byte[]]$bytes), 0
  $members += $sid.Value
}
tell @{ accounts = @($accounts); administrators = @($members) }
