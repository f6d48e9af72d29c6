"""What things cost: CPU seconds, calls, peak memory. Run by `make bench`."""
