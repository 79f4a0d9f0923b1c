"""Event records in the past tense, and the recorder that collects them."""
