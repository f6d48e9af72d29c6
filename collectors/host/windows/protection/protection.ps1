#: windows.firewall
must 'Get-NetFirewallProfile'
$profiles = @()
foreach ($one in @(Get-NetFirewallProfile -PolicyStore ActiveStore)) {
  $profiles += @{ name = [string]$one.Name; enabled = [string]$one.Enabled; inbound = [string]$one.DefaultInboundAction }
}
# Rules that let anybody reach anything: any program, service, port, protocol and address. Only how many.
$open = $null
try {
  $count = 0
  foreach ($rule in (New-Object -ComObject HNetCfg.FwPolicy2).Rules) {
    if (-not $rule.Enabled -or $rule.Direction -ne 1 -or $rule.Action -ne 1) { continue }
    # One of an app from the store names neither a program nor a service.
    $whose = [string]$rule.ApplicationName + [string]$rule.ServiceName + [string]$rule.LocalAppPackageId
    if ($whose -ne '') { continue }
    $ports = [string]$rule.LocalPorts
    $wide = $rule.Protocol -eq 256 -or (($rule.Protocol -eq 6 -or $rule.Protocol -eq 17) -and ($ports -eq '' -or $ports -eq '*'))
    $from = [string]$rule.RemoteAddresses
    if ($wide -and ($from -eq '' -or $from -eq '*')) { $count += 1 }
  }
  $open = $count
} catch {
  $open = $null
}
tell @{ profiles = @($profiles); open = $open }

#: windows.malware
$defender = $null
$state = 'absent'
try {
  $one = Get-CimInstance -Namespace 'root/Microsoft/Windows/Defender' -ClassName MSFT_MpComputerStatus
  if ($null -ne $one) {
    $state = 'ok'
    $defender = @{ service = [bool]$one.AMServiceEnabled; antivirus = [bool]$one.AntivirusEnabled; realtime = [bool]$one.RealTimeProtectionEnabled; mode = [string]$one.AMRunningMode; age = [long]$one.AntivirusSignatureAge; tamper = [bool]$one.IsTamperProtected }
  }
} catch {
  $state = 'error'
  if (missing $_) { $state = 'absent' }
  if (refused $_) { $state = 'denied' }
}
# Only clients have this list.
$products = @()
$list = 'absent'
try {
  foreach ($product in @(Get-CimInstance -Namespace 'root/SecurityCenter2' -ClassName AntiVirusProduct -Property @('displayName', 'productState'))) {
    $products += @{ name = [string]$product.displayName; state = [long]$product.productState }
  }
  $list = 'ok'
} catch {
  $list = 'error'
  if (missing $_) { $list = 'absent' }
  if (refused $_) { $list = 'denied' }
}
tell @{ defender = $defender; defender_state = $state; products = @($products); products_state = $list }

#: windows.boot
$registry = values 'SYSTEM\CurrentControlSet\Control\SecureBoot\State' @('UEFISecureBootEnabled')
$said = 'unknown'
$by = 'registry'
if ((elevated) -and (has 'Confirm-SecureBootUEFI')) {
  try {
    $said = [string](Confirm-SecureBootUEFI)
    $by = 'firmware'
  } catch {
    # A machine that starts by BIOS has none.
    if ($_.Exception -is [PlatformNotSupportedException]) { absent }
    $said = 'unknown'
  }
}
if ($said -eq 'unknown' -and $null -ne $registry -and $registry.ContainsKey('UEFISecureBootEnabled')) { $said = [string]($registry['UEFISecureBootEnabled'] -eq '1') }
tell @{ secure = $said; by = $by }
