"""From the files that people have to tidy tables, with a report that accounts for every row."""
