"""Lists to fill in for those who have no export: names of columns with their units, and one row as an example."""
