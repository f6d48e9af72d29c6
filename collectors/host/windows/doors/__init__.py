"""The doors: signing in at the screen, over RDP and over SSH."""
