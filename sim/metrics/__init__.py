"""Measures of a run: outcomes with their catalogue, books, monthly series and identities."""
