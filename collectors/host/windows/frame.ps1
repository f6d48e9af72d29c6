# The frame around the questions, as frame.sh makes it. It writes to standard output only, and every section ends within
# its time. Set by whoever calls: $mark (a random word), $whole (seconds for all). For Windows PowerShell 5.1 and later.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$clock = [Diagnostics.Stopwatch]::StartNew()
$utf8 = New-Object Text.UTF8Encoding $false
# Not SHA256.Create(): where Windows insists on FIPS 140 that one refuses.
$sum = New-Object Security.Cryptography.SHA256CryptoServiceProvider
$folder = [IO.Path]::Combine([IO.Path]::GetTempPath(), "safeguard-$mark")
$state = @{ room = $null }
$stdout = [Console]::OpenStandardOutput()
$head = $utf8.GetBytes("`n$mark gzip`n")
$stdout.Write($head, 0, $head.Length)
$zip = New-Object IO.Compression.GZipStream -ArgumentList $stdout, ([IO.Compression.CompressionMode]::Compress)

# What every question may use. Codes: 96 there is none, 97 denied, 98 cannot be told on this machine.
$words = {
  $ErrorActionPreference = 'Stop'
  $ProgressPreference = 'SilentlyContinue'
  $WarningPreference = 'SilentlyContinue'
  function code([int]$number) { throw "code $number" }
  function absent { code 96 }
  function elevated {
    $me = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
    $me.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
  }
  function administrator { if (-not (elevated)) { code 97 } }
  function has([string]$command) { $null -ne (Get-Command -Name $command -ErrorAction SilentlyContinue) }
  function must([string]$command) { if (-not (has $command)) { code 98 } }
  # What a failure was, in any language of Windows: its type and number count, never its text.
  function numbers($problem) {
    $one = $problem.Exception
    while ($null -ne $one) {
      [long]$one.HResult
      if ($one -is [ComponentModel.Win32Exception]) { [long]$one.NativeErrorCode }
      if ($one.GetType().Name -eq 'CimException') { [long]$one.HResult; "cim $([int]$one.NativeErrorCode)" }
      $one = $one.InnerException
    }
  }
  function refused($problem) {
    $category = [string]$problem.CategoryInfo.Category
    if ($category -eq 'PermissionDenied' -or $category -eq 'SecurityError') { return $true }
    $one = $problem.Exception
    while ($null -ne $one) {
      if ($one -is [UnauthorizedAccessException] -or $one -is [Security.SecurityException]) { return $true }
      $one = $one.InnerException
    }
    # E_ACCESSDENIED, WBEM_E_ACCESS_DENIED, elevation required, privilege not held: as a result and as a Win32 error.
    $denials = -2147024891, -2147217405, -2147024156, -2147023582, 5, 740, 1314, 'cim 2'
    foreach ($number in @(numbers $problem)) { if ($denials -contains $number) { return $true } }
    $false
  }
  # There is no such command, key, namespace, class or instance.
  function missing($problem) {
    if ($problem.Exception -is [Management.Automation.CommandNotFoundException]) { return $true }
    if ($problem.Exception -is [Management.Automation.ItemNotFoundException]) { return $true }
    $none = -2147217394, -2147217392, -2147217406, 'cim 3', 'cim 5', 'cim 6'
    foreach ($number in @(numbers $problem)) { if ($none -contains $number) { return $true } }
    $false
  }
  function grade($problem) {
    if ([string]$problem.Exception.Message -match '^code (\d{1,3})$') { return [int]$Matches[1] }
    if (refused $problem) { return 97 }
    if ($problem.Exception -is [Management.Automation.CommandNotFoundException]) { return 98 }
    1
  }
  # The named values of a key, as strings; nothing where there is no such key. Always of the 64-bit registry.
  function values([string]$path, [string[]]$names, [string]$hive = 'LocalMachine') {
    $base = [Microsoft.Win32.RegistryKey]::OpenBaseKey($hive, 'Registry64')
    $key = $base.OpenSubKey($path)
    if ($null -eq $key) { return $null }
    $found = @{}
    foreach ($name in $names) {
      $value = $key.GetValue($name)
      if ($null -ne $value) { $found[$name] = [string]$value }
    }
    $key.Close()
    $found
  }
  # The names of the keys below a key.
  function keys([string]$path, [string]$hive = 'LocalMachine') {
    $base = [Microsoft.Win32.RegistryKey]::OpenBaseKey($hive, 'Registry64')
    $key = $base.OpenSubKey($path)
    if ($null -eq $key) { return }
    $key.GetSubKeyNames()
    $key.Close()
  }
  # Seconds since 1970 of a local time; nothing where there is none.
  function epoch($when) {
    if ($null -eq $when -or ([DateTime]$when).Year -lt 1980) { return $null }
    [long][Math]::Floor((([DateTime]$when).ToUniversalTime() - [DateTime]'1970-01-01').TotalSeconds)
  }
  # Runs a program; what it says to standard error is dropped. Its end stands in $LASTEXITCODE.
  function program([string]$file, [string[]]$arguments) {
    $ErrorActionPreference = 'Continue'
    & $file $arguments 2>$null
  }
  function tell($value) { ConvertTo-Json -InputObject $value -Compress -Depth 6 }
  # A folder that only this account and the system get into; whoever makes it removes it in finally.
  function secluded([string]$path) {
    $acl = New-Object Security.AccessControl.DirectorySecurity
    $acl.SetAccessRuleProtection($true, $false)
    foreach ($who in [Security.Principal.WindowsIdentity]::GetCurrent().User.Value, 'S-1-5-18') {
      $sid = New-Object Security.Principal.SecurityIdentifier $who
      $acl.AddAccessRule((New-Object Security.AccessControl.FileSystemAccessRule -ArgumentList $sid, 'FullControl', 'ContainerInherit,ObjectInherit', 'None', 'Allow'))
    }
    if (Test-Path -LiteralPath $path) { code 1 }
    if ($PSVersionTable.PSVersion.Major -lt 6) {
      $null = [IO.Directory]::CreateDirectory($path, $acl)
    } else {
      $null = New-Item -ItemType Directory -Path $path
      Set-Acl -LiteralPath $path -AclObject $acl
    }
  }
  # Runs a question: its output as lines, and last its code.
  function answer([scriptblock]$ask) {
    try {
      & $ask | ForEach-Object { [string]$_ }
      0
    } catch {
      grade $_
    }
  }
}

# What is said goes out at once, and into the digest of the trailer.
function say([string]$said) {
  $bytes = $utf8.GetBytes($said)
  $null = $sum.TransformBlock($bytes, 0, $bytes.Length, $bytes, 0)
  $zip.Write($bytes, 0, $bytes.Length)
  $zip.Flush()
}

# A room of its own for the questions. One that hangs is left behind in its room, and the next gets a new one.
function room {
  if ($null -eq $state.room) {
    $state.room = [Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace()
    $state.room.Open()
    $state.room.SessionStateProxy.SetVariable('folder', $folder)
  }
  $state.room
}

# Runs a text for so many seconds; what it printed, and its code.
function run([string]$text, [int]$most, [double]$seconds) {
  $shell = [Management.Automation.PowerShell]::Create()
  $shell.Runspace = room
  $null = $shell.AddScript($words.ToString() + "`nanswer {`n" + $text + "`n}")
  $nothing = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
  $nothing.Complete()
  $lines = New-Object 'System.Management.Automation.PSDataCollection[psobject]'
  $time = [Diagnostics.Stopwatch]::StartNew()
  $running = $shell.BeginInvoke($nothing, $lines)
  while (-not $running.AsyncWaitHandle.WaitOne(100)) {
    if ($time.Elapsed.TotalSeconds -lt $seconds -and $lines.Count -le $most) { continue }
    # Stop ends a program that the question started, and its finally is run. What does not even stop (a call that never
    # comes back) stays in its room until the process ends.
    $null = $shell.BeginStop($null, $null)
    $null = $running.AsyncWaitHandle.WaitOne(3000)
    $state.room = $null
    return @{ text = ''; code = 124 }
  }
  try { $null = $shell.EndInvoke($running) } catch { return @{ text = ''; code = 1 } }
  $shell.Dispose()
  $lines.Complete()
  $said = @($lines.ReadAll())
  if ($said.Count -eq 0 -or [string]$said[$said.Count - 1] -notmatch '^\d{1,3}$') { return @{ text = ''; code = 1 } }
  $code = [int][string]$said[$said.Count - 1]
  $printed = ''
  if ($said.Count -gt 1) { $printed = [string]::Join("`n", [string[]]@($said[0..($said.Count - 2)])) }
  if ($printed.Length -gt $most) { $printed = $printed.Substring(0, $most) }
  if ($code -ne 0) { $printed = '' }
  @{ text = $printed; code = $code }
}

# section ID BYTES SECONDS TEXT: one question, with a limit of time and one of size. Without a code it was too late.
function section([string]$id, [int]$most, [double]$seconds, [scriptblock]$ask) {
  $left = $whole - $clock.Elapsed.TotalSeconds
  $came = @{ text = ''; code = 'late' }
  if ($left -gt 0) {
    try { $came = run $ask.ToString() $most ([Math]::Min($seconds, $left)) } catch { $came = @{ text = ''; code = 1 } }
  }
  say ("`n$mark begin $id`n" + $came.text + "`n$mark end $id " + $came.code + "`n")
}

function trailer {
  $null = $sum.TransformFinalBlock([byte[]]@(), 0, 0)
  $digest = [BitConverter]::ToString($sum.Hash).Replace('-', '').ToLowerInvariant()
  $bytes = $utf8.GetBytes("`n$mark done $digest`n")
  $zip.Write($bytes, 0, $bytes.Length)
  $zip.Close()
}

# What a question that hung may have left.
function sweep {
  if (Test-Path -LiteralPath $folder) { Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction SilentlyContinue }
}

say "`n$mark hello Windows `n"
