#: windows.backup
$summary = $null
$denied = $false
if (has 'Get-WBSummary') {
  try {
    $one = Get-WBSummary
    $summary = @{ success = (epoch $one.LastSuccessfulBackupTime); last = (epoch $one.LastBackupTime); result = [string]$one.LastBackupResultHR; next = (epoch $one.NextBackupTime); versions = [int]$one.NumberOfVersions }
  } catch {
    if (-not (refused $_)) { throw }
    $denied = $true
  }
}
# Of Veeam's agent its log tells: 190 is the end of a job, and the level how it ended. Its text stays here.
$veeam = @()
try {
  foreach ($entry in @(Get-WinEvent -FilterHashtable @{ LogName = 'Veeam Agent'; Id = 190 } -MaxEvents 50)) {
    $veeam += @{ at = (epoch $entry.TimeCreated); level = [int]$entry.Level }
  }
} catch {
  if (refused $_) { $denied = $true }
}
# Snapshots on the same disks.
$snapshots = 0
try { $snapshots = @(Get-CimInstance -ClassName Win32_ShadowCopy -Property InstallDate).Count } catch { if (refused $_) { $denied = $true } }
$history = @(Get-CimInstance -ClassName Win32_Service -Filter "Name='fhsvc' AND State='Running'" -Property Name).Count
tell @{ summary = $summary; veeam = @($veeam); snapshots = $snapshots; history = ($history -gt 0); denied = $denied }
