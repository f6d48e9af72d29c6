"""How people come in: SSH, the login window, sudo."""
