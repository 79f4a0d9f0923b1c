"""What the pages say, one folder a language."""
