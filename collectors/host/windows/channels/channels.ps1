#: windows.schannel
$root = 'SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL'
$protocols = @{}
foreach ($protocol in 'SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3') {
  $said = values "$root\Protocols\$protocol\Server" @('Enabled', 'DisabledByDefault')
  if ($null -eq $said) { $said = @{} }
  $protocols[$protocol] = $said
}
$off = @()
foreach ($cipher in @(keys "$root\Ciphers")) {
  $said = values "$root\Ciphers\$cipher" @('Enabled')
  if ($null -ne $said -and $said['Enabled'] -eq '0') { $off += $cipher }
}
$policy = values 'SOFTWARE\Policies\Microsoft\Cryptography\Configuration\SSL\00010002' @('Functions')
$own = values 'SYSTEM\CurrentControlSet\Control\Cryptography\Configuration\Local\SSL\00010002' @('Functions')
$suites = ''
if ($null -ne $policy -and $policy.ContainsKey('Functions')) { $suites = $policy['Functions'] }
elseif ($null -ne $own -and $own.ContainsKey('Functions')) { $suites = $own['Functions'] }
$fips = values 'SYSTEM\CurrentControlSet\Control\Lsa\FipsAlgorithmPolicy' @('Enabled')
tell @{ protocols = $protocols; off = @($off); suites = $suites; fips = $fips }

#: windows.smb
administrator
must 'Get-SmbServerConfiguration'
$names = 'EnableSMB1Protocol', 'EnableSMB2Protocol', 'EncryptData', 'RejectUnencryptedAccess', 'RequireSecuritySignature', 'EnableSecuritySignature', 'EncryptionCiphers', 'Smb2DialectMin'
$server = Get-SmbServerConfiguration
$said = @{}
foreach ($name in $names) {
  $property = $server.PSObject.Properties[$name]
  if ($null -ne $property -and $null -ne $property.Value) { $said[$name] = [string]$property.Value }
}
$plain = 0
$shares = @(Get-SmbShare | Where-Object { -not $_.Special })
foreach ($share in $shares) { if (-not $share.EncryptData) { $plain += 1 } }
tell @{ server = $said; shares = $shares.Count; plain = $plain }

#: windows.rdp
$policy = 'SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services'
$names = 'fDenyTSConnections', 'UserAuthentication', 'SecurityLayer', 'MinEncryptionLevel', 'MaxIdleTime', 'MaxDisconnectionTime', 'MaxConnectionTime', 'fResetBroken', 'fInheritMaxIdleTime', 'fInheritMaxDisconnectionTime', 'fInheritResetBroken'
$said = @{
  policy = (values $policy $names)
  server = (values 'SYSTEM\CurrentControlSet\Control\Terminal Server' @('fDenyTSConnections'))
  listener = (values 'SYSTEM\CurrentControlSet\Control\Terminal Server\WinStations\RDP-Tcp' $names)
}
tell $said
