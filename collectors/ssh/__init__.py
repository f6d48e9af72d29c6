"""The way to hosts and devices over SSH: whose keys are known, where to go and as whom. Trusts nobody by default."""
