"""Network devices: their shells over SSH, their configurations, and what these say of the management plane."""
