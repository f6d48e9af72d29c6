"""The profiles that come with the scanner, and the schema of those that people write: data only."""
