$ErrorActionPreference = 'Stop'
$me = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
  throw 'safeguard: only an administrator can install it: nothing was installed'
}
if (-not $name) { $name = [Environment]::MachineName }
$name = $name.ToLowerInvariant()
if ($name -cnotmatch '^[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?$') {
  throw "safeguard: it calls itself $name, which is no name: give one with --name: nothing was installed"
}
# For the system and administrators alone: a signed address may stand there. Others cannot make a folder beside it.
$here = Join-Path $env:ProgramFiles 'Safeguard'
$null = [IO.Directory]::CreateDirectory($here)
$acl = New-Object Security.AccessControl.DirectorySecurity
$acl.SetAccessRuleProtection($true, $false)
foreach ($who in 'S-1-5-18', 'S-1-5-32-544') {
  $sid = New-Object Security.Principal.SecurityIdentifier $who
  $acl.AddAccessRule((New-Object Security.AccessControl.FileSystemAccessRule -ArgumentList $sid, 'FullControl', 'ContainerInherit,ObjectInherit', 'None', 'Allow'))
}
Set-Acl -LiteralPath $here -AclObject $acl

function put([string]$file, [string]$text) {
  # As it stands here, line by line, whatever ends these lines.
  [IO.File]::WriteAllText((Join-Path $here $file), $text.Replace("`r`n", "`n"), [Text.Encoding]::ASCII)
}

# The key of this host. Its private half is in the key store of the machine, and cannot be taken out of it.
$provider = [Security.Cryptography.CngProvider]::MicrosoftSoftwareKeyStorageProvider
$machine = [Security.Cryptography.CngKeyOpenOptions]::MachineKey
if (-not [Security.Cryptography.CngKey]::Exists('safeguard-drop', $provider, $machine)) {
  $wanted = New-Object Security.Cryptography.CngKeyCreationParameters
  $wanted.Provider = $provider
  $wanted.ExportPolicy = [Security.Cryptography.CngExportPolicies]::None
  $wanted.KeyCreationOptions = [Security.Cryptography.CngKeyCreationOptions]::MachineKey
  $null = [Security.Cryptography.CngKey]::Create([Security.Cryptography.CngAlgorithm]::ECDsaP256, 'safeguard-drop', $wanted)
}
put 'name' $name
