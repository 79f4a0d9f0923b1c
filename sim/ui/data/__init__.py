"""Your data: from the files that people have, or a dozen figures, to a portfolio of their own."""
