"""Services that keep keys, as their manuals say they answer: AWS KMS, Azure Key Vault, Google Cloud KMS, Vault.

Each knows just the calls that reading a public key and signing take, and refuses every other one.
"""
