"""The panel beside every page: scenarios, terms, levers, a new deal, saving."""
