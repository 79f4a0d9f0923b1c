"""Rows of internal tables from the items of a sheet, one file for each kind of table."""
