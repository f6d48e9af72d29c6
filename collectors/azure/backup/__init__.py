"""Azure Backup."""
