"""Updates: until when the system is fixed, what waits to be installed, who installs it."""
