#: windows.updates
# What the last search found, without a new one: nothing is asked of any server. What somebody has hidden is open too.
$searcher = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()
$searcher.Online = $false
$result = $searcher.Search("IsInstalled=0 and Type='Software'")
$open = @()
foreach ($update in $result.Updates) {
  $security = $false
  foreach ($category in $update.Categories) { if ([string]$category.CategoryID -eq '0fa1201d-4330-4fa8-8ae9-b877473b6441') { $security = $true } }
  $articles = @()
  foreach ($article in $update.KBArticleIDs) { $articles += "KB$article" }
  $open += @{ kb = @($articles); severity = [string]$update.MsrcSeverity; security = $security; published = (epoch ([DateTime]::SpecifyKind([DateTime]$update.LastDeploymentChangeTime, 'Utc'))) }
}
tell @{ open = @($open) }

#: windows.update-state
$policy = values 'SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate\AU' @('NoAutoUpdate', 'AUOptions', 'UseWUServer')
$access = values 'SOFTWARE\Policies\Microsoft\Windows\WindowsUpdate' @('DisableWindowsUpdateAccess', 'DeferQualityUpdatesPeriodInDays')
$own = values 'SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update' @('AUOptions')
$paused = values 'SOFTWARE\Microsoft\WindowsUpdate\UX\Settings' @('PauseUpdatesExpiryTime')
# Only whether there are these keys.
$restart = $null -ne (values 'SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Auto Update\RebootRequired' @('none'))
if ($null -ne (values 'SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending' @('none'))) { $restart = $true }
$searched = $null
$installed = $null
$told = $true
try {
  # These two times are in UTC already.
  $results = (New-Object -ComObject Microsoft.Update.AutoUpdate).Results
  if ($null -ne $results.LastSearchSuccessDate) { $searched = epoch ([DateTime]::SpecifyKind([DateTime]$results.LastSearchSuccessDate, 'Utc')) }
  if ($null -ne $results.LastInstallationSuccessDate) { $installed = epoch ([DateTime]::SpecifyKind([DateTime]$results.LastInstallationSuccessDate, 'Utc')) }
} catch {
  $told = $false
}
$fixes = @()
try { foreach ($fix in @(Get-CimInstance -ClassName Win32_QuickFixEngineering -Property HotFixID)) { $fixes += [string]$fix.HotFixID } } catch { $fixes = @() }
tell @{ policy = $policy; access = $access; own = $own; paused = $paused; restart = $restart; told = $told; searched = $searched; installed = $installed; fixes = @($fixes) }
