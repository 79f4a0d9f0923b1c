"""Rules of customers: expectation, grievance, trust, exit, renewal, payment and disputes."""
