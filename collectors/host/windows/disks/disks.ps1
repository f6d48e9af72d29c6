#: windows.volumes
# What is mounted, and what BitLocker says of it: state, method and kinds of protectors. Protectors themselves are never
# asked for by name: a recovery password is in them.
administrator
$mounted = @(Get-CimInstance -ClassName Win32_Volume -Property @('Name', 'DeviceID', 'DriveType', 'FileSystem', 'Capacity'))
# A disk of EC2 has the id of its volume for a serial number; of others no number is kept.
$clouds = @{}
$rests = @{}
try {
  foreach ($disk in @(Get-CimInstance -Namespace 'root/Microsoft/Windows/Storage' -ClassName MSFT_Disk -Property @('Number', 'SerialNumber'))) {
    if ([string]$disk.SerialNumber -match '^vol-?([0-9a-f]{8,17})(_|$)') { $clouds[[int]$disk.Number] = "vol-$($Matches[1])" }
  }
  foreach ($partition in @(Get-CimInstance -Namespace 'root/Microsoft/Windows/Storage' -ClassName MSFT_Partition -Property @('DiskNumber', 'AccessPaths'))) {
    foreach ($path in @($partition.AccessPaths)) { if ($path -and $clouds.ContainsKey([int]$partition.DiskNumber)) { $rests[[string]$path] = $clouds[[int]$partition.DiskNumber] } }
  }
} catch {
  $rests = @{}
}
$volumes = @()
foreach ($volume in $mounted) {
  $on = ''
  if ($rests.ContainsKey([string]$volume.DeviceID)) { $on = $rests[[string]$volume.DeviceID] }
  $volumes += @{ on = $on; name = [string]$volume.Name; device = [string]$volume.DeviceID; drive = [int]$volume.DriveType; fs = [string]$volume.FileSystem; bytes = [long]$volume.Capacity }
}
$by = 'none'
$locked = @()
if (has 'Get-BitLockerVolume') {
  $by = 'Get-BitLockerVolume'
  foreach ($one in @(Get-BitLockerVolume)) {
    $protectors = @()
    foreach ($protector in @($one.KeyProtector)) { if ($null -ne $protector) { $protectors += [string]$protector.KeyProtectorType } }
    $locked += @{ mount = [string]$one.MountPoint; status = [string]$one.VolumeStatus; protection = [string]$one.ProtectionStatus; lock = [string]$one.LockStatus; method = [string]$one.EncryptionMethod; percentage = [int]$one.EncryptionPercentage; protectors = $protectors }
  }
} else {
  $names = 'FullyDecrypted', 'FullyEncrypted', 'EncryptionInProgress', 'DecryptionInProgress', 'EncryptionPaused', 'DecryptionPaused'
  $methods = 'None', 'Aes128Diffuser', 'Aes256Diffuser', 'Aes128', 'Aes256', 'Hardware', 'XtsAes128', 'XtsAes256'
  $protections = 'Off', 'On', 'Unknown'
  try {
    $found = @(Get-CimInstance -Namespace 'root/cimv2/Security/MicrosoftVolumeEncryption' -ClassName Win32_EncryptableVolume)
    $by = 'Win32_EncryptableVolume'
  } catch {
    if (-not (missing $_)) { throw }
    $found = @()
  }
  foreach ($one in $found) {
    $conversion = Invoke-CimMethod -InputObject $one -MethodName GetConversionStatus
    $method = Invoke-CimMethod -InputObject $one -MethodName GetEncryptionMethod
    $status = 'unknown'
    if ($conversion.ReturnValue -eq 0 -and $conversion.ConversionStatus -lt $names.Count) { $status = $names[$conversion.ConversionStatus] }
    $cipher = 'unknown'
    if ($method.ReturnValue -eq 0 -and $method.EncryptionMethod -lt $methods.Count) { $cipher = $methods[$method.EncryptionMethod] }
    $mount = [string]$one.DriveLetter
    if (-not $mount) { $mount = [string]$one.DeviceID }
    $locked += @{ mount = $mount; status = $status; protection = $protections[[Math]::Min([int]$one.ProtectionStatus, 2)]; lock = ''; method = $cipher; percentage = [int]$conversion.EncryptionPercentage; protectors = @() }
  }
}
tell @{ by = $by; volumes = @($volumes); bitlocker = @($locked) }
