"""What protects a running machine: against malware, changed files, unsigned boot, open ports."""
