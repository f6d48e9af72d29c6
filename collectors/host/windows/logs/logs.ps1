#: windows.audit
# A backup in place of `auditpol /get`: it says the settings as numbers, where that says them in the language of Windows,
# and what single accounts are exempted from.
administrator
try {
  secluded $folder
  $file = [IO.Path]::Combine($folder, 'audit.csv')
  $null = program 'auditpol.exe' @('/backup', "/file:$file")
  if (-not (Test-Path -LiteralPath $file)) { code 98 }
  foreach ($line in [IO.File]::ReadAllLines($file)) {
    $cells = $line.Split(',')
    if ($cells.Count -lt 6 -or $cells[3] -notmatch '^\{[0-9A-Fa-f-]{36}\}$') { continue }
    $who = 'System'
    if ($cells[1] -match '^S-1-[\d-]+$') { $who = $cells[1] }
    $value = ''
    if ($cells.Count -gt 6) { $value = $cells[6] }
    ",$who,,$($cells[3]),,,$value"
  }
} finally {
  if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force }
}
$line = values 'SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System\Audit' @('ProcessCreationIncludeCmdLine_Enabled')
if ($null -ne $line -and $line['ProcessCreationIncludeCmdLine_Enabled'] -eq '1') { 'commandline=1' } else { 'commandline=0' }
if (Test-Path -LiteralPath $folder) { 'left=1' } else { 'left=0' }

#: windows.event-logs
$logs = @()
foreach ($name in 'Security', 'System', 'Application') {
  $log = @{ name = $name; state = 'ok'; enabled = $null; mode = ''; most = $null; size = $null; oldest = $null; newest = $null }
  try {
    $one = Get-WinEvent -ListLog $name
    $log.enabled = [bool]$one.IsEnabled
    $log.mode = [string]$one.LogMode
    $log.most = [long]$one.MaximumSizeInBytes
    $log.size = [long]$one.FileSize
    if ([long]$one.RecordCount -gt 0) {
      $log.oldest = epoch (Get-WinEvent -LogName $name -MaxEvents 1 -Oldest).TimeCreated
      $log.newest = epoch (Get-WinEvent -LogName $name -MaxEvents 1).TimeCreated
    }
  } catch {
    $log.state = 'error'
    if (refused $_) { $log.state = 'denied' }
  }
  $logs += $log
}
tell @{ logs = @($logs) }

#: windows.forwarding
# How many collectors are named, and how many of them over TLS; never their addresses: a token may stand in them.
$path = 'SOFTWARE\Policies\Microsoft\Windows\EventLog\EventForwarding\SubscriptionManager'
$key = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64').OpenSubKey($path)
if ($null -eq $key) { absent }
$collectors = 0
$tls = 0
foreach ($name in $key.GetValueNames()) {
  $value = [string]$key.GetValue($name)
  if ($value -match 'Server=') { $collectors += 1 }
  if ($value -match 'Server=https://') { $tls += 1 }
}
tell @{ collectors = $collectors; tls = $tls }

#: windows.time
$said = values 'SYSTEM\CurrentControlSet\Services\W32Time\Parameters' @('Type', 'NtpServer')
if ($null -eq $said) { absent }
$peers = 0
if ($said.ContainsKey('NtpServer')) { $peers = @($said['NtpServer'].Split(' ', [StringSplitOptions]::RemoveEmptyEntries)).Count }
"type=$($said['Type'])"
"peers=$peers"
$status = @(program 'w32tm.exe' @('/query', '/status'))
$code = $LASTEXITCODE
"exit=$code"
if ($code -eq 0) { $status }
