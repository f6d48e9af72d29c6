"""Services that keep blobs, files and copies."""
