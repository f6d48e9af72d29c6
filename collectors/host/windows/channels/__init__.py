"""The ways data travels: TLS as Windows offers it, file shares, remote desktops."""
