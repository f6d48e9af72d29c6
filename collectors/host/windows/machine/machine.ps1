#: windows.machine
$version = values 'SOFTWARE\Microsoft\Windows NT\CurrentVersion' @('ProductName', 'EditionID', 'InstallationType', 'CurrentBuildNumber', 'UBR', 'DisplayVersion')
$options = values 'SYSTEM\CurrentControlSet\Control\ProductOptions' @('ProductType')
$guid = values 'SOFTWARE\Microsoft\Cryptography' @('MachineGuid')
$machine = ''
if ($null -ne $guid -and $guid.ContainsKey('MachineGuid')) {
  # Only a digest leaves.
  $sha = New-Object Security.Cryptography.SHA256CryptoServiceProvider
  $bytes = $sha.ComputeHash([Text.Encoding]::ASCII.GetBytes($guid['MachineGuid']))
  $machine = [BitConverter]::ToString($bytes).Replace('-', '').ToLowerInvariant()
}
$joined = $null
try { $joined = [bool](Get-CimInstance -ClassName Win32_ComputerSystem -Property PartOfDomain).PartOfDomain } catch { $joined = $null }
tell @{
  hostname = [Environment]::MachineName
  user = [Security.Principal.WindowsIdentity]::GetCurrent().Name
  elevated = (elevated)
  clock = [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ')
  powershell = [string]$PSVersionTable.PSVersion
  arch = [string]$env:PROCESSOR_ARCHITECTURE
  machine = $machine
  joined = $joined
  version = $version
  type = $options
}

#: windows.services
# A name and two words of each service; who it runs as and what it starts stay here.
$services = @(Get-CimInstance -ClassName Win32_Service -Property @('Name', 'State', 'StartMode'))
foreach ($service in $services) { "$($service.Name)|$($service.State)|$($service.StartMode)" }
