"""One file for each kind of table: its fields, their units, and how columns for them are named in seven languages."""
