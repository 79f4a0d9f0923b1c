"""State and decisions of a run without a clock: customers, calendar, demand, relationship, market, remedies."""
