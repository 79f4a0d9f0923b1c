"""English: one file a page, one line a text."""
