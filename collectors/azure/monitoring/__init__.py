"""What is recorded of a subscription and its vaults, where it is kept, and who is told of changes."""
