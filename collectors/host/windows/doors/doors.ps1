#: windows.sign-in
$system = values 'SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System' @('scforceoption')
$hello = values 'SOFTWARE\Policies\Microsoft\PassportForWork' @('Enabled', 'RequireSecurityDevice')
$logon = values 'SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon' @('AutoAdminLogon', 'ForceAutoLogon', 'ScRemoveOption')
# Each provider by its class id; its settings stay here.
$providers = @(keys 'SOFTWARE\Microsoft\Windows\CurrentVersion\Authentication\Credential Providers')
$device = @()
if (has 'dsregcmd.exe') {
  foreach ($line in @(program 'dsregcmd.exe' @('/status'))) {
    if ([string]$line -match '^\s*(AzureAdJoined|EnterpriseJoined|DomainJoined|WorkplaceJoined|NgcSet)\s*:\s*(YES|NO)\s*$') { $device += "$($Matches[1])=$($Matches[2])" }
  }
}
tell @{ system = $system; hello = $hello; logon = $logon; providers = $providers; device = @($device) }

#: windows.sshd
$service = Get-CimInstance -ClassName Win32_Service -Filter "Name='sshd'" -Property @('Name', 'PathName')
if ($null -eq $service) { absent }
administrator
$path = ([string]$service.PathName).Trim('"')
if ($path -match '^"?([^"]+?\.exe)') { $path = $Matches[1] }
if (-not (Test-Path -LiteralPath $path)) { code 98 }
$version = [Diagnostics.FileVersionInfo]::GetVersionInfo($path).FileVersion
"version OpenSSH_$version"
$file = [IO.Path]::Combine($env:ProgramData, 'ssh\sshd_config')
$match = @()
if (Test-Path -LiteralPath $file) {
  foreach ($line in [IO.File]::ReadAllLines($file)) {
    if ($line -match '^\s*match\s+(\w+)\s*(.*?)\s*$') {
      if ("$($Matches[1]) $($Matches[2])" -notmatch '^group administrators$') { $match += $Matches[1] }
    }
    if ($line -match '^\s*include\s') { $match += 'include' }
  }
}
foreach ($one in $match) { "match $one" }
'@settings'
$settings = @(program $path @('-T'))
if ($LASTEXITCODE -ne 0) { code 98 }
$settings
