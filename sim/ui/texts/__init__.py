"""Texts of the pages, one folder a language."""
