"""What answers on the web."""
