"""Updates, and until when there are any."""
