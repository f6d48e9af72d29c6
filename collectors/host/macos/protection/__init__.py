"""What keeps strange code and strangers out: System Integrity Protection, XProtect, the firewall, management."""
