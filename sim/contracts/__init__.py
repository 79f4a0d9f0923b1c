"""Rules of contracts: coverage clocks, service credits, invoices."""
