"""What does not fit into memory: lines that wait in files without a name."""
