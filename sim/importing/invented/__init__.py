"""One invented firm in five exports, to try the reading with: ``python -m tests.regression.invented`` makes them."""
