# Runs the script beside it, locks what it printed, signs it, and puts it where somebody fetches it. The task starts it
# each hour; it goes on only when a drop is due. For Windows PowerShell 5.1. Set before: $to, $every, $whole, $recipient,
# $rsa, $asks.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$here = $PSScriptRoot
$name = [IO.File]::ReadAllText((Join-Path $here 'name')).Trim()
$ascii = [Text.Encoding]::ASCII
# Not SHA256.Create(): where Windows insists on FIPS 140 that one refuses.
$sum = New-Object Security.Cryptography.SHA256CryptoServiceProvider
$random = New-Object Security.Cryptography.RNGCryptoServiceProvider

function hexadecimal([byte[]]$bytes) { [BitConverter]::ToString($bytes).Replace('-', '').ToLowerInvariant() }

function drawn([int]$count) {
  $bytes = New-Object byte[] $count
  $random.GetBytes($bytes)
  , $bytes
}

# The key of this host: CNG keeps it, and gives its private half to nobody.
$provider = [Security.Cryptography.CngProvider]::MicrosoftSoftwareKeyStorageProvider
$machine = [Security.Cryptography.CngKeyOpenOptions]::MachineKey
$pair = [Security.Cryptography.CngKey]::Open('safeguard-drop', $provider, $machine)

# As a line of known_hosts has it: type, name of the curve and point (RFC 5656). Before the point of an EccPublicBlob
# stand eight bytes that say what it is (BCRYPT_ECCKEY_BLOB).
function public {
  $point = $pair.Export([Security.Cryptography.CngKeyBlobFormat]::EccPublicBlob)
  $blob = New-Object IO.MemoryStream
  foreach ($word in 'ecdsa-sha2-nistp256', 'nistp256') {
    $blob.Write([byte[]](0, 0, 0, $word.Length), 0, 4)
    $blob.Write($ascii.GetBytes($word), 0, $word.Length)
  }
  $blob.Write([byte[]](0, 0, 0, 65, 4), 0, 5)
  $blob.Write($point, 8, 64)
  , $blob.ToArray()
}

$blob = public
if ($Key) {
  "$name ecdsa-sha2-nistp256 $([Convert]::ToBase64String($blob))"
  "# $name SHA256:$([Convert]::ToBase64String($sum.ComputeHash($blob)).TrimEnd('='))"
  exit 0
}
$stamp = Join-Path $here 'last'
if (-not $Now -and (Test-Path -LiteralPath $stamp)) {
  $since = ([DateTime]::UtcNow - (Get-Item -LiteralPath $stamp).LastWriteTimeUtc).TotalSeconds
  # A clock that was put back is no reason to wait. The task comes once an hour, and never to the second.
  if ($since -ge 0 -and $since -lt $every - 1800) { exit 0 }
}

# What the script prints: it stays in memory until it is locked.
function printed([string]$mark) {
  $start = New-Object Diagnostics.ProcessStartInfo
  $start.FileName = Join-Path $PSHOME 'powershell.exe'
  $start.Arguments = "-NoProfile -NonInteractive -ExecutionPolicy RemoteSigned -File `"$here\ask.ps1`" -mark $mark -whole $whole"
  $start.UseShellExecute = $false
  $start.CreateNoWindow = $true
  $start.RedirectStandardOutput = $true
  $process = [Diagnostics.Process]::Start($start)
  $bytes = New-Object IO.MemoryStream
  $process.StandardOutput.BaseStream.CopyTo($bytes)
  $process.WaitForExit()
  , $bytes.ToArray()
}

# As `openssl enc -aes-256-cbc -md sha256 -salt` locks it.
function locked([byte[]]$secret, [byte[]]$plain) {
  $salt = [byte[]](drawn 8)
  $first = $sum.ComputeHash([byte[]]($secret + $salt))
  $second = $sum.ComputeHash([byte[]]($first + $secret + $salt))
  $aes = New-Object Security.Cryptography.AesCryptoServiceProvider
  $aes.Key = $first
  $aes.IV = [byte[]]($second[0..15])
  $whole = New-Object IO.MemoryStream
  $whole.Write($ascii.GetBytes('Salted__'), 0, 8)
  $whole.Write($salt, 0, 8)
  $ended = $aes.CreateEncryptor().TransformFinalBlock($plain, 0, $plain.Length)
  $whole.Write($ended, 0, $ended.Length)
  , $whole.ToArray()
}

$mark = hexadecimal (drawn 16)
$made = [DateTime]::UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", [Globalization.CultureInfo]::InvariantCulture)
$secret = $ascii.GetBytes((hexadecimal (drawn 32)))
$theirs = New-Object Security.Cryptography.RSACryptoServiceProvider
$theirs.FromXmlString($rsa)
# True: OAEP.
$lock = [Convert]::ToBase64String($theirs.Encrypt($secret, $true))
$body = locked $secret (printed $mark)
$script = hexadecimal $sum.ComputeHash([IO.File]::ReadAllBytes((Join-Path $here 'ask.ps1')))
$lines = @(
  'safeguard-drop 1', "host $name", 'system Windows', "made $made", "mark $mark", "script $script", "to $recipient",
  "key ecdsa-sha2-nistp256 $([Convert]::ToBase64String($blob))", 'form raw', "asks $asks", "lock $lock",
  "size $($body.Length)", '', ''
)
$drop = New-Object IO.MemoryStream
$head = $ascii.GetBytes([string]::Join("`n", $lines))
$drop.Write($head, 0, $head.Length)
$drop.Write($body, 0, $body.Length)
$signer = New-Object Security.Cryptography.ECDsaCng -ArgumentList $pair
$signer.HashAlgorithm = [Security.Cryptography.CngAlgorithm]::Sha256
$end = $ascii.GetBytes([Convert]::ToBase64String($signer.SignData($drop.ToArray())) + "`n")
$drop.Write($end, 0, $end.Length)

$file = "$name.drop"
$ready = Join-Path $here $file
[IO.File]::WriteAllBytes($ready, $drop.ToArray())
if ($to -like 's3://*') {
  & aws.exe s3 cp --only-show-errors $ready "$($to.TrimEnd('/'))/$file"
  if ($LASTEXITCODE -ne 0) { throw 'aws does not put it there' }
} elseif ($to -like 'https://*') {
  $base, $query = $to -split '\?', 2
  $address = "$($base.TrimEnd('/'))/$file"
  if ($query) { $address = "$address`?$query" }
  [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
  # What goes wrong there would be told with the address, which may be signed.
  try {
    $null = Invoke-WebRequest -UseBasicParsing -Method Put -Uri $address -InFile $ready -TimeoutSec 600 -Headers @{ 'x-ms-blob-type' = 'BlockBlob' }
  } catch {
    throw "it cannot be put there: $($_.Exception.GetType().Name)"
  }
} elseif ($to) {
  $new = Join-Path $to ".$name.$mark"
  [IO.File]::Copy($ready, $new, $false)
  Move-Item -LiteralPath $new -Destination (Join-Path $to $file) -Force
}
[IO.File]::WriteAllText($stamp, $made)
