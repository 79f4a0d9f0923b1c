"""Numbers of a scenario from tidy tables, each with its interval, or with the reason why it keeps its value."""
