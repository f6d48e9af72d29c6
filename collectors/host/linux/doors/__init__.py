"""How people come in: SSH, the console, sudo, and the PAM stacks behind."""
