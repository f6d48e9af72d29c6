"""An instance of Sigstore: an authority for certificates (Fulcio), their log (CT) and that of signatures (Rekor, v1).

What it gives is real: certificates with timestamps of their log in them, inclusion proofs, signed heads. It believes
every token.
"""
