"""What the records mean: the catalogue of outcomes and the identities."""
