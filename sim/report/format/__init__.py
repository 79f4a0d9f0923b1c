"""Numbers, money, dates and files in the reader's locale."""
