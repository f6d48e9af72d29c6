"""What is mounted, and whether BitLocker guards it."""
