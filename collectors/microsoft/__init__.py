"""What Azure and Entra ID share: their clouds, how one signs in, and how one asks."""
